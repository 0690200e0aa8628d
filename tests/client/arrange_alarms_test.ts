import assert from "node:assert/strict";
import {
  type AlarmGrouping,
  type AlarmSort,
  alarmViewQuery,
  filterAlarms,
  FIRST_ALARM_VIEW,
  type PlacedAlarm,
  readAlarmView,
} from "@/lib/client/alarms/alarm_view.ts";
import { arrangeAlarms, groupAlarms, itemsOf } from "@/lib/client/alarms/arrange_alarms.ts";
import { anAlarm, aPair, moment, START } from "./samples.ts";

const PAIRS = [
  aPair({
    alarms: [
      anAlarm({ id: "far", targetPrice: 60_000, tags: ["swing"] }),
      // Half a percent below the price: nearer than what lies above.
      anAlarm({ id: "near", targetPrice: 49_750, direction: "fromAbove", createdAt: moment(9) }),
      // The price stands on it: its condition holds already.
      anAlarm({ id: "holds", targetPrice: 50_000, tags: ["dip", "swing"] }),
      anAlarm({ id: "paused", targetPrice: 50_001, paused: true }),
    ],
  }),
  aPair({
    ...{ symbol: "AAVEUSDT", base: "AAVE", quote: "USDT" },
    alarms: [
      anAlarm({ id: "aave", targetPrice: 51_000 }),
      anAlarm({ id: "rang", triggered: true, triggeredAt: moment(5), triggeredPrice: 50_000 }),
      anAlarm({ id: "rang later", mode: "repeat", triggeredAt: moment(7), triggeredPrice: 1 }),
    ],
  }),
];

const ALL = filterAlarms(PAIRS, FIRST_ALARM_VIEW, START);
const ids = (alarms: readonly PlacedAlarm[]) => alarms.map(({ alarm }) => alarm.id);

const ORDERS: readonly (readonly [sort: AlarmSort, says: string, ids: readonly string[]])[] = [
  ["order", "as the board has them", [
    ...["far", "near", "holds", "paused", "aave", "rang", "rang later"],
  ]],
  ["distance", "nearest to firing first; never what holds already, is paused, or has rung", [
    ...["near", "aave", "rang later", "far", "rang", "holds", "paused"],
  ]],
  ["pair", "by the name of the pair", [
    ...["aave", "rang", "rang later", "far", "near", "holds", "paused"],
  ]],
  ["state", "what needs a look first", [
    ...["rang", "far", "near", "aave", "rang later", "holds", "paused"],
  ]],
  ["fired", "what rang last first", [
    ...["rang later", "rang", "far", "near", "holds", "paused", "aave"],
  ]],
  ["newest", "what was set last first", [
    ...["near", "far", "holds", "paused", "aave", "rang", "rang later"],
  ]],
];

for (const [sort, says, expected] of ORDERS) {
  Deno.test(`arrangeAlarms() by ${sort}: ${says}`, () => {
    assert.deepEqual(ids(arrangeAlarms(ALL, sort, START)), expected);
  });
}

const LISTS = [
  { id: "list_1", name: "Majors", colour: "blue", pairs: ["BTCUSDT"] },
  { id: "list_2", name: "Empty", colour: "blue", pairs: ["SOLUSDT"] },
  { id: "list_3", name: "Both", colour: "blue", pairs: ["BTCUSDT", "AAVEUSDT"] },
];

const GROUPED:
  readonly (readonly [AlarmGrouping, lists: typeof LISTS, heads: readonly string[]])[] = [
    ["none", LISTS, [" 7"]],
    ["pair", LISTS, ["BTC/USDT 4", "AAVE/USDT 3"]],
    ["list", LISTS, ["Majors 4", "Both 7"]],
    ["list", LISTS.slice(0, 1), ["Majors 4", "In no watchlist 3"]],
    ["tag", LISTS, ["#dip 1", "#swing 2", "Without a tag 5"]],
  ];

for (const [group, lists, heads] of GROUPED) {
  Deno.test(`groupAlarms() by ${group} of ${lists.length} lists: ${heads.join(", ")}`, () => {
    const groups = groupAlarms(ALL, group, lists);
    assert.deepEqual(groups.map(({ title, alarms }) => `${title} ${alarms.length}`), heads);
  });
}

Deno.test("itemsOf() leaves the alarms of folded groups out, and names each line once", () => {
  const groups = groupAlarms(ALL, "list", LISTS);
  const open = itemsOf(groups, () => false);
  assert.equal(open.length, 2 + 4 + 7);
  assert.equal(new Set(open.map(({ key }) => key)).size, open.length);
  const folded = itemsOf(groups, (key) => key === "list_3");
  assert.deepEqual(folded.map(({ group }) => group?.title ?? "alarm"), [
    ...["Majors", "alarm", "alarm", "alarm", "alarm", "Both"],
  ]);
  assert.equal(itemsOf(groupAlarms(ALL, "none", LISTS), () => false).length, 7);
});

const ADDRESSES: readonly (readonly [query: string, again: string])[] = [
  ["", ""],
  ["?find=btc+dip&state=armed&sort=distance&group=tag", ""],
  ["?sort=newest", ""],
  ["?sort=best&group=colour&state=happy", "?"],
];

for (const [query, again] of ADDRESSES) {
  Deno.test(`readAlarmView() takes “${query}” as alarmViewQuery() writes it`, () => {
    const view = readAlarmView(new URLSearchParams(query));
    assert.equal(alarmViewQuery(view), again === "?" ? "" : query);
  });
}
