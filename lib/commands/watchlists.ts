import { z } from "zod";
import { must, nameInput } from "@/lib/alarms/kinds/fields.ts";
import { MAX_WATCHLISTS, type State, type Watchlist, withWatchlist } from "@/lib/alarms/pair.ts";
import { LIST_COLOURS } from "@/lib/alarms/limits.ts";
import { symbolOf } from "@/lib/market/symbol.ts";
import type { Event } from "@/lib/store/events.ts";
import { defineCommand, findPair, Refusal } from "./command.ts";
import { MAX_PAIRS } from "./pairs.ts";

const colourRule = must(`be one of ${LIST_COLOURS.join(", ")}, or a colour such as #3366cc`);
const pairsRule = must(`be a list of at most ${MAX_PAIRS} pairs that are watched`);
const placeRule = must(`be a whole number from 0 to ${MAX_WATCHLISTS}`);

const pairNames = z.array(z.string(pairsRule), pairsRule).max(MAX_PAIRS, pairsRule);

/** What a person may say of a watchlist. */
const watchlistFields = {
  name: nameInput,
  colour: z.string(colourRule).toLowerCase()
    .regex(new RegExp(`^(?:${LIST_COLOURS.join("|")}|#[0-9a-f]{6})$`), colourRule),
  pairs: pairNames,
  /** Where it stands among the others, from 0; beyond the last one: at the end. */
  place: z.int(placeRule).min(0, placeRule).max(MAX_WATCHLISTS, placeRule),
};

/** Adds a watchlist, at the end unless a place is named. */
export const addWatchlist = defineCommand({
  answer: "watchlist_added",
  input: z.strictObject({
    name: watchlistFields.name,
    colour: watchlistFields.colour.optional(),
    pairs: watchlistFields.pairs.default([]),
    place: watchlistFields.place.optional(),
  }),
  run({ name, colour, pairs, place }, { store, newId }, cause) {
    const id = newId();
    return store.change((state) => {
      const { watchlists } = state;
      if (watchlists.length >= MAX_WATCHLISTS) {
        const message = `There are ${MAX_WATCHLISTS} watchlists; remove one first`;
        throw new Refusal("too_many_watchlists", message);
      }
      refuseTakenName(name, watchlists);
      const named = { name, colour, pairs: symbolsOf(pairs, state, "pairs") };
      const watchlist = newWatchlist(named, watchlists, () => id);
      const at = Math.min(place ?? watchlists.length, watchlists.length);
      const event: Event = { type: "watchlistAdded", watchlist, place: at };
      return { events: [event], result: { success: true as const, watchlist, place: at } };
    }, cause);
  },
});

/** What of a watchlist a person may change. */
export const WatchlistPatch = z.strictObject({
  name: watchlistFields.name.optional(),
  colour: watchlistFields.colour.optional(),
  /** All of them, in their new order. */
  pairs: watchlistFields.pairs.optional(),
  /** Of these only, whoever else changes the list meanwhile. */
  addPairs: pairNames.optional(),
  removePairs: pairNames.optional(),
  place: watchlistFields.place.optional(),
});

/** Changes a watchlist; what is not named stays. */
export const updateWatchlist = defineCommand({
  answer: "watchlist_updated",
  input: WatchlistPatch.extend({ id: z.string() }),
  run({ id, place, name, colour, ...pairs }, { store }, cause) {
    return store.change((state) => {
      const { watchlists } = state;
      const before = findWatchlist(state, id);
      const others = watchlists.filter((list) => list !== before);
      if (name !== undefined) refuseTakenName(name, others);
      const watchlist: Watchlist = {
        ...{ id, name: name ?? before.name, colour: colour ?? before.colour },
        pairs: pairsAfter(before, pairs, state),
      };
      const stood = watchlists.indexOf(before);
      const at = Math.min(place ?? stood, others.length);
      const isSame = at === stood && JSON.stringify(watchlist) === JSON.stringify(before);
      const event: Event = { type: "watchlistUpdated", watchlist, place: at };
      const result = { success: true as const, watchlist, place: at };
      return { events: isSame ? [] : [event], result };
    }, cause);
  },
});

/** Removes a watchlist; its pairs stay watched. */
export const removeWatchlist = defineCommand({
  answer: "watchlist_removed",
  input: z.strictObject({ id: z.string() }),
  run({ id }, { store }, cause) {
    return store.change((state) => {
      const watchlist = findWatchlist(state, id);
      const place = state.watchlists.indexOf(watchlist);
      const event: Event = { type: "watchlistRemoved", watchlist, place };
      return { events: [event], result: { success: true as const, id, watchlist, place } };
    }, cause);
  },
});

type PairChanges = Pick<z.infer<typeof WatchlistPatch>, "pairs" | "addPairs" | "removePairs">;

function pairsAfter(
  { pairs: before }: Watchlist,
  { pairs, addPairs = [], removePairs = [] }: PairChanges,
  state: State,
): readonly string[] {
  const all = pairs === undefined ? before : symbolsOf(pairs, state, "pairs");
  const added = symbolsOf(addPairs, state, "addPairs");
  const removed = new Set(symbolsOf(removePairs, state, "removePairs"));
  return [...new Set([...all, ...added])].filter((symbol) => !removed.has(symbol));
}

/** @throws {Refusal} naming the field, when a pair is not watched or stands there twice */
function symbolsOf(texts: readonly string[], state: State, field: string): string[] {
  const symbols = new Set<string>();
  for (const text of texts) {
    const symbol = watchedSymbol(text, state, field);
    if (symbols.has(symbol)) {
      const message = `${field} names ${symbol} twice; name each pair once`;
      throw new Refusal("invalid_request", message, field);
    }
    symbols.add(symbol);
  }
  return [...symbols];
}

function watchedSymbol(text: string, state: State, field: string): string {
  try {
    return findPair(state, text).symbol;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Refusal("unknown_pair", `${field}: ${error.message}`, field);
  }
}

function refuseTakenName(name: string, others: readonly Watchlist[]): void {
  const plain = plainName(name);
  const taken = others.find((list) => plainName(list.name) === plain);
  if (taken === undefined) return;
  const message = `There is a watchlist “${taken.name}” already; choose another name`;
  throw new Refusal("watchlist_exists", message, "name");
}

/** A name as it is compared: case, and how accents are written, make no difference to a reader. */
function plainName(name: string): string {
  return name.normalize("NFKC").toLowerCase();
}

/** A list among others; without a colour it takes the first named one that the fewest of them have. */
function newWatchlist(
  { name, colour, pairs }: Pick<Watchlist, "name" | "pairs"> & { colour?: string | undefined },
  others: readonly Watchlist[],
  newId: () => string,
): Watchlist {
  return { id: `list_${newId()}`, name, colour: colour ?? rarestColour(others), pairs };
}

function rarestColour(lists: readonly Watchlist[]): string {
  const uses = (colour: string) => lists.filter((list) => list.colour === colour).length;
  const [rarest] = LIST_COLOURS.toSorted((a, b) => uses(a) - uses(b));
  return rarest ?? "blue";
}

function findWatchlist({ watchlists }: State, id: string): Watchlist {
  const list = watchlists.find((each) => each.id === id);
  if (list !== undefined) return list;
  const message = `There is no watchlist ${id.slice(0, 60)}; somebody may have removed it`;
  throw new Refusal("watchlist_not_found", message, "id");
}

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
