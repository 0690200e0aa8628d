import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { MAX_WATCHLISTS, type Watchlist, withWatchlist } from "@/lib/alarms/watchlist.ts";
import { symbolOf } from "@/lib/market/symbol.ts";
import type { Event } from "@/lib/store/events.ts";
import { Refusal } from "../refusal.ts";
import { newWatchlist, plainName, watchlistFields } from "../watchlists.ts";

const listsRule = must(`be a list of at most ${MAX_WATCHLISTS} watchlists`);

/** The watchlists in a file, as an export writes them; ids and unknown fields of other versions are left out. */
export const FileLists = z.array(
  z.object({
    name: watchlistFields.name,
    colour: watchlistFields.colour.optional(),
    pairs: watchlistFields.pairs.default([]),
  }),
  listsRule,
).max(MAX_WATCHLISTS, listsRule);

type FileLists = z.infer<typeof FileLists>;

/**
 * What a file's watchlists change: one of the same name takes the pairs in that it lacks, and the colour;
 * others are added. Pairs that are not watched are left out. `symbols` are those that the import adds.
 * @throws {Refusal} when there would be too many
 */
export function decideLists(
  lists: FileLists,
  { pairs, watchlists }: Pick<State, "pairs" | "watchlists">,
  { newId, symbols = [] }: { newId(): string; symbols?: readonly string[] },
) {
  const watched = new Set([...pairs.keys(), ...symbols]);
  const counts = { added: 0, changed: 0, unchanged: 0 };
  const events: Event[] = [];
  let all = watchlists;
  for (const { name, colour, pairs: names } of lists) {
    const known = all.find((list) => plainName(list.name) === plainName(name));
    const found = names.map((text) => watched.has(text) ? text : symbolOf(text) ?? text)
      .filter((symbol) => watched.has(symbol));
    const list: Watchlist = known === undefined
      ? newWatchlist({ name, colour, pairs: [...new Set(found)] }, all, newId)
      : {
        ...known,
        colour: colour ?? known.colour,
        pairs: [...new Set([...known.pairs, ...found])],
      };
    const outcome = known === undefined ? "added" : isSame(known, list) ? "unchanged" : "changed";
    counts[outcome]++;
    if (outcome === "unchanged") continue;
    all = withWatchlist(all, list);
    events.push({
      type: outcome === "added" ? "watchlistAdded" : "watchlistUpdated",
      watchlist: list,
    });
  }
  if (all.length > MAX_WATCHLISTS) {
    const message = `watchlists: there would be more than ${MAX_WATCHLISTS}; remove some first`;
    throw new Refusal("too_many_watchlists", message, "watchlists");
  }
  return { events, counts };
}

function isSame(a: Watchlist, b: Watchlist): boolean {
  return a.colour === b.colour && a.pairs.length === b.pairs.length;
}
