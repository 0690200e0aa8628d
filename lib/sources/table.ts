import { SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import type { Setting, SettingValues, SourceAdapter, SourceTools } from "./adapter.ts";
import { BINANCE } from "./binance/binance.ts";
import { COINBASE } from "./coinbase/coinbase.ts";
import { COINGECKO } from "./coingecko/coingecko.ts";
import { DEMO } from "./demo/demo.ts";
import { KRAKEN } from "./kraken/kraken.ts";
import type { MarketSource } from "./market_source.ts";
import { type SourceMode, SourceRouter } from "./router.ts";

/** Every source with its adapter. A name of `lib/market/source_name.ts` that has none here is a type error. */
const ADAPTERS = {
  coingecko: COINGECKO,
  binance: BINANCE,
  coinbase: COINBASE,
  kraken: KRAKEN,
  demo: DEMO,
} satisfies Readonly<Record<SourceName, unknown>>;

type SettingsOfEach = (typeof ADAPTERS)[SourceName]["settings"];
type AllOf<Union> = (Union extends unknown ? (each: Union) => void : never) extends
  (all: infer All) => void ? All : never;
type SourceSettings = AllOf<SettingsOfEach>;
type SourceValues = SettingValues<SourceSettings & Readonly<Record<string, Setting>>>;

const ALL: Readonly<Record<SourceName, SourceAdapter>> = ADAPTERS;

/** The settings of all sources by their names in the environment. */
export const SOURCE_SETTINGS = Object.assign(
  {},
  ...Object.values(ALL).map(({ settings }) => settings),
) as SourceSettings;

/** What is wrong with the sources' settings taken together, a line each. */
export function sourceProblems(values: SourceValues): string[] {
  return Object.values(ALL).flatMap((adapter) => adapter.problem?.(values) ?? []);
}

/** Sources whose stream is not wanted. */
export function withoutStream(values: SourceValues): ReadonlySet<SourceName> {
  return new Set(SOURCE_NAMES.filter((name) => ALL[name].isStreamed?.(values) === false));
}

/** What the settings say about sources. */
export type SourcesConfig = SourceValues & {
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
    SOURCE_NAMES.map((name) => [name, ALL[name].create(config, given)]),
  );
  return { sources, router: new SourceRouter({ mode: config.PRICE_SOURCE, sources }) };
}
