import type { Pair } from "@/lib/alarms/pair.ts";
import { symbolOfName } from "@/lib/market/pair_prefix.ts";
import { SOURCE_LABELS, type SourceName } from "@/lib/market/source_name.ts";
import {
  type AskedPair,
  askedPair,
  choiceWords,
  type PairChoice,
  type PairName,
  perpetualOf,
} from "@/lib/market/symbol.ts";
import type { Routed } from "@/lib/sources/table.ts";
import { AmbiguousPairError, SourceError, UnknownPairError } from "@/lib/sources/source.ts";
import type { Event } from "@/lib/store/events.ts";
import { deadline } from "@/lib/time/clock.ts";
import { type CommandContext, Refusal } from "./command.ts";

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
