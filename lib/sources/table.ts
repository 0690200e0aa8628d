import { COIN_NAMES, nameCapitals } from "@/lib/market/pair_prefix.ts";
import { SOURCE_NAMES, type SourceName, SOURCES } from "@/lib/market/source_name.ts";
import type { AskedPair, FoundPair } from "@/lib/market/symbol.ts";
import { type Clock, deadline } from "@/lib/time/clock.ts";
import { USUAL_QUOTES } from "./listings.ts";
import type { MarketSource, SourceAdapter, SourceTools, TradedPair } from "./market_source.ts";
import type { SourceMode, SourceValues } from "./settings.ts";
import { type Found, type PriceSource, SourceError, UnknownPairError } from "./source.ts";

/** Somebody types and waits: listings that are not here by then are left out. In milliseconds. */
const SEARCH_MS = 3_000;

/** The adapter of each source: what the file of its name in the folder of its name exports. */
const ADAPTERS = new Map<SourceName, SourceAdapter>();
for (const name of SOURCE_NAMES) {
  ADAPTERS.set(name, (await import(`./${name}/${name}.ts`)).adapter);
}

/** What the settings say about sources. */
type SourcesConfig = SourceValues & {
  readonly PRICE_SOURCE: SourceMode;
  readonly DATA_DIR?: string;
};

export interface Sources {
  /** All sources, whatever the mode: pairs keep the source they were added with. */
  readonly sources: ReadonlyMap<SourceName, MarketSource>;
  readonly router: SourceRouter;
}

/** Makes the sources and the router over them; nothing is asked yet. */
export function createSources(config: SourcesConfig, tools: SourceTools = {}): Sources {
  const given = { ...tools, dataDir: config.DATA_DIR };
  const sources = new Map<SourceName, MarketSource>(
    Array.from(ADAPTERS, ([name, adapter]) => [name, adapter.create(config, given)]),
  );
  return { sources, router: new SourceRouter({ mode: config.PRICE_SOURCE, sources }) };
}

/** A pair with the source that has it. */
export interface Routed extends Found {
  readonly source: SourceName;
}

/** A coin that is chosen by its id is asked for where ids name coins. */
function autoOrder({ coin }: AskedPair): readonly SourceName[] {
  return SOURCE_NAMES.filter((name) => {
    const { isAutomatic = false, hasCoinIds = false } = SOURCES[name];
    return isAutomatic && (coin === undefined || hasCoinIds);
  });
}

/** Chooses the source of each pair. */
export class SourceRouter {
  constructor(
    private readonly options: {
      readonly mode: SourceMode;
      readonly sources: ReadonlyMap<SourceName, PriceSource & Pick<MarketSource, "traded">>;
    },
  ) {}

  /** Pairs that fit what is typed, at the wanted source or at those that are asked by themselves; those that do not answer are left out. */
  async search(
    typed: string,
    clock: Clock,
    wanted?: SourceName,
  ): Promise<readonly FoundPair[]> {
    using signal = deadline(clock, SEARCH_MS, new AbortController().signal);
    const mode = wanted ?? this.options.mode;
    const names = mode === "auto"
      ? SOURCE_NAMES.filter((name) => SOURCES[name].isAutomatic)
      : [mode];
    const traded = await Promise.all(names.map(async (source) => {
      const pairs = await this.options.sources.get(source)?.traded?.(signal).catch(
        onlySourceErrors,
      );
      return { source, pairs: pairs ?? [] };
    }));
    return searchPairs(typed, traded);
  }

  /**
   * Finds the pair at the wanted source, or else at the first source of the mode that has it.
   * @throws {UnknownPairError} no source lists it
   * @throws {AmbiguousPairError} the first source that lists it lists several that may be meant
   * @throws {SourceError} a source that may list it could not be asked
   */
  async find(pair: AskedPair, signal: AbortSignal, wanted?: SourceName): Promise<Routed> {
    const mode = wanted ?? this.options.mode;
    const names = mode === "auto" ? autoOrder(pair) : [mode];
    const errors: (UnknownPairError | SourceError)[] = [];
    for (const name of names) {
      try {
        return { ...await this.#sourceNamed(name).find(pair, signal), source: name };
      } catch (error) {
        if (!(error instanceof UnknownPairError || error instanceof SourceError)) throw error;
        errors.push(error);
        if (signal.aborted) break;
      }
    }
    throw mostHelpful(pair.symbol, errors);
  }

  /** Whether prices can come from this source here. */
  has(name: SourceName): boolean {
    return this.options.sources.has(name);
  }

  #sourceNamed(name: SourceName): PriceSource {
    const source = this.options.sources.get(name);
    if (source !== undefined) return source;
    throw new SourceError(name, `The source ${name} is not in use; choose another one`, "refused");
  }
}

/** A listing that cannot be had finds nothing; any other error is a fault. */
function onlySourceErrors(error: unknown): [] {
  if (error instanceof SourceError || error instanceof UnknownPairError) return [];
  throw error;
}

/** One error for a person out of the errors of all sources that were asked. */
function mostHelpful(symbol: string, errors: readonly (UnknownPairError | SourceError)[]): Error {
  const unknown = errors.filter((error) => error instanceof UnknownPairError);
  const failed = errors.filter((error) => error instanceof SourceError);
  // A source that refuses for good (a region, a key) says nothing about the pair.
  const open = failed.filter((error) => error.kind !== "refused");
  const [firstUnknown] = unknown;
  if (firstUnknown !== undefined && open.length === 0) {
    const suggestions = new Set(unknown.flatMap((error) => error.suggestions));
    return new UnknownPairError(symbol, firstUnknown.source, [...suggestions]);
  }
  const first = open[0] ?? failed[0];
  if (first === undefined) return new Error(`No source was asked for ${symbol}`);
  if (errors.length === 1) return first;
  const message = errors.map((error) => error.message).join("; ");
  return new SourceError(first.source, message, first.kind, first.retryAt);
}

/** What one source trades. */
export interface TradedAt {
  readonly source: SourceName;
  readonly pairs: readonly TradedPair[];
}

/** So many pairs a search answers at most. */
const MOST_FOUND = 20;

/** What is typed, in capitals; `quote` is what stands behind a sign or a space. */
interface Wanted {
  readonly whole: string;
  readonly base: string;
  readonly quote: string;
}

/** A pair with how well it fits: less is better. */
interface Fit {
  readonly pair: TradedPair;
  readonly source: SourceName;
  readonly rank: number;
}

/** The pairs that fit what is typed, the likeliest first: the same pair of several sources is one. */
export function searchPairs(
  typed: string,
  traded: readonly TradedAt[],
  most = MOST_FOUND,
): readonly FoundPair[] {
  const wanted = wantedOf(typed);
  if (wanted.whole === "") return [];
  const fits: Fit[] = [];
  for (const { source, pairs } of traded) {
    for (const pair of pairs) {
      const rank = rankOf(pair, wanted);
      if (rank !== null) fits.push({ pair, source, rank });
    }
  }
  fits.sort(byRank);
  return together(fits, most);
}

function wantedOf(typed: string): Wanted {
  const [base = "", ...rest] = typed.trim().split(/[^\p{L}\p{N}]{1,9}/u).map(nameCapitals);
  return { whole: [base, ...rest].join(""), base, quote: rest.join("") };
}

function rankOf(pair: TradedPair, { whole, base, quote }: Wanted): number | null {
  if (pair.symbol === whole) return 0;
  if (quote !== "" && pair.base === base && pair.quote.startsWith(quote)) return 1;
  if (pair.base === whole) return 2;
  if (pair.symbol.startsWith(whole)) return 4;
  const name = nameOf(pair);
  if (name === undefined) return null;
  const words = nameCapitals(name);
  if (words === whole) return 3;
  return whole.length > 1 && words.startsWith(whole) ? 5 : null;
}

function nameOf({ base, name }: TradedPair): string | undefined {
  return name ?? COIN_NAMES.get(base);
}

/** Beside equals: the coin that more people mean, the quote that more pairs are in, the shorter name. */
function byRank(a: Fit, b: Fit): number {
  const [placeA, placeB] = [coinPlace(a.pair), coinPlace(b.pair)];
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (placeA !== placeB) return placeA < placeB ? -1 : 1;
  return quotePlace(a.pair) - quotePlace(b.pair) || a.pair.symbol.length - b.pair.symbol.length;
}

function coinPlace({ base, coin, rank }: TradedPair): number {
  if (coin !== undefined) return rank ?? Infinity;
  return COIN_NAMES.has(base) ? 0 : UNKNOWN_PLACE;
}

/** Behind every coin that is ranked. */
const UNKNOWN_PLACE = 100_000;

function quotePlace({ quote }: TradedPair): number {
  const place = USUAL_QUOTES.indexOf(quote);
  return place < 0 ? USUAL_QUOTES.length : place;
}

function together(fits: readonly Fit[], most: number): readonly FoundPair[] {
  const found = new Map<string, FoundPair & { sources: SourceName[] }>();
  for (const { pair, source } of fits) {
    const { symbol, base, quote, coin, rank, volume } = pair;
    const key = `${base}/${quote} ${coin ?? ""}`;
    const known = found.get(key);
    if (known !== undefined) {
      if (!known.sources.includes(source)) known.sources.push(source);
      continue;
    }
    if (found.size === most) continue;
    const name = nameOf(pair);
    found.set(key, {
      ...{ symbol, base, quote, sources: [source] },
      ...(name === undefined ? {} : { name }),
      ...(coin === undefined ? {} : { coin }),
      ...(rank === undefined ? {} : { rank }),
      ...(volume === undefined ? {} : { volume }),
    });
  }
  return [...found.values()];
}
