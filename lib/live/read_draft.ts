import type { AlarmDraft } from "./alarm_draft.ts";
import { preferences, zoneOf } from "./preferences.ts";
import type { Zone } from "./time_text.ts";
import { readTypedNumber } from "./typed_number.ts";
import { momentOfWallTime, wallTimeAt } from "./wall_time.ts";

/** Field of an alarm, as the server names it → what is wrong with it. */
export type Problems = Readonly<Record<string, string>>;

export type ReadDraft =
  | { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problems: Problems };

/** Turns a filled-in form into what the server is asked for, or tells what is missing; times are those of the viewer's zone. */
export function readDraft(draft: AlarmDraft, zone: Zone = zoneOf(preferences.value)): ReadDraft {
  const reader = new FieldReader(zone);
  const fields = { ...conditionOf(draft, reader), ...commonOf(draft, reader) };
  const isWhole = Object.keys(reader.problems).length === 0;
  return isWhole ? { ok: true, fields } : { ok: false, problems: reader.problems };
}

/** Reads field after field and keeps what is wrong, so that all of it is shown at once. */
class FieldReader {
  readonly problems: Record<string, string> = {};

  constructor(private readonly zone: Zone) {}

  number(field: string, text: string, what: string): number {
    const read = readTypedNumber(text, what);
    if (read.ok) return read.value;
    this.problems[field] = read.message;
    return NaN;
  }

  expiry(text: string): string | null {
    if (text === "") return null;
    // Read as if in UTC, it is what the wall shows.
    const shown = Date.parse(`${text}Z`);
    if (!Number.isNaN(shown)) {
      const at = momentOfWallTime(wallTimeAt(shown, "UTC"), this.zone);
      return new Date(at).toISOString();
    }
    this.problems["expiresAt"] = "Give a date and a time, or leave both empty";
    return null;
  }
}

function conditionOf(draft: AlarmDraft, reader: FieldReader): Record<string, unknown> {
  const { type } = draft;
  if (type === "target") {
    const targetPrice = reader.number("targetPrice", draft.targetPrice, "the price to wait for");
    return { type, targetPrice, direction: draft.crossing };
  }
  const percentage = reader.number("percentage", draft.percentage, "a percentage, such as 5");
  if (type === "percentChange") return { type, percentage, changeType: draft.changeType };
  const { move: direction, timeUnit } = draft;
  if (timeUnit === "sinceStart") return { type, percentage, direction, timeUnit };
  const timeValue = reader.number("timeValue", draft.timeValue, "how long the window is");
  return { type, percentage, direction, timeUnit, timeValue };
}

function commonOf(draft: AlarmDraft, reader: FieldReader): Record<string, unknown> {
  const { mode, note, sound } = draft;
  const common = { mode, note: note.trim(), sound, expiresAt: reader.expiry(draft.expiresAt) };
  return mode === "once" ? common : { ...common, cooldownSeconds: cooldownOf(draft, reader) };
}

/** A cooldown may be 0, which no other number in the form may. */
function cooldownOf({ cooldownMinutes }: AlarmDraft, reader: FieldReader): number {
  if (/^\s*0+\s*$/.test(cooldownMinutes)) return 0;
  const minutes = reader.number("cooldownSeconds", cooldownMinutes, "a number of minutes, or 0");
  return Math.round(minutes * 60);
}
