import type { Alarm, AlarmCondition, Kind } from "@/lib/alarms/alarm.ts";
import type { FieldReader } from "@/lib/alarms/kinds/kind.ts";
import { EMPTY_FIELDS, formOf, type KindDrafts } from "@/lib/alarms/kinds/typed.ts";
import {
  type AlarmSoundName,
  areTags,
  DEFAULT_PRIORITY,
  DEFAULT_SOUND,
  MAX_TAG_LENGTH,
  MAX_TAGS,
  type Priority,
  tagsIn,
  type TOLD,
} from "@/lib/alarms/limits.ts";
import { preferences, zoneOf } from "@/lib/client/preferences.ts";
import type { Zone } from "@/lib/text/times.ts";
import { readTypedNumber, readTypedPrice, type TypedNumber } from "@/lib/market/typed_number.ts";
import { numberText } from "@/lib/market/format_price.ts";
import { type NamedMoment, namedMoment, wallTimeAt } from "@/lib/text/wall_time.ts";
import { draftWords } from "./preview.ts";

/** Field of an alarm, as the server names it → what is wrong with it. */
export type Problems = Readonly<Record<string, string>>;

type ReadDraft =
  | { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problems: Problems };

/** What an alarm waits for, as far as its form says it. */
type ReadCondition =
  | { readonly ok: true; readonly condition: AlarmCondition }
  | { readonly ok: false; readonly problems: Problems };

/**
 * Turns a filled-in form into what the server is asked for, or tells what is missing. The pair's current
 * price tells what `67,000` means; times are those of the viewer's zone.
 */
export function readDraft(
  draft: AlarmDraft,
  currentPrice: number | null,
  zone: Zone = zoneOf(preferences.value),
): ReadDraft {
  const reader = new DraftReader(currentPrice, zone);
  const fields = { ...sent(formOf(draft).read(draft, reader)), ...commonOf(draft, reader) };
  const isWhole = Object.keys(reader.problems).length === 0;
  return isWhole ? { ok: true, fields } : { ok: false, problems: reader.problems };
}

/** What a form's alarm would wait for, whatever else in the form is not filled in yet. */
export function readCondition(draft: AlarmDraft, currentPrice: number | null): ReadCondition {
  const reader = new DraftReader(currentPrice, undefined);
  const condition = formOf(draft).read(draft, reader);
  const isWhole = Object.keys(reader.problems).length === 0;
  return isWhole ? { ok: true, condition } : { ok: false, problems: reader.problems };
}

/** Why the moment of a `datetime-local` is not simply what it says: clocks are set then. Null where it is. */
export function expiryNote(text: string, zone: Zone = zoneOf(preferences.value)): string | null {
  return readTime(text, zone)?.note ?? null;
}

/** The moment of a `datetime-local`; null where it is none. */
function readTime(text: string, zone: Zone): NamedMoment | null {
  // Read as if in UTC, it is what the wall shows.
  const shown = Date.parse(`${text}Z`);
  return Number.isNaN(shown) ? null : namedMoment(wallTimeAt(shown, "UTC"), zone);
}

/** The moment of a `datetime-local` in the viewer's zone, as ISO 8601 in UTC; null where it is none. */
export function momentIn(text: string, zone: Zone = zoneOf(preferences.value)): string | null {
  const named = readTime(text, zone);
  return named === null ? null : new Date(named.at).toISOString();
}

/** What a form does not say is left to the server. */
function sent(condition: AlarmCondition): Record<string, unknown> {
  return Object.fromEntries(Object.entries(condition).filter(([, value]) => value !== null));
}

/** Reads field after field and keeps what is wrong, so that all of it is shown at once. */
class DraftReader implements FieldReader {
  readonly problems: Record<string, string> = {};

  constructor(private readonly currentPrice: number | null, private readonly zone: Zone) {}

  price(field: string, text: string, what: string): number {
    return this.#taken(field, readTypedPrice(text, what, this.currentPrice));
  }

  number(field: string, text: string, what: string): number {
    return this.#taken(field, readTypedNumber(text, what));
  }

  #taken(field: string, read: TypedNumber): number {
    if (read.ok) return read.value;
    this.problems[field] = read.message;
    return NaN;
  }

  expiry(text: string): string | null {
    if (text === "") return null;
    const named = readTime(text, this.zone);
    if (named !== null) return new Date(named.at).toISOString();
    this.problems["expiresAt"] = draftWords.noDate;
    return null;
  }
}

function commonOf(draft: AlarmDraft, reader: DraftReader): Record<string, unknown> {
  const { mode, note, sound, priority } = draft;
  const common = {
    ...{ mode, note: note.trim(), sound, expiresAt: reader.expiry(draft.expiresAt) },
    ...{ priority, tell: toldOf(draft, reader), policy: draft.policy === "" ? null : draft.policy },
    tags: tagsOf(draft, reader),
  };
  return mode === "once" ? common : { ...common, cooldownSeconds: cooldownOf(draft, reader) };
}

function tagsOf({ tags: text }: AlarmDraft, reader: DraftReader): readonly string[] {
  const tags = tagsIn(text);
  if (!areTags(tags)) {
    reader.problems["tags"] = draftWords.tags(MAX_TAGS, MAX_TAG_LENGTH);
  }
  return tags;
}

function toldOf({ tell, told }: AlarmDraft, reader: DraftReader): Alarm["tell"] {
  if (tell !== "chosen") return tell;
  if (told.length === 0) {
    reader.problems["tell"] = draftWords.noChannel;
  }
  return told;
}

/** A cooldown may be 0, which no other number in the form may. */
function cooldownOf({ cooldownMinutes }: AlarmDraft, reader: DraftReader): number {
  if (/^\s*0+\s*$/.test(cooldownMinutes)) return 0;
  const minutes = reader.number("cooldownSeconds", cooldownMinutes, draftWords.minutes);
  return Math.round(minutes * 60);
}

/** An alarm while a person fills in its form: text fields as typed. */
export interface AlarmDraft extends KindDrafts {
  readonly type: Kind;
  readonly mode: "once" | "repeat";
  readonly cooldownMinutes: string;
  /** As `datetime-local` gives it, in the viewer's zone; empty for never. */
  readonly expiresAt: string;
  readonly note: string;
  readonly sound: AlarmSoundName;
  readonly priority: Priority;
  readonly tell: typeof TOLD[number] | "chosen";
  /** Ids of the channels that are chosen. */
  readonly told: readonly string[];
  /** With commas between. */
  readonly tags: string;
  /** Id of the escalation policy; empty for the default one. */
  readonly policy: string;
}

/** What a new alarm's form starts with. */
export const EMPTY_DRAFT: AlarmDraft = {
  ...EMPTY_FIELDS,
  mode: "once",
  cooldownMinutes: "5",
  expiresAt: "",
  note: "",
  sound: DEFAULT_SOUND,
  priority: DEFAULT_PRIORITY,
  tell: "default",
  told: [],
  policy: "",
  tags: "",
};

/** The form's content for an alarm that is there already; times are those of the viewer's zone. */
export function draftOf(alarm: Alarm, zone: Zone = zoneOf(preferences.value)): AlarmDraft {
  return {
    ...EMPTY_DRAFT,
    ...formOf(alarm).write(alarm),
    type: alarm.type,
    mode: alarm.mode,
    cooldownMinutes: numberText(alarm.cooldownSeconds / 60),
    expiresAt: alarm.expiresAt === null ? "" : inputTime(alarm.expiresAt, zone),
    note: alarm.note,
    sound: alarm.sound ?? DEFAULT_SOUND,
    priority: alarm.priority ?? DEFAULT_PRIORITY,
    policy: alarm.policy ?? "",
    tags: (alarm.tags ?? []).join(", "),
    ...toldIn(alarm),
  };
}

function toldIn({ tell = "default" }: Alarm): Pick<AlarmDraft, "tell" | "told"> {
  return typeof tell === "string" ? { tell, told: [] } : { tell: "chosen", told: tell };
}

/** `2024-01-15T11:30` in the zone, as an input of type `datetime-local` wants it. */
function inputTime(iso: string, zone: Zone): string {
  const { year, month, day, hour, minute } = wallTimeAt(Date.parse(iso), zone);
  const two = (number: number) => String(number).padStart(2, "0");
  return `${String(year).padStart(4, "0")}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
