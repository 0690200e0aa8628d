import { durationWords } from "@/lib/live/duration_words.ts";
import type { Status } from "@/lib/live/protocol.ts";
import type { Logger } from "@/lib/logs/get_logger.ts";
import { SOURCE_LABELS } from "@/lib/sources/labels.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { Pair, State } from "@/lib/store/state.ts";

export interface OutageLogOptions {
  readonly log: Pick<Logger, "info" | "warn">;
  readonly now: () => number;
}

/** What the log looks at: the pairs, and what the status says of them. */
export interface Seen extends Pick<Status, "noData" | "stale" | "sources"> {
  readonly pairs: State["pairs"];
}

/** Says in the log, once an outage and for all its pairs, that there is no data from a source, and for how long there was none. */
export class OutageLog {
  /** Symbol → the outage that was told of it. */
  readonly #told = new Map<string, { readonly source: SourceName; readonly since: string }>();

  constructor(private readonly options: OutageLogOptions) {}

  look(seen: Seen): void {
    const out = pairsWithoutData(seen);
    this.#tellEnds(seen, new Set(out.map(({ symbol }) => symbol)));
    const begun = out.filter(({ symbol }) => !this.#told.has(symbol));
    for (const [source, pairs] of Map.groupBy(begun, (pair) => pair.source)) {
      this.#tellBegin(source, pairs, seen);
    }
  }

  #tellBegin(source: SourceName, pairs: readonly Pair[], { stale }: Seen): void {
    for (const pair of pairs) this.#told.set(pair.symbol, { source, since: lastNews(pair) });
    const symbols = pairs.map(({ symbol }) => symbol);
    this.options.log.warn("No data from {source} for {pairs} since {since}: {reason}", {
      source: SOURCE_LABELS[source],
      pairs: someOf(symbols),
      since: earliest(pairs.map(lastNews)),
      reason: stale[symbols[0] ?? ""] ?? "there is no newer price",
    });
  }

  #tellEnds({ pairs }: Seen, out: ReadonlySet<string>): void {
    const over = [...this.#told].filter(([symbol]) => !out.has(symbol));
    for (const [symbol] of over) this.#told.delete(symbol);
    // Removed, moved to another source or given up by it: nothing came back.
    const back = over.filter(([symbol, { source }]) => {
      const pair = pairs.get(symbol);
      return pair?.source === source && pair.trouble === null;
    });
    for (const [source, group] of Map.groupBy(back, ([, outage]) => outage.source)) {
      const since = Date.parse(earliest(group.map(([, outage]) => outage.since)));
      this.options.log.info("Data from {source} again for {pairs}, after {span}", {
        source: SOURCE_LABELS[source],
        pairs: someOf(group.map(([symbol]) => symbol)),
        span: durationWords(this.options.now() - since),
      });
    }
  }
}

/** While a source does not answer, an outage of one of its pairs is one of all. */
function pairsWithoutData({ pairs, noData, sources }: Seen): Pair[] {
  const silent = new Set(sources.flatMap(({ name, reachable }) => reachable ? [] : [name]));
  const groups = Map.groupBy(pairs.values(), (pair) => pair.source);
  return [...groups].flatMap(([source, group]) => {
    const out = group.filter(({ symbol }) => noData[symbol] !== undefined);
    const isWhole = silent.has(source) && out.length > 0;
    return isWhole ? group.filter(({ trouble }) => trouble === null) : out;
  });
}

function lastNews({ lastUpdate, addedAt }: Pair): string {
  return lastUpdate ?? addedAt;
}

function earliest(times: readonly string[]): string {
  return times.reduce((first, time) => Date.parse(time) < Date.parse(first) ? time : first);
}

/** The first names, and how many more there are. */
function someOf(symbols: readonly string[]): string {
  const shown = symbols.slice(0, 3);
  const more = symbols.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}
