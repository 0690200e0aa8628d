import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { AlarmState } from "@/lib/alarms/alarm_state.ts";
import type { Reset } from "@/lib/alarms/words.ts";
import type { NearMiss, NoNearMiss, Suppression } from "@/lib/alarms/why.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Candle, Resolution, Watched } from "@/lib/market/candle.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import type { SourceStatus } from "./frames.ts";

/** Why an alarm has not fired; times are ISO 8601 in UTC. */
export interface Why {
  readonly alarmId: string;
  readonly pair: string;
  readonly state: AlarmState | "removed";
  /** Its condition holds already: it waits until the price is on this side of that one. Null where it does not. */
  readonly reset: Reset | null;
  /** Moment of the last price it was evaluated on; null before the first one. */
  readonly lastJudgedAt: string | null;
  /** Since when it is set as it is, or since its last fire: where the search for the near miss begins. */
  readonly since: string;
  readonly nearest: NearestPrice | null;
  /** Why there is no near miss. */
  readonly noNearest: NoNearMiss | null;
  /** How closely its pair was watched since then: seconds of each resolution, the closest first. */
  readonly watched: readonly { readonly grain: Resolution; readonly seconds: number }[];
  /** Unwatched seconds since then: the near miss says nothing about those. */
  readonly unwatchedSeconds: number;
  /** The newest of those stretches, oldest first. */
  readonly unwatched: readonly Pick<Watched, "from" | "to">[];
  /** What suppresses it now, whatever the price does. */
  readonly obstacles: readonly Suppression[];
}

export interface NearestPrice extends Omit<NearMiss, "at"> {
  readonly timestamp: string;
}

/** A pair's candles, oldest first. */
export interface HistoryAnswer {
  readonly pair: string;
  /** Seconds a candle. */
  readonly step: number;
  readonly bars: readonly (Omit<Candle, "at"> & { readonly timestamp: string })[];
  /** Only where candles older than any that are kept were asked for. */
  readonly older?: OlderAnswer;
}

/** Who told the candles that are not stored. */
interface OlderAnswer {
  readonly source: SourceName;
  /** Since when prices are stored: what begins before was told by the source now. */
  readonly before: string;
  /** Seconds a candle of the source's; wider than asked for where it has no such, or too many of them. */
  readonly step: number;
  /** Why it tells no more of what was asked for, in words for a person; null when it told all it has. */
  readonly problem: string | null;
}

/** How often an alarm would have fired, had it been set before the history begins. */
export interface ReplayAnswer {
  readonly pair: string;
  /** Since when it could have fired, and until when; null when the history is too short for it. */
  readonly from: string | null;
  readonly to: string | null;
  readonly count: number;
  /** The newest of them, oldest first. */
  readonly moments: readonly (Pick<Fire, "price" | "direction"> & { readonly timestamp: string })[];
}

/** One setting as anybody may see it. */
export interface ShownSetting {
  readonly name: string;
  /** A secret is told as `set` or `not set` only; null where a setting without a default is not set. */
  readonly value: string | null;
  readonly origin: SettingOrigin;
}

/** How the server is set up and what it holds, without any secret. */
export interface ServerSettings extends StorageFacts {
  readonly version: string;
  readonly startedAt: string;
  readonly settings: readonly ShownSetting[];
  readonly sources: readonly SourceStatus[];
  readonly pairs: number;
  readonly alarms: number;
  /** Fires that are kept: all that ring, and the newest acknowledged ones. */
  readonly fires: number;
}

/** What is on the disk. */
export interface StorageFacts {
  /** Bytes of all files in the data folder; a backup that shares its bytes with another counts once. */
  readonly bytes: number;
  /** When the newest backup was made; null when there is none. */
  readonly lastBackupAt: string | null;
}

/** An alarm as it was last heard of. */
export interface KnownAlarm {
  readonly pair: string;
  readonly alarm: Alarm;
}

/** Where a setting's value is from. */
export type SettingOrigin = "environment" | ".env" | "demo" | "default";
