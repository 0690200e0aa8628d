import { z } from "zod";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import { nameCapitals, symbolOfName } from "@/lib/market/pair_prefix.ts";
import { SOURCE_LABELS, SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import {
  type AskedPair,
  askedPair,
  choiceWords,
  onlyOne,
  type PairChoice,
  type PairName,
  perpetualOf,
} from "@/lib/market/symbol.ts";
import { pairView } from "@/lib/protocol/pair_view.ts";
import { AmbiguousPairError, SourceError, UnknownPairError } from "@/lib/sources/source.ts";
import type { Routed } from "@/lib/sources/table.ts";
import type { Event } from "@/lib/store/events.ts";
import { deadline } from "@/lib/time/clock.ts";
import { type CommandContext, defineCommand, findPair, Refusal } from "./command.ts";

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

/** Longest wait for a source while a person is waiting for the answer, in milliseconds. */
const FIND_TIMEOUT_MS = 12_000;
/** In which a coin is watched that is named without a quote asset. */
const QUOTES_OF_A_COIN = ["USDT", "USD"] as const;
const MOST_SUGGESTIONS = 5;

/** A pair as a request names it. */
interface PairRequest {
  /** In any spelling; `bitcoin` is Bitcoin in USDT, or in USD where there is no other. */
  readonly pair: string;
  readonly source?: SourceName | undefined;
  /** The source's id of the coin, where more than one has the symbol. */
  readonly coin?: string | undefined;
}

/** A pair that was asked for, and what else its name may mean. */
interface WantedPair {
  readonly asked: AskedPair;
  readonly source: SourceName | undefined;
  readonly typed: string;
}

/** What adding a pair changes. */
type PairFound = readonly [Event & { type: "pairAdded" }, ...Event[]];

/** Reads the name of a pair that is to be added. @throws {Refusal} when it cannot be one */
export function readWanted({ pair, source, coin }: PairRequest): WantedPair {
  const read = askedPair(pair);
  if (!read.ok) {
    const choices = read.instead === undefined ? undefined : [{ pair: read.instead }];
    throw new Refusal("invalid_request", read.message, "pair", choices);
  }
  const { market } = read;
  if (source !== undefined && market !== undefined && source !== market) {
    const message = `pair names ${market} and source ${source}; name one of them`;
    throw new Refusal("invalid_request", message, "source");
  }
  return {
    asked: { ...read.pair, coin },
    source: source ?? market,
    typed: pair.trim().slice(0, 30),
  };
}

/**
 * Asks the sources for a pair; answers what adding it changes.
 * @throws {Refusal} when none has it, several are meant, or none answers
 */
export async function findAtSource(
  wanted: WantedPair,
  { sources, now, after }: Pick<CommandContext, "sources" | "now" | "after">,
): Promise<PairFound> {
  const { asked, source } = wanted;
  using signal = deadline({ after }, FIND_TIMEOUT_MS, new AbortController().signal);
  const unknown: UnknownPairError[] = [];
  for (const attempt of attemptsAt(asked)) {
    try {
      return added(attempt, await sources.find(attempt, signal, source), now());
    } catch (error) {
      if (!(error instanceof UnknownPairError)) throw refusalOf(error, asked.symbol);
      unknown.push(error);
    }
  }
  throw describeUnknown(wanted, unknown);
}

/** The pair as it was named, then the coin of that name in the usual quotes. */
function attemptsAt(asked: AskedPair): AskedPair[] {
  const { symbol, quote, others, coin } = asked;
  const coinSymbol = symbolOfName(symbol) ?? (quote === "" ? symbol : null);
  if (coinSymbol !== null) {
    const quotes = QUOTES_OF_A_COIN.filter((each) => each !== coinSymbol);
    return [asked, ...quotes.map((each) => inQuote(coinSymbol, each, coin))];
  }
  const named = [asked, ...others ?? []].flatMap((cut) => {
    const name = symbolOfName(cut.base);
    return name === null || name === cut.base ? [] : [inQuote(name, cut.quote, coin)];
  });
  return [asked, ...named];
}

function inQuote(base: string, quote: string, coin: string | undefined): AskedPair {
  return { symbol: base + quote, base, quote, coin };
}

function added(asked: AskedPair, found: Routed, at: number): PairFound {
  const { pair: { symbol, base, quote } = asked, observation } = found;
  const event = { type: "pairAdded" as const, pair: newPair({ symbol, base, quote }, found, at) };
  return observation ? [event, { type: "priceObserved", symbol, observation }] : [event];
}

function refusalOf(error: unknown, symbol: string): unknown {
  if (error instanceof AmbiguousPairError) {
    const { source, choices } = error;
    const told = choices.map(choiceWords).join("; ");
    const message = `${symbol} may mean several pairs at ${SOURCE_LABELS[source]}. ` +
      `Choose one: ${told}`;
    return new Refusal("ambiguous_pair", message, "pair", choices);
  }
  if (!(error instanceof SourceError)) return error;
  const message = `Cannot look up ${symbol} now: ${error.message}; try again in a while`;
  return new Refusal("source_unavailable", message, "pair");
}

function describeUnknown(
  { asked, source, typed }: WantedPair,
  errors: readonly UnknownPairError[],
): Refusal {
  const { symbol, quote, coin } = asked;
  const perpetual = quote === "" ? perpetualOf(symbol) : null;
  if (perpetual !== null) {
    const choices = [{ pair: perpetual.instead ?? "", ...(source && { source }) }];
    return new Refusal("invalid_request", perpetual.message, "pair", choices);
  }
  const near = [...new Set(errors.flatMap(({ suggestions }) => suggestions))]
    .slice(0, MOST_SUGGESTIONS);
  const choices = near.map((pair): PairChoice => source ? { pair, source } : { pair });
  const [at] = errors;
  const first = `${at ? SOURCE_LABELS[at.source] : "No source"} does not list ${symbol}`;
  if (quote === "") {
    const remedy = near.length > 0
      ? `did you mean ${near.join(", ")}?`
      : "write for example BTCUSDT";
    const message = `${first}, neither as a pair nor as a coin in USDT or USD; ` +
      `"${typed}" does not end with a known quote asset: ${remedy}`;
    return new Refusal("invalid_request", message, "pair", choices);
  }
  const what = `${first} (${asked.base} in ${quote}${coin === undefined ? "" : `, coin ${coin}`})`;
  const remedy = near.length > 0 ? `did you mean ${near.join(", ")}?` : "check the spelling";
  return new Refusal("unknown_pair", `${what}; ${remedy}`, "pair", choices);
}

/** A pair as it is before its first price; `addedAt` in milliseconds since the Unix epoch. */
export function newPair(
  { symbol, base, quote }: PairName,
  { source, sourceId, coinName }: Pick<Pair, "source" | "sourceId"> & { coinName?: string },
  addedAt: number,
): Pair {
  return {
    symbol,
    base,
    quote,
    source,
    sourceId,
    ...(coinName === undefined ? {} : { coinName }),
    addedAt: new Date(addedAt).toISOString(),
    firstPrice: null,
    currentPrice: null,
    maxPrice: null,
    minPrice: null,
    lastUpdate: null,
    unconfirmed: null,
    trouble: null,
    priceHistory: [],
    alarms: [],
  };
}
