import { z } from "zod";

/** Pairs that people look at together, as it stands in the store file; everybody sees and changes the same lists. */
export const Watchlist = z.object({
  /** `list_<ulid>`. */
  id: z.string().min(1),
  name: z.string().min(1),
  /** One of `LIST_COLOURS`, or `#rrggbb`. */
  colour: z.string().min(1),
  /** Symbols of watched pairs, in the order that people set, each once. */
  pairs: z.array(z.string().min(1)).readonly(),
});

export type Watchlist = z.infer<typeof Watchlist>;

/** More watchlists than this are refused. */
export const MAX_WATCHLISTS = 50;

/** The lists with one put in at a place from 0 on (the end where none is named); one that has its id is replaced. */
export function withWatchlist(
  lists: readonly Watchlist[],
  list: Watchlist,
  place?: number,
): readonly Watchlist[] {
  const others = lists.filter(({ id }) => id !== list.id);
  const known = lists.findIndex(({ id }) => id === list.id);
  const at = place ?? (known < 0 ? others.length : known);
  return [...others.slice(0, at), list, ...others.slice(at)];
}
