import { z } from "zod";
import type { HttpTools } from "@/lib/sources/http/http_client.ts";
import type { StreamTools } from "@/lib/sources/stream/protocol.ts";
import type { MarketSource, SourceCare } from "./market_source.ts";

/** A setting: how its text is read, what counts where it is not set, and what a person is told when it is wrong. */
export interface Setting {
  readonly rule: z.ZodType;
  readonly byDefault: string | undefined;
  readonly allowed: string;
  /** Its value is never shown. */
  readonly isSecret?: true;
}

type Settings = Readonly<Record<string, Setting>>;

/** The values of settings by their names. */
type SettingValues<S extends Settings> = { readonly [N in keyof S]: z.output<S[N]["rule"]> };

/** The world outside; replaceable in tests. */
export interface SourceTools extends HttpTools {
  readonly stream?: StreamTools;
  /** Where a source may keep a file of its own; nothing is kept without it. */
  readonly dataDir?: string | undefined;
}

/** How the program sets a source up: its row in `lib/sources/table.ts`. */
export interface SourceAdapter<S extends Settings = Settings> {
  /** By their names in the environment, which begin with the source's. */
  readonly settings: S;
  /** Makes the source; nothing is asked yet. */
  create(values: SettingValues<S>, tools: SourceTools): MarketSource & SourceCare;
  /** What is wrong with values that are right one by one; null when nothing is. */
  problem?(values: SettingValues<S>): string | null;
  /** Whether its stream is wanted; default: where it has one. */
  isStreamed?(values: SettingValues<S>): boolean;
}

/** Binds the types of a source's settings to what is made of their values. */
export function defineSource<const S extends Settings>(adapter: SourceAdapter<S>) {
  return adapter;
}

/** A setting with its rule, what counts where it is not set, and what is allowed. */
export function setting<Rule extends z.ZodType>(
  rule: Rule,
  byDefault: string | undefined,
  allowed: string,
) {
  return { rule, byDefault, allowed };
}

/** The address of an API; without a default it is the source's public one. */
export function httpAddress(byDefault?: string) {
  return setting(address(/^https?$/), byDefault, "an http or https URL");
}

/** The address of a stream; without a default it is the source's public one. */
export function socketAddress(byDefault?: string) {
  return setting(address(/^wss?$/), byDefault, "a ws or wss URL");
}

function address(protocol: RegExp) {
  return z.url({ protocol }).transform((text) => text.replace(/\/{1,20}$/, "")).optional();
}
