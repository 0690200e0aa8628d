import { SOURCE_NAMES, type SourceName } from "@/lib/market/source_name.ts";
import type { Setting, SourceSettings } from "./market_source.ts";

/** What people can set of each source: what `settings.ts` in the folder of its name exports. */
const SETTINGS = new Map<SourceName, SourceSettings>();
for (const name of SOURCE_NAMES) {
  SETTINGS.set(name, (await import(`./${name}/settings.ts`)).settings);
}
const ALL = [...SETTINGS.values()];

/** Values of settings by their names, each as its rule reads it. */
export type SourceValues = Readonly<Record<string, unknown>>;

/** The settings of all sources by their names in the environment. */
export const SOURCE_SETTINGS: Readonly<Record<string, Setting>> = Object.assign(
  {},
  ...ALL.map(({ rows }) => rows),
);

/** Which source a new pair gets: a fixed one, or `auto`: the first of those for that which lists it. */
export const SOURCE_MODES = ["auto", ...SOURCE_NAMES] as const;
export type SourceMode = typeof SOURCE_MODES[number];

/** What is wrong with the sources' settings taken together, a line each. */
export function sourceProblems(values: SourceValues): string[] {
  return ALL.flatMap((settings) => settings.problem?.(values) ?? []);
}

/** Sources whose stream is not wanted. */
export function withoutStream(values: SourceValues): ReadonlySet<SourceName> {
  const isUnwanted = (name: SourceName) => SETTINGS.get(name)?.isStreamed?.(values) === false;
  return new Set(SOURCE_NAMES.filter(isUnwanted));
}
