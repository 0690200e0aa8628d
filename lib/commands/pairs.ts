import { z } from "zod";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { nameCapitals } from "@/lib/market/pair_prefix.ts";
import { SOURCE_LABELS, SOURCE_NAMES } from "@/lib/market/source_name.ts";
import { type AskedPair, onlyOne } from "@/lib/market/symbol.ts";
import { pairView } from "@/lib/protocol/pair_view.ts";
import type { Event } from "@/lib/store/events.ts";
import { defineCommand, findPair, Refusal } from "./command.ts";
import { findAtSource, readWanted } from "./find_at_source.ts";

/** More pairs than this are refused: one process checks them all every few seconds. */
export const MAX_PAIRS = 1000;

/** @throws {Refusal} when so many pairs are watched that no more can be */
export function refuseTooManyPairs(count: number): void {
  if (count < MAX_PAIRS) return;
  const message = `Cannot watch more than ${MAX_PAIRS} pairs; remove one first`;
  throw new Refusal("too_many_pairs", message, "pair");
}

/** Starts watching a pair, with its price at once. */
export const addPair = defineCommand({
  answer: "pair_added",
  input: z.strictObject({
    /** `BTCUSDT`, `btc/usdt`, `KRAKEN:BTCUSD` or a coin such as `bitcoin`; the source's listing says what it means. */
    pair: z.string(),
    /** Where the price is to come from; `PRICE_SOURCE` decides when not given. */
    source: z.enum(SOURCE_NAMES, `must be one of ${SOURCE_NAMES.join(", ")}`).optional(),
    /** The source's id of the coin (CoinGecko: `gatechain-token`), where several have its symbol. */
    coin: z.string().min(1, "must not be empty").max(100, "must be a coin's id").optional(),
  }),
  async run(request, context, cause) {
    const wanted = readWanted(request);
    refuseIfImpossible(context.store.state, wanted.asked);
    const events = await findAtSource(wanted, context);
    const { symbol, base, quote, sourceId } = events[0].pair;
    const decide = (state: State) => {
      refuseIfImpossible(state, { symbol, base, quote, coin: sourceId ?? undefined });
      return { events, result: null };
    };
    await context.store.change(decide, cause);
    const { state, histories } = context.store;
    const added = state.pairs.get(symbol) ?? events[0].pair;
    const view = pairView(added, histories.get(symbol), context.now());
    return { success: true as const, pair: view };
  },
});

function refuseIfImpossible({ pairs }: State, asked: AskedPair): void {
  const watched = pairs.get(asked.symbol);
  if (watched === undefined) return refuseTooManyPairs(pairs.size);
  const { symbol, base, quote, source, coinName } = watched;
  const coin = coinName === undefined || coinName === base ? base : `${base} (${coinName})`;
  const as = `as ${coin} in ${quote} from ${SOURCE_LABELS[source]}`;
  const other = otherThan(watched, asked);
  const remedy = other === null ? "set alarms on it" : onlyOne(symbol, other);
  const sign = other === null ? ";" : ".";
  throw new Refusal(
    "pair_exists",
    `Pair ${symbol} is already watched, ${as}${sign} ${remedy}`,
    "pair",
  );
}

/** The pair or coin that was asked for, where it is certain that it is not the one that is watched. */
function otherThan(watched: Pair, { base, quote, others, coin }: AskedPair): string | null {
  const isOtherCut = others === undefined && base !== nameCapitals(watched.base);
  if (isOtherCut) return `${base}/${quote}`;
  const { sourceId } = watched;
  return coin !== undefined && sourceId !== null && coin !== sourceId ? coin : null;
}

/** Stops watching a pair; its alarms go with it, watchlists lose it, and what rings for it falls silent. */
export const removePair = defineCommand({
  answer: "pair_removed",
  input: z.strictObject({ pair: z.string() }),
  run({ pair: text }, { store, now }, cause) {
    const decide = (state: State) => {
      const { symbol } = findPair(state, text);
      const at = new Date(now()).toISOString();
      const acknowledged: Event[] = state.fires
        .filter((fire) => fire.pair === symbol && fire.acknowledgedAt === null)
        .map((fire) => ({
          type: "fireAcknowledged",
          fireId: fire.id,
          at,
          by: cause.by?.name ?? cause.address,
        }));
      const events: Event[] = [
        ...acknowledged,
        ...withoutPair(state.watchlists, symbol),
        { type: "pairRemoved", symbol },
      ];
      return { events, result: { pair: symbol } };
    };
    return store.change(decide, cause);
  },
});

function withoutPair(lists: State["watchlists"], symbol: string): Event[] {
  return lists.filter(({ pairs }) => pairs.includes(symbol)).map((list) => {
    const pairs = list.pairs.filter((pair) => pair !== symbol);
    return { type: "watchlistUpdated", watchlist: { ...list, pairs } };
  });
}

/**
 * Puts the pairs in another order, for everybody. Those that are not named (somebody may have added
 * one meanwhile) follow in the order they had; one that is not watched refuses the whole.
 */
export const reorderPairs = defineCommand({
  answer: "pairs_reordered",
  input: z.strictObject({ pairs: z.array(z.string()).min(1).max(MAX_PAIRS) }),
  run({ pairs: texts }, { store }, cause) {
    const decide = (state: State) => {
      const named = texts.map((text) => findPair(state, text).symbol);
      refuseTwice(named);
      const symbols = [...new Set([...named, ...state.pairs.keys()])];
      const isSame = symbols.join() === [...state.pairs.keys()].join();
      const events: Event[] = isSame ? [] : [{ type: "pairsReordered", symbols }];
      return { events, result: { pairs: symbols } };
    };
    return store.change(decide, cause);
  },
});

function refuseTwice(symbols: readonly string[]): void {
  const twice = symbols.find((symbol, place) => symbols.indexOf(symbol) !== place);
  if (twice === undefined) return;
  throw new Refusal("invalid_request", `Pair ${twice} is named twice; name each once`, "pairs");
}
