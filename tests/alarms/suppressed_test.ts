import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { type SuppressionReason, suppressions, type Surroundings } from "@/lib/alarms/why.ts";
import { iso, sinceStart, START, target, timeframe } from "./build.ts";

const ALL_WELL: Surroundings = {
  pair: { currentPrice: 50_000, trouble: null },
  oldestAt: START - 86_400_000,
  stale: null,
  isSourceReachable: true,
  stopped: null,
  reset: null,
};

type Told = readonly [reason: SuppressionReason, text: RegExp, until?: number | null];

const rang = { triggered: true, triggeredAt: iso(START - 60_000), fireCount: 1 };
const repeat = { ...rang, mode: "repeat", cooldownSeconds: 300 } as const;
const often = Array.from({ length: 15 }, (_, nth) => iso(START - nth * 1000));

const ROWS: [says: string, alarm: Alarm, around: Partial<Surroundings>, told: Told[]][] = [
  ["nothing stands in the way of an armed alarm", target(), {}, []],
  ["a removed alarm is watched by nobody", target(), { pair: null }, [["removed", /removed/]]],
  [
    "an expired alarm has nothing else to tell",
    target({ ...repeat, expiresAt: iso(START), snoozedUntil: iso(START + 1000) }),
    { stale: "Binance answers 503" },
    [["expired", /^It has expired: re-arm it/]],
  ],
  ["a pause has no end", target({ paused: true }), {}, [["paused", /until someone resumes it/]]],
  [
    "a snooze tells its end",
    target({ snoozedUntil: iso(START + 1000) }),
    {},
    [["snoozed", /^It is snoozed$/, START + 1000]],
  ],
  ["a snooze that is over is none", target({ snoozedUntil: iso(START) }), {}, []],
  [
    "a pause and a snooze are both told",
    target({ paused: true, snoozedUntil: iso(START + 1000) }),
    {},
    [["paused", /./], ["snoozed", /./, START + 1000]],
  ],
  [
    "a rest that the program made tells why, and its end",
    target({ snoozedUntil: iso(START + 1000), pausedReason: "Paused for an hour" }),
    {},
    [["fireLimit", /^Paused for an hour$/, START + 1000]],
  ],
  [
    "so many fires in three minutes are enough for a while",
    target({ recentFires: often }),
    {},
    [["fireLimit", /15 times in three minutes/]],
  ],
  [
    "an alarm that rings once waits to be armed again",
    target(rang),
    {},
    [["alreadyTriggered", /rings once, and has: re-arm it/]],
  ],
  [
    "a cooldown tells its end",
    target(repeat),
    {},
    [["coolingDown", /rests after it rang/, START + 240_000]],
  ],
  [
    "a cooldown is followed by the wait for the condition to be false",
    target({ ...repeat, conditionMet: true }),
    {},
    [["coolingDown", /./, START + 240_000], ["notCleared", /must be false once before it rings/]],
  ],
  [
    "a condition that was false since the fire is told no more",
    target({ ...repeat, conditionMet: true, clearedSinceFire: true }),
    {},
    [["coolingDown", /./, START + 240_000]],
  ],
  [
    "after the cooldown the condition must still be false once",
    target({ ...repeat, cooldownSeconds: 0, conditionMet: true }),
    {},
    [["notCleared", /true ever since it rang/]],
  ],
  [
    "a condition that was true when the alarm was set must be false once",
    target({ conditionMet: true }),
    {},
    [["stillMet", /true already: it must be false once/]],
  ],
  [
    "an alarm that was never judged waits for a price",
    target({ conditionMet: null }),
    {},
    [["firstJudgement", /the next price is its first/]],
  ],
  [
    "a window longer than the history warms up, until it is known whole",
    timeframe({ timeUnit: "hours", timeValue: 2 }),
    { oldestAt: START - 3_600_000 },
    [["warmingUp", /window of 2 hours is longer than the history/, START + 3_600_000]],
  ],
  [
    "a window without any history needs all of it",
    timeframe(),
    { oldestAt: null },
    [["warmingUp", /window of 1 minute is longer/, START + 60_000]],
  ],
  ["a move since the start needs no history", sinceStart(), { oldestAt: null }, []],
  [
    "a pair without a price has nothing to evaluate",
    target(),
    { pair: { currentPrice: null, trouble: null }, stale: "No answer yet" },
    [["noPrevious", /^The pair has no price yet: No answer yet$/]],
  ],
  [
    "a price that is not live is told with its reason",
    target(),
    { stale: "The source has no newer price" },
    [["stale", /^No live price: The source has no newer price$/]],
  ],
  [
    "a source that does not answer is told as such",
    target(),
    { stale: "Binance answers 503", isSourceReachable: false },
    [["sourceUnreachable", /^The source cannot be reached: Binance answers 503$/]],
  ],
  [
    "a pair that its source has given up is not told as stale too",
    target(),
    {
      pair: { currentPrice: 1, trouble: { reason: "Binance no longer lists it" } },
      stale: "Binance no longer lists it",
    },
    [["pairBroken", /^Binance no longer lists it$/]],
  ],
  [
    "a program that cannot go on is told first",
    target({ paused: true }),
    { stopped: "the disk is full" },
    [["stopped", /^Alarms do not ring: the disk is full$/], ["paused", /./]],
  ],
];

for (const [says, alarm, around, told] of ROWS) {
  Deno.test(`obstacles(): ${says}`, () => {
    const found = suppressions(alarm, { ...ALL_WELL, ...around }, START);
    assert.deepEqual(found.map(({ reason }) => reason), told.map(([reason]) => reason));
    for (const [index, [, text, until = null]] of told.entries()) {
      assert.match(found[index]?.text ?? "", text);
      assert.equal(found[index]?.until, until === null ? null : iso(until));
    }
  });
}
