import { SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import type { Setting, SourceAdapter, SourceTools } from "./adapter.ts";
import type { MarketSource } from "./market_source.ts";
import { type SourceMode, SourceRouter } from "./router.ts";

/** The adapter of each source: what the file of its name in the folder of its name exports. */
const ADAPTERS = new Map<SourceName, SourceAdapter>();
for (const name of SOURCE_NAMES) {
  ADAPTERS.set(name, (await import(`./${name}/${name}.ts`)).adapter);
}
const ALL = [...ADAPTERS.values()];

/** Values of settings by their names, each as its rule reads it. */
type SourceValues = Readonly<Record<string, unknown>>;

/** The settings of all sources by their names in the environment. */
export const SOURCE_SETTINGS: Readonly<Record<string, Setting>> = Object.assign(
  {},
  ...ALL.map(({ settings }) => settings),
);

/** What is wrong with the sources' settings taken together, a line each. */
export function sourceProblems(values: SourceValues): string[] {
  return ALL.flatMap((adapter) => adapter.problem?.(values) ?? []);
}

/** Sources whose stream is not wanted. */
export function withoutStream(values: SourceValues): ReadonlySet<SourceName> {
  const isUnwanted = (name: SourceName) => ADAPTERS.get(name)?.isStreamed?.(values) === false;
  return new Set(SOURCE_NAMES.filter(isUnwanted));
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
