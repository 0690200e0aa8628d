import { z } from "zod";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { PairName } from "@/lib/market/symbol.ts";
import type { BudgetUsage } from "./budget/weight_budget.ts";
import type {
  CandlesRange,
  ListedPair,
  PairTrouble,
  PairTroubles,
  PriceSource,
  SourceCandles,
  SourceClock,
} from "./source.ts";
import type { HttpTools } from "./http/http_client.ts";
import type { PriceStream, StreamEvents, StreamTools } from "./stream/protocol.ts";

/** A pair with its known trouble: a source that infers trouble from its answers forgets it at a restart. */
export interface KnownPair extends ListedPair {
  readonly trouble?: PairTrouble | null | undefined;
}

/** What a source knows of itself and of its pairs, beside their prices. */
export interface SourceCare {
  /**
   * Pairs that the source has delisted, halted or renamed; asks at most once an hour, more often while there are some.
   * @throws {SourceError} the source could not be asked, and was not before
   */
  health(pairs: readonly KnownPair[], signal: AbortSignal): Promise<PairTroubles>;
  /** How much of what the source allows is used; null where it limits nothing. */
  usage(): BudgetUsage | null;
  /** How far apart, in milliseconds, `quote` should be asked for so many pairs: as far as wanted or farther. */
  planInterval(pairs: number, wantedMs: number): number;
}

/** What it costs to learn what happened between two prices. */
export interface CandleCost {
  /** Of one request, for one pair. */
  readonly weight: number;
  /** What all of them may weigh in a minute while so many pairs are polled. */
  weightPerMinute(pairs: number): number;
  /** A pair is asked for no more often than this; in milliseconds. */
  readonly apartMs: number;
}

/** A part of a source's past, and how it is asked for. */
export interface PastStage {
  /** It ends so much before now, in milliseconds. */
  readonly untilMs: number;
  /** Wanted width of the candles, in milliseconds. */
  readonly stepMs: number;
  /** So much of it is asked for at once, in milliseconds. */
  readonly spanMs: number;
}

/** How to ask a source for its past in the background: bit by bit, the newest first. */
export interface PastPlan {
  /** Time between two of those questions, in milliseconds: prices must not wait for them. */
  readonly pauseMs: number;
  /** Each goes on where the one before ends; the last one has no end. */
  readonly stages: readonly PastStage[];
}

/** A pair as a search finds it. */
export interface TradedPair extends PairName {
  /** The source's id of the coin, where more than one has its symbol. */
  readonly coin?: string;
  readonly name?: string;
  /** Place of the coin by market capitalisation; null where it has none. */
  readonly rank?: number | null;
  /** Traded in 24 hours, in units of the base, where the listing tells it. */
  readonly volume?: number;
}

/** A price source that also knows the past; every one of the program's own has all of it but perhaps the stream. */
export interface MarketSource<Name extends SourceName = SourceName>
  extends PriceSource<Name>, Partial<SourceCare> {
  /**
   * What is known of a stretch of the past, in candles of the wanted width or the next wider one that the source has. A
   * stretch that is only partly to be had is answered as far as it goes.
   * @throws {UnknownPairError} the source does not list the pair
   * @throws {SourceError} the source could not be asked at all
   */
  candles(pair: ListedPair, range: CandlesRange, signal: AbortSignal): Promise<SourceCandles>;
  /** The clock that dates its candles and its stream; left out where its prices are dated by that clock as well. */
  readonly sourceClock?: Readonly<Pick<SourceClock, "differenceMs" | "moved">> | undefined;
  /** What asking for the candles between two polled prices costs; absent where they tell no more than the prices. */
  readonly candleCost?: CandleCost;
  /** Default: minute candles, a day at a time. */
  readonly past?: PastPlan;
  /** All that it trades, as far as it can be told at once: what was listed within the hour, or is asked for now. */
  traded?(signal: AbortSignal): Promise<readonly TradedPair[]>;
  /** Prices as they happen, where the source has that; nothing is connected before there is a pair to watch. */
  stream?(events: StreamEvents): PriceStream;
}

/** A source that has a stream. */
export type StreamingSource = MarketSource & Required<Pick<MarketSource, "stream">>;

/** Whether a source has a stream. */
export function hasStream(source: MarketSource): source is StreamingSource {
  return source.stream !== undefined;
}

/** Reads the text of a setting, undefined where it is not set; every schema does. */
export interface Rule<T> {
  safeParse(text: string | undefined):
    | { readonly success: true; readonly data: T }
    | { readonly success: false; readonly data?: undefined };
}

/** What a rule makes of a text. */
export type ReadBy<R> = R extends Rule<infer T> ? T : never;

/** A setting: how its text is read, what counts where it is not set, and what a person is told when it is wrong. */
export interface Setting {
  readonly rule: Rule<unknown>;
  readonly byDefault: string | undefined;
  readonly allowed: string;
  /** Its value is never shown. */
  readonly isSecret?: true;
}

type Settings = Readonly<Record<string, Setting>>;

/** The values of settings by their names. */
type SettingValues<S extends Settings> = { readonly [N in keyof S]: ReadBy<S[N]["rule"]> };

/** The world outside; replaceable in tests. */
export interface SourceTools extends HttpTools {
  readonly stream?: StreamTools;
  /** Where a source may keep a file of its own; nothing is kept without it. */
  readonly dataDir?: string | undefined;
}

/** What people can set of a source; it stands apart from the source, which a start needs later. */
export interface SourceSettings<S extends Settings = Settings> {
  /** By their names in the environment, which begin with the source's. */
  readonly rows: S;
  /** What is wrong with values that are right one by one; null when nothing is. */
  problem?(values: SettingValues<S>): string | null;
  /** Whether its stream is wanted; default: where it has one. */
  isStreamed?(values: SettingValues<S>): boolean;
}

/** Binds the types of a source's settings to what is asked of their values. */
export function defineSettings<const S extends Settings>(settings: SourceSettings<S>) {
  return settings;
}

/** How the program makes a source of the values of its settings. */
export interface SourceAdapter<G extends Pick<SourceSettings, "rows"> = SourceSettings> {
  /** Makes the source; nothing is asked yet. */
  create(values: SettingValues<G["rows"]>, tools: SourceTools): MarketSource & SourceCare;
}

/** A setting with its rule, what counts where it is not set, and what is allowed. */
export function setting<R extends Rule<unknown>>(
  rule: R,
  byDefault: string | undefined,
  allowed: string,
) {
  return { rule, byDefault, allowed };
}

const address = (protocol: RegExp) =>
  z.url({ protocol }).transform((text) => text.replace(/\/{1,20}$/, "")).optional();
// At the top, so that the build has them made when one is set.
const HTTP_ADDRESS = address(/^https?$/);
const SOCKET_ADDRESS = address(/^wss?$/);

/** The address of an API; without a default it is the source's public one. */
export function httpAddress(byDefault?: string) {
  return setting(HTTP_ADDRESS, byDefault, "an http or https URL");
}

/** The address of a stream; without a default it is the source's public one. */
export function socketAddress(byDefault?: string) {
  return setting(SOCKET_ADDRESS, byDefault, "a ws or wss URL");
}
