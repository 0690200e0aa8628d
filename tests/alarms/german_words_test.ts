import assert from "node:assert/strict";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { GERMAN } from "@/lib/alarms/texts.de.ts";
import { describeAlarm, suppressionText } from "@/lib/alarms/words.ts";
import { learn, speak } from "@/lib/language/texts.ts";
import { percent, sinceStart, target, timeframe } from "./build.ts";

/** What `say` says while German is spoken. */
function inGerman<T>(say: () => T): T {
  learn("de", GERMAN);
  speak("de");
  try {
    return say();
  } finally {
    speak("en");
  }
}

const WORDS: [words: string, alarm: Alarm][] = [
  ["BTC/USDT steigt über 55.000", target()],
  ["BTC/USDT kreuzt 55.000,001", target({ targetPrice: 55000.001, direction: "any" })],
  ["BTC/USDT fällt 5 % vom Hoch", percent()],
  ["BTC/USDT steigt 1 % vom Tief", percent({ percentage: 1, changeType: "upFromMin" })],
  [
    "BTC/USDT bewegt sich 3 % in 2 Stunden",
    timeframe({ percentage: 3, timeUnit: "hours", timeValue: 2 }),
  ],
  [
    "BTC/USDT fällt 3 % in 1 Tag",
    timeframe({ percentage: 3, direction: "down", timeUnit: "days", timeValue: 1 }),
  ],
];

for (const [words, alarm] of WORDS) {
  Deno.test(`describeAlarm() says in German: ${words}`, () => {
    const english = describeAlarm(alarm, "BTC/USDT");
    assert.equal(inGerman(() => describeAlarm(alarm, "BTC/USDT")), words);
    assert.equal(describeAlarm(alarm, "BTC/USDT"), english);
  });
}

const SAID: [reason: string, english: string, german: string][] = [
  [
    "paused",
    "It is paused until someone resumes it",
    "Er ist angehalten, bis jemand ihn fortsetzt",
  ],
  ["stale", "No live price: nothing for 40 s", "Kein aktueller Kurs: nothing for 40 s"],
  ["noPrevious", "The pair has no price yet", "Das Paar hat noch keinen Kurs"],
  ["pairBroken", "BTCUSDT is not traded", "BTCUSDT is not traded"],
  [
    "notCleared",
    "Waiting to reset (below 55,000). Its condition …",
    "Wartet auf Rücksetzung (unter 55.000). Seine Bedingung trifft zu, seit er klingelte: " +
    "Erst wenn sie einmal nicht zutrifft, kann er wieder klingeln",
  ],
];

Deno.test("suppressionText() says in German what a server said in English", () => {
  const reset = { price: 55_000, side: "below" } as const;
  for (const [reason, text, german] of SAID) {
    const say = () => suppressionText({ reason, text }, sinceStart(), reset);
    assert.equal(say(), text);
    assert.equal(inGerman(say), german, reason);
  }
});
