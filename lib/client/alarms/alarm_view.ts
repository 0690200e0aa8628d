import { ALARM_LOOKS, type AlarmLook, lookOf } from "./alarm_look.ts";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { PairView } from "@/lib/protocol/frames.ts";

/** What the list of alarms is put in order by; `order` is that of the board's pairs. */
export const ALARM_SORTS = ["order", "distance", "pair", "state", "fired", "newest"] as const;
export type AlarmSort = typeof ALARM_SORTS[number];

/** By what alarms stand together. */
export const ALARM_GROUPS = ["none", "pair", "list", "tag"] as const;
export type AlarmGrouping = typeof ALARM_GROUPS[number];

/** How somebody looks at the list of all alarms; it stands in the page's address. */
export interface AlarmView extends AlarmFilter {
  readonly sort: AlarmSort;
  readonly group: AlarmGrouping;
}

export const FIRST_ALARM_VIEW: AlarmView = { text: "", look: "any", sort: "order", group: "none" };

/** Longer than anything one looks for; an address must stay short. */
const MAX_TEXT = 100;

/** The view that an address asks for; what is missing or unknown is as at first. */
export function readAlarmView(params: URLSearchParams): AlarmView {
  const { look, sort, group } = FIRST_ALARM_VIEW;
  return {
    text: (params.get("find") ?? "").slice(0, MAX_TEXT),
    look: known<AlarmLook | "any">(ALARM_LOOKS, params.get("state"), look),
    sort: known(ALARM_SORTS, params.get("sort"), sort),
    group: known(ALARM_GROUPS, params.get("group"), group),
  };
}

function known<T extends string>(words: readonly T[], word: string | null, first: T): T {
  return words.find((each) => each === word) ?? first;
}

/** The view as the query of an address, with its `?`; empty for the first one. */
export function alarmViewQuery({ text, look, sort, group }: AlarmView): string {
  const said = { find: text.slice(0, MAX_TEXT), state: look, sort, group };
  const first = { find: "", state: FIRST_ALARM_VIEW.look, ...FIRST_ALARM_VIEW };
  const params = new URLSearchParams();
  for (const name of ["find", "state", "sort", "group"] as const) {
    if (said[name] !== first[name]) params.set(name, said[name]);
  }
  return params.size === 0 ? "" : `?${params}`;
}

/** Which alarms a list shows. */
export interface AlarmFilter {
  /** Words that all must stand in the pair's name, the condition or the note. */
  readonly text: string;
  readonly look: AlarmLook | "any";
}

/** An alarm and its pair. */
export interface PlacedAlarm {
  readonly pair: PairView;
  readonly alarm: Alarm;
}

/** The alarms of all pairs that fit a filter, in their order. `now` in milliseconds. */
export function filterAlarms(
  pairs: readonly PairView[],
  { text, look }: AlarmFilter,
  now: number,
): PlacedAlarm[] {
  const words = text.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return pairs.flatMap((pair) =>
    pair.alarms
      .filter((alarm) => look === "any" || lookOf(alarm, pair, now) === look)
      .filter((alarm) => words.length === 0 || hasWords(saidOf(pair, alarm), words))
      .map((alarm) => ({ pair, alarm }))
  );
}

function hasWords(said: string, words: readonly string[]): boolean {
  return words.every((word) => said.includes(word));
}

/** An alarm stays the same object until something about it changes, and a list asks at every price. */
const texts = new WeakMap<Alarm, string>();

function saidOf({ symbol, base, quote }: PairView, alarm: Alarm): string {
  let said = texts.get(alarm);
  if (said === undefined) {
    const tags = (alarm.tags ?? []).map((tag) => `#${tag}`).join(" ");
    said = `${base}/${quote} ${describeAlarm(alarm, symbol)} ${tags} ${alarm.note}`.toLowerCase();
    texts.set(alarm, said);
  }
  return said;
}
