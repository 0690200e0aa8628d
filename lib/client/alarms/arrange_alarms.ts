import type { Watchlist } from "@/lib/alarms/pair.ts";
import { distanceToTrigger } from "@/lib/alarms/words.ts";
import { texts } from "@/lib/language/texts.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { ALARM_LOOKS, lookOf, windowStart } from "./alarm_look.ts";
import type { AlarmGrouping, AlarmSort, PlacedAlarm } from "./alarm_view.ts";

/** Alarms that stand in no other group. */
export const groupWords = texts("alarmGroups", {
  noList: "In no watchlist",
  noTag: "Without a tag",
});

type Key = (placed: PlacedAlarm, now: number) => number | string;

/** What alarms are compared by; smaller comes first, equal ones stay in the board's order. */
const KEYS: Readonly<Record<Exclude<AlarmSort, "order">, Key>> = {
  distance: wayToFire,
  pair: ({ pair }) => titleOfPair(pair),
  state: ({ alarm, pair }, now) => ALARM_LOOKS.indexOf(lookOf(alarm, pair, now)),
  fired: ({ alarm }) => -momentOf(alarm.triggeredAt),
  newest: ({ alarm }) => -momentOf(alarm.createdAt),
};

/** The alarms in an order, at `now` in milliseconds. */
export function arrangeAlarms(
  alarms: readonly PlacedAlarm[],
  sort: AlarmSort,
  now: number,
): readonly PlacedAlarm[] {
  if (sort === "order") return alarms;
  const key = KEYS[sort];
  return alarms.map((placed) => ({ placed, key: key(placed, now) }))
    .sort((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
    .map(({ placed }) => placed);
}

/** Farther than any price is: after these come those that no price sets off now. */
const NOT_ARMED = 1e12;

/** How far the price has to go, in percent, in the direction that counts. What is not armed is never nearest. */
function wayToFire({ alarm, pair }: PlacedAlarm, now: number): number {
  const look = lookOf(alarm, pair, now);
  if (look !== "armed") return NOT_ARMED * (1 + ALARM_LOOKS.indexOf(look));
  const { percent } = distanceToTrigger(alarm, pair, windowStart(alarm, pair, now));
  return percent === null ? NOT_ARMED : Math.abs(percent);
}

/** Zero for what never was: it comes last where the newest comes first. */
function momentOf(at: string | null): number {
  return at === null ? 0 : Date.parse(at);
}

/** Alarms that stand together below a title. */
export interface AlarmGroup {
  readonly key: string;
  readonly title: string;
  readonly alarms: readonly PlacedAlarm[];
}

/**
 * The alarms in groups, each in their order. One with several tags, or of a pair in several watchlists, stands in
 * each of their groups. Pairs come in the order of their first alarm, lists in theirs, tags by name.
 */
export function groupAlarms(
  alarms: readonly PlacedAlarm[],
  group: AlarmGrouping,
  lists: readonly Watchlist[],
): readonly AlarmGroup[] {
  switch (group) {
    case "none":
      return [{ key: "", title: "", alarms }];
    case "pair":
      return byPairs(alarms);
    case "list":
      return byLists(alarms, lists);
    case "tag":
      return byTags(alarms);
  }
}

function byPairs(alarms: readonly PlacedAlarm[]): AlarmGroup[] {
  const groups = new Map<string, { key: string; title: string; alarms: PlacedAlarm[] }>();
  for (const placed of alarms) {
    const { pair } = placed;
    const group = groups.get(pair.symbol) ??
      { key: pair.symbol, title: titleOfPair(pair), alarms: [] };
    groups.set(pair.symbol, group);
    group.alarms.push(placed);
  }
  return [...groups.values()];
}

function byLists(alarms: readonly PlacedAlarm[], lists: readonly Watchlist[]): AlarmGroup[] {
  const listed = new Set(lists.flatMap(({ pairs }) => pairs));
  const groups = lists.map(({ id, name, pairs }) => {
    const own = new Set(pairs);
    return { key: id, title: name, alarms: alarms.filter(({ pair }) => own.has(pair.symbol)) };
  });
  const others = alarms.filter(({ pair }) => !listed.has(pair.symbol));
  return filled([...groups, { key: "", title: groupWords.noList, alarms: others }]);
}

function byTags(alarms: readonly PlacedAlarm[]): AlarmGroup[] {
  const tags = [...new Set(alarms.flatMap(({ alarm }) => alarm.tags ?? []))].sort();
  const groups = tags.map((tag) => ({
    key: `#${tag}`,
    title: `#${tag}`,
    alarms: alarms.filter(({ alarm }) => alarm.tags?.includes(tag)),
  }));
  const others = alarms.filter(({ alarm }) => (alarm.tags ?? []).length === 0);
  return filled([...groups, { key: "", title: groupWords.noTag, alarms: others }]);
}

function filled(groups: readonly AlarmGroup[]): AlarmGroup[] {
  return groups.filter(({ alarms }) => alarms.length > 0);
}

/** A line of the list: the head of a group, or an alarm. */
export type AlarmItem =
  | { readonly key: string; readonly group: AlarmGroup; readonly isOpen: boolean }
  | ({ readonly key: string; readonly group: null } & PlacedAlarm);

/** The lines of a list, those of folded groups left out; a list without groups has no heads. */
export function itemsOf(
  groups: readonly AlarmGroup[],
  isFolded: (key: string) => boolean,
): readonly AlarmItem[] {
  return groups.flatMap((group): AlarmItem[] => {
    const alarms = group.alarms.map((placed) => (
      { ...placed, group: null, key: `${group.key}/${placed.alarm.id}` }
    ));
    if (group.title === "") return alarms;
    const isOpen = !isFolded(group.key);
    return [{ key: `group ${group.key}`, group, isOpen }, ...isOpen ? alarms : []];
  });
}
