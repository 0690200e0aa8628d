import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { until } from "../patience.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";
import { alarmNow, letRing, press, ringing, setAlarm, TARGET } from "./ringing_page.ts";

const HOUR_MS = 60 * 60_000;

/** Until when an alarm is to be quiet. */
async function snoozeOf(stage: PageStage, id: string): Promise<Date> {
  return new Date(String((await alarmNow(stage, id))["snoozedUntil"]));
}

pageTest("What rings is snoozed for an hour, or until tomorrow morning", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url, { timezoneId: "UTC" });
  const hour = await letRing(stage);
  const pressedAt = Date.now();
  await press(page, "Snooze 1 h");
  await ringing(page).waitFor({ state: "detached" });
  const askedAt = (await snoozeOf(stage, hour)).getTime() - HOUR_MS;
  assert.ok(askedAt >= pressedAt && askedAt <= Date.now(), String(askedAt));

  const night = await setAlarm(stage, "ETHBTC", { ...TARGET, targetPrice: 0.06 });
  stage.binance.setPrice("ETHBTC", 0.061);
  await press(page, /^Snooze until tomorrow, \w{3} 9:00$/);
  await ringing(page).waitFor({ state: "detached" });
  const morning = await snoozeOf(stage, night);
  assert.equal(morning.getUTCHours(), 9);
  const ahead = morning.getTime() - Date.now();
  assert.ok(ahead > 8 * HOUR_MS && ahead <= 33 * HOUR_MS, String(morning));
  await leave();
});

declare global {
  /** In the browser: what the phone was asked to vibrate. */
  var vibrations: (number | Iterable<number>)[];
}

/** Runs in the browser: notes vibrations instead of making them. */
function noteVibrations(): void {
  globalThis.vibrations = [];
  navigator.vibrate = (pattern) => {
    globalThis.vibrations.push(pattern);
    return true;
  };
}

const waitForIcon = (page: Page, path: string) =>
  page.locator(`link[rel=icon][href="${path}"]`).waitFor({ state: "attached" });

pageTest("While an alarm rings the tab's icon says so and the phone vibrates", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await page.addInitScript(noteVibrations);
  await page.reload();
  await page.getByRole("heading", { name: "Prices" }).click();
  await waitForIcon(page, "/favicon.svg");
  await letRing(stage);
  await waitForIcon(page, "/favicon-ringing.svg");
  await page.waitForFunction(() => globalThis.vibrations.length > 0);
  assert.ok(Array.isArray((await page.evaluate(() => globalThis.vibrations)).at(-1)));
  await press(page, "Silence");
  await waitForIcon(page, "/favicon.svg");
  await page.waitForFunction(() => globalThis.vibrations.at(-1) === 0);
  await leave();
});

pageTest("The button for a test rings like an alarm, and says that it is none", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await page.getByRole("button", { name: "Test alarm" }).first().click();
  await ringing(page).getByText("test", { exact: true }).waitFor();
  await page.waitForFunction(() => globalThis.sounds.some(({ paused, loop }) => !paused && loop));
  await press(page, "Silence");
  await ringing(page).waitFor({ state: "detached" });
  await leave();
});

/** So seldom that an answer about the gap may take its time. */
const CHECKS = { CHECK_INTERVAL_SECONDS: "3" };
/** Longer than what counts as a gap then, in milliseconds. */
const GAP_MS = 10_000;

/** Waits until the source was asked at this moment or later. */
async function waitForRequest({ binance }: PageStage, from: number): Promise<void> {
  await until(() => (binance.requests.at(-1)?.at ?? 0) >= from, "the source was asked");
}

pageTest("What is found by looking back over a gap rings as late, and says why", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await setAlarm(stage);
  await stage.client.next("price_update");
  stage.binance.fault = { status: 503 };
  const from = Date.now() + 1_000;
  stage.binance.setMarket("BTCUSDT", (at) => at >= from && at < from + 2_000 ? 55_550 : 50_000);
  await waitForRequest(stage, from + GAP_MS);
  stage.binance.fault = {};
  await ringing(page).getByText("late", { exact: true }).waitFor();
  const told = await ringing(page).getByRole("listitem").innerText();
  assert.match(told, /55,550[\s\S]*found \d\d:\d\d:\d\d .*: no price came from binance/);
  await press(page, "Silence");
  await leave();
}, CHECKS);
