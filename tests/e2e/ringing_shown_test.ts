import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { LocalServer } from "../program/local_server.ts";
import { startBinance } from "../servers/binance.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";
import { alarmNow, letRing, press, ringing, setAlarm, TARGET } from "./ringing_page.ts";

const HOUR_MS = 60 * 60_000;

/** Until when an alarm is to be quiet. */
async function snoozeOf(stage: PageStage, id: string): Promise<Date> {
  return new Date(String((await alarmNow(stage, id))["snoozedUntil"]));
}

pageTest("What rings is snoozed for an hour, or until the next morning", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url, { timezoneId: "UTC" });
  const hour = await letRing(stage);
  const pressedAt = Date.now();
  await press(page, "Snooze 1 h");
  await ringing(page).waitFor({ state: "detached" });
  const askedAt = (await snoozeOf(stage, hour)).getTime() - HOUR_MS;
  assert.ok(askedAt >= pressedAt && askedAt <= Date.now(), String(askedAt));

  const night = await setAlarm(stage, "ETHBTC", { ...TARGET, targetPrice: 0.06 });
  stage.binance.setPrice("ETHBTC", 0.061);
  await press(page, /^Snooze until \w{3} 9:00$/);
  await ringing(page).waitFor({ state: "detached" });
  const morning = await snoozeOf(stage, night);
  assert.equal(morning.getUTCHours(), 9);
  const ahead = morning.getTime() - Date.now();
  // From the last moment of a night to its morning, and from the first one of a morning to the next.
  assert.ok(ahead > 2 * HOUR_MS && ahead <= 27 * HOUR_MS, String(morning));
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

/** The store file of a program that ended three minutes ago, in the layout of the first version. */
function leftBehind(now: number): string {
  const time = (msAgo: number) => new Date(now - msAgo).toISOString();
  const alarm = {
    ...{ id: "alarm_01J00000000000000000000000", ...TARGET, triggered: false },
    createdAt: time(HOUR_MS),
  };
  const pair = {
    ...{ symbol: "BTCUSDT", base: "BTC", quote: "USDT", source: "binance" },
    ...{ currentPrice: 50_000, maxPrice: 50_000, minPrice: 50_000, lastUpdate: time(180_000) },
    ...{ priceHistory: [{ price: 50_000, timestamp: time(180_000) }], alarms: [alarm] },
  };
  return JSON.stringify({ pairs: { BTCUSDT: pair }, metadata: { lastModified: time(180_000) } });
}

browserTest("What is found by filling a gap rings as late, and says why", async () => {
  const folder = await Deno.makeTempDir();
  const now = Date.now();
  await Deno.mkdir(join(folder, "data"));
  await Deno.writeTextFile(join(folder, "data", "crypto_data_binance.json"), leftBehind(now));
  const binance = startBinance();
  binance.setPrice("BTCUSDT", 50_000);
  const from = now - 120_000;
  binance.setMarket("BTCUSDT", (at) => at >= from && at < from + 2_000 ? 55_550 : 50_000);
  const env = { PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url };
  const server = await LocalServer.start({ folder, env });
  try {
    await inSharedChromium(async (browser) => {
      const { page, leave } = await visit(browser, server.url);
      await ringing(page).getByText("late", { exact: true }).waitFor();
      const told = await ringing(page).getByRole("listitem").innerText();
      assert.match(told, /55,550[\s\S]*found \d\d:\d\d.*: the program was not running/);
      await press(page, "Silence");
      await leave();
    });
  } finally {
    await server.stop();
    await binance.close();
    await Deno.remove(folder, { recursive: true });
  }
});
