import type { AskedPair } from "@/lib/market/symbol.ts";
import { SOURCE_NAMES, type SourceName, SOURCES } from "@/lib/market/source_name.ts";
import { type Found, type PriceSource, SourceError, UnknownPairError } from "./source.ts";

/** Which source a new pair gets: a fixed one, or `auto`: the first of those for that which lists it. */
export const SOURCE_MODES = ["auto", ...SOURCE_NAMES] as const;
export type SourceMode = typeof SOURCE_MODES[number];

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
      readonly sources: ReadonlyMap<SourceName, PriceSource>;
    },
  ) {}

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
