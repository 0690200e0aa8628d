import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { renderToString } from "preact-render-to-string";
import type { PairActions } from "@/components/alarm/actions.ts";
import { AlarmManager } from "@/islands/AlarmManager.tsx";
import { FIRST_ALARM_VIEW } from "@/lib/client/alarms/alarm_view.ts";
import { modelOf } from "@/lib/client/model.ts";
import { PairCard, type PairCardProps } from "@/components/board/PairCard.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { anAlarm, aPair, aSnapshot, moment } from "../client/samples.ts";
import { words } from "./render.tsx";

const nothing = () => {};
const ACTIONS: PairActions = {
  ...{ addAlarm: nothing, addPair: nothing, removePair: nothing, edit: nothing, lists: nothing },
  ...{ rearm: nothing, resume: nothing, snooze: nothing, test: nothing, remove: nothing },
  menu: nothing,
  inPlace: { drafts: signal(new Map()), type: nothing, save: () => Promise.resolve() },
};

const card = (fields: Partial<PairView>, rest: Partial<PairCardProps> = {}) => (
  <PairCard
    pair={{ ...aPair(fields), ...fields }}
    staleReason={null}
    backfill={null}
    isOpen
    handle={null}
    actions={ACTIONS}
    onToggle={nothing}
    {...rest}
  />
);

Deno.test("PairCard shows price, change, extremes, age and source", () => {
  const text = words(card({ currentPrice: 51_000, maxPrice: 52_000.5, minPrice: 48_000 }));
  for (
    const part of ["BTC /USDT", "51,000", "+2.00 %", "52,000.5", "48,000", "Binance", "1 min ago"]
  ) {
    assert.ok(text.includes(part), `${part} in: ${text}`);
  }
});

Deno.test("PairCard shows a tiny price with all its digits", () => {
  const text = words(card({ currentPrice: 0.00001234, firstPrice: 0.00001234 }));
  assert.ok(text.includes("0.00001234"), text);
  assert.ok(text.includes("0.00 %"), text);
});

Deno.test("PairCard says that it waits for the first price, and never NaN", () => {
  const none = { currentPrice: null, firstPrice: null, maxPrice: null, minPrice: null };
  const text = words(card({ ...none, lastUpdate: null, priceHistory: [] }));
  assert.ok(text.includes("waiting for the first price"), text);
  assert.ok(!/NaN|Infinity|undefined|null/.test(text), text);
});

Deno.test("PairCard shows the changes over an hour and a day, and a dash where they are not known", () => {
  const text = words(card({ currentPrice: 51_000, hourAgo: 50_000, dayAgo: 60_000 }));
  assert.ok(text.includes("1 h +2.00 % 24 h \u221215.00 % since added +2.00 %"), text);
  assert.ok(words(card({ dayAgo: null })).includes("1 h \u2013 24 h \u2013 since added 0.00 %"));
});

Deno.test("PairCard tells how far the history is loaded, while it is", () => {
  const text = words(card({}, { backfill: { doneDays: 3, days: 30 } }));
  assert.ok(text.includes("Loading history: 3 of 30 days"), text);
  assert.ok(!words(card({})).includes("Loading history"));
});

Deno.test("PairCard tells how many alarms there are and how far the nearest is", () => {
  const alarms = [anAlarm(), anAlarm({ id: "near", targetPrice: 51_000 })];
  const text = words(card({ alarms }, { isOpen: false }));
  assert.ok(text.includes("2 alarms +2 % to 51,000"), text);
  assert.ok(words(card({ alarms }, { isRinging: true })).includes("2 alarms Ringing"));
  const resting = [anAlarm({ triggered: true })];
  assert.ok(words(card({ alarms: resting })).includes("none armed"));
});

Deno.test("PairCard never calls an alarm the nearest whose condition holds already", () => {
  const holding = anAlarm({ id: "holding", targetPrice: 49_999 });
  const row = (alarms: Alarm[]) => words(card({ alarms }, { isOpen: false }));
  assert.ok(row([holding]).includes("1 alarm waiting to reset"), row([holding]));
  assert.ok(row([holding, anAlarm()]).includes("+10 % to 55,000"));
});

Deno.test("PairCard keeps its alarms to itself until it is opened", () => {
  const alarms = [anAlarm()];
  assert.ok(!words(card({ alarms }, { isOpen: false })).includes("BTC crosses above 55,000"));
  assert.ok(words(card({ alarms })).includes("BTC crosses above 55,000"));
});

Deno.test("PairCard says in its row that a price is not live, also while it is closed", () => {
  const text = words(card({}, { staleReason: "Binance is silent", isOpen: false }));
  assert.ok(text.includes("No live price Binance"), text);
});

Deno.test("PairCard names why its pair is not traded before why its price is old", () => {
  const trouble = { kind: "halted", reason: "Binance has halted it", since: moment(0) } as const;
  const text = words(card({ trouble }, { staleReason: "Binance is silent" }));
  assert.ok(text.includes("Halted since 12:00:00 UTC . Binance has halted it"), text);
  assert.ok(!text.includes("No live price"), text);
});

Deno.test("PairCard marks a stale price in words", () => {
  const text = words(card({}, { staleReason: "Binance has not answered for 6 minutes" }));
  assert.ok(text.includes("No live price. Binance has not answered for 6 minutes"), text);
});

const STATES = [
  [{}, "Armed", "+10 % to 55,000"],
  [{ triggered: true, triggeredAt: moment(0), triggeredPrice: 55_010 }, "Triggered", "at 55,010"],
  [{ triggered: true, mode: "repeat", triggeredAt: moment(0) }, "Cooldown", "repeat"],
  [{ targetPrice: 49_000 }, "Waiting to reset (below 49,000)", "Snooze"],
  [
    { targetPrice: 49_000, triggered: true, mode: "repeat", triggeredAt: moment(-3_600) },
    "Waiting to reset (below 49,000)",
    "rang 11:00:00 UTC",
  ],
  [{ snoozedUntil: moment(120) }, "Snoozed", "until 12:02:00 UTC"],
  [{ paused: true }, "Paused", "Resume"],
  [{ expiresAt: moment(30) }, "Expired", "since 12:00:30 UTC"],
  [
    { type: "timeframe", percentage: 5, direction: "any", timeUnit: "hours", timeValue: 2 },
    "Warming up",
    "needs 1 h more history",
  ],
] as const;

for (const [fields, state, detail] of STATES) {
  Deno.test(`PairCard tells that an alarm is ${state.toLowerCase()}`, () => {
    const text = words(card({ alarms: [anAlarm(fields)] }));
    assert.ok(text.includes(state), text);
    assert.ok(text.includes(detail), text);
  });
}

Deno.test("PairCard offers to arm what is not armed, and to snooze what is", () => {
  assert.ok(words(card({ alarms: [anAlarm()] })).includes("Snooze"));
  assert.ok(words(card({ alarms: [anAlarm({ triggered: true })] })).includes("Re-arm"));
});

Deno.test("PairCard needs no inline style, which the content security policy refuses", () => {
  assert.ok(!/\sstyle=|\son[a-z]+=/.test(renderToString(card({ alarms: [anAlarm()] }))));
});

Deno.test("PairCard offers the pair of a coin's new name, and never follows it by itself", () => {
  const trouble = {
    ...{ kind: "renamed" as const, renamedTo: "POL", since: moment(0) },
    reason: "MATIC is called POL now",
  };
  const text = words(card({ symbol: "MATICUSDT", base: "MATIC", trouble }));
  assert.ok(text.includes("MATIC is called POL now. Watch POL/USDT instead"), text);
  assert.ok(text.includes("Add POL/USDT"), text);
  assert.ok(text.includes("MATIC /USDT"), text);
});

Deno.test("PairCard says since when there is no data, with the reason", () => {
  const text = words(card({}, { staleReason: "Binance is silent", noDataSince: moment(0) }));
  assert.ok(text.includes("No data since 12:00:00 UTC . Binance is silent"), text);
});

Deno.test("PairCard counts outliers where there were some", () => {
  const text = words(card({}, { doubts: { seen: 2, confirmed: 1 } }));
  assert.ok(
    text.includes("2 prices jumped by over 50 % since the program was started, 1 confirmed"),
  );
  assert.ok(!words(card({})).includes("jumped"));
});

Deno.test("PairCard draws the first of very many alarms, and the others on request", () => {
  const alarms = Array.from({ length: 41 }, (_, nth) => anAlarm({ id: `alarm_${nth}` }));
  const rows = (shown: typeof alarms) =>
    renderToString(card({ alarms: shown })).match(/<li class="alarm /g)?.length;
  assert.equal(rows(alarms), 40);
  assert.ok(words(card({ alarms })).includes("Show more of 41 alarms"));
  assert.equal(rows(alarms.slice(1)), 40);
  assert.ok(!words(card({ alarms: alarms.slice(1) })).includes("Show more"));
});

Deno.test("PairCard and the list of all alarms count what a page comes without", () => {
  const pair = { ...aPair({ alarms: [anAlarm()] }), leftOut: 1999 };
  const text = words(card(pair));
  assert.ok(text.includes("2000 alarms"), text);
  const list = (text: string) =>
    words(<AlarmManager model={modelWith(pair)} first={{ ...FIRST_ALARM_VIEW, text }} />);
  assert.ok(list("").includes("All 2000 alarms"), list(""));
  const named = list("btc");
  assert.ok(named.includes("All alarms"), named);
});

const modelWith = (pair: PairView) => signal(modelOf(aSnapshot({ pairs: [pair] })));
