import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const rows = (page: Page) => page.getByRole("region", { name: "Alarms" }).getByRole("listitem");
const bar = (page: Page) => page.getByRole("group", { name: "Selected alarms" });
const dialog = (page: Page) => page.getByRole("dialog");

const target = (pair: string, targetPrice: number) => (
  { pair, alarm: { type: "target", targetPrice, direction: "fromBelow" } }
);

/** All alarms, as the API tells them. */
async function stored({ api }: PageStage): Promise<{ pair: string; alarm: Alarm }[]> {
  return (await api("GET", "/api/alarms") as { alarms: { pair: string; alarm: Alarm }[] }).alarms;
}

pageTest(
  "The alarms page pauses, resumes and removes several alarms, and undoes a pause",
  async (stage) => {
    const alarms = [target("BTCUSDT", 60_000), target("BTCUSDT", 70_000), target("ETHBTC", 0.06)];
    await stage.api("POST", "/api/alarms/batch", { alarms });
    const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`);
    const pauses = async () => (await stored(stage)).map(({ alarm }) => alarm.paused === true);
    await rows(page).filter({ hasText: "60,000" }).getByRole("checkbox").check();
    await rows(page).filter({ hasText: "ETH/BTC" }).getByRole("checkbox").check();
    await bar(page).getByRole("button", { name: "Pause" }).click();
    await page.getByText("Paused 2 alarms.").waitFor();
    await rows(page).filter({ hasText: "ETH/BTC" }).getByText("Paused").waitFor();
    assert.deepEqual(await pauses(), [true, false, true]);
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Resumed 2 alarms.").waitFor();
    assert.deepEqual(await pauses(), [false, false, false]);

    await page.getByRole("searchbox", { name: /Find alarms/ }).fill("btcusdt");
    await page.getByRole("checkbox", { name: "All 2 alarms" }).check();
    await bar(page).getByText("3 selected, 1 not shown").waitFor();
    await rows(page).filter({ hasText: "60,000" }).getByRole("checkbox").uncheck();
    await bar(page).getByRole("button", { name: "Remove" }).click();
    // Also of the one that the list does not show it is told before it goes.
    await dialog(page).getByRole("listitem").filter({ hasText: "ETH/BTC" }).waitFor();
    await dialog(page).getByRole("button", { name: "Remove 2 alarms" }).click();
    await page.getByText("Removed 2 alarms.").waitFor();
    assert.deepEqual((await stored(stage)).map(({ pair }) => pair), ["BTCUSDT"]);
    await leave();
  },
);

pageTest("Taking back a pause leaves paused what was paused before", async (stage) => {
  const prices = [55_000, 60_000];
  const wanted = prices.map((price) => target("BTCUSDT", price));
  await stage.api("POST", "/api/alarms/batch", { alarms: wanted });
  const [first] = await stored(stage);
  await stage.api("POST", "/api/alarms/pause", { ids: [first?.alarm.id] });
  const pauses = async () => (await stored(stage)).map(({ alarm }) => alarm.paused ?? false);
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`);
  await page.getByRole("checkbox", { name: "All 2 alarms" }).check();
  await bar(page).getByRole("button", { name: "Pause" }).click();
  await page.getByText("Paused 1 alarm.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Resumed 1 alarm.").waitFor();
  assert.deepEqual(await pauses(), [true, false]);
  await leave();
});

pageTest("A template shows its alarms, lets them be changed, and sets them all", async (stage) => {
  const url = `${stage.server.url}/alarms?find=BTCUSDT#set`;
  const { page, leave } = await visit(stage.browser, url);
  await dialog(page).getByRole("heading", { name: "Preset for BTC/USDT" }).waitFor();
  const firstAlarms: readonly (readonly [set: string, first: string | RegExp])[] = [
    ["Breakout", /^BTC\/USDT crosses above 50,250/],
    ["Volatility", /^BTC\/USDT moves 2 % within 15 minutes/],
    ["Swing", /^BTC\/USDT falls 10 % from high/],
  ];
  for (const [set, first] of firstAlarms) {
    await dialog(page).getByText(set, { exact: true }).click();
    await dialog(page).getByText(first).waitFor();
  }
  await dialog(page).getByText("Stop-loss").click();
  await dialog(page).getByText("BTC/USDT crosses below 47,500").waitFor();
  await dialog(page).getByText("BTC/USDT falls 8 % from high").waitFor();
  await dialog(page).getByRole("checkbox", { name: "Set alarm 3" }).uncheck();
  const first = dialog(page).getByRole("textbox", { name: "Alarm 1", exact: true });
  await first.fill("btc < 4tk");
  await dialog(page).getByRole("button", { name: "Set 2 alarms" }).click();
  await dialog(page).getByRole("alert").getByText(/“4tk” is not a price/).waitFor();
  assert.deepEqual(await stored(stage), []);
  await first.fill("btc < 46k note: my stop");
  await dialog(page).getByRole("button", { name: "Set 2 alarms" }).click();
  await page.getByText("Set 2 alarms.").waitFor();
  const notes = (await stored(stage)).map(({ alarm }) => alarm.note);
  assert.deepEqual(notes, ["my stop", "trailing stop"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.getByText("Removed 2 alarms.").waitFor();
  assert.deepEqual(await stored(stage), []);
  await leave();
});

pageTest(
  "Duplicating shows what a target becomes on the other pair, and sets it",
  async (stage) => {
    await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 55_000)] });
    const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`);
    await rows(page).getByRole("checkbox").check();
    await bar(page).getByRole("button", { name: "Duplicate" }).click();
    await dialog(page).getByText("ETH/BTC").click();
    await dialog(page).getByText("ETH/BTC crosses above 0.055").waitFor();
    await dialog(page).getByRole("button", { name: "Set 1 alarm" }).click();
    await rows(page).filter({ hasText: "ETH/BTC crosses above 0.055" }).waitFor();
    assert.equal((await stored(stage)).length, 2);
    await leave();
  },
);

pageTest("The alarms page holds what axe knows of accessibility, dialogs too", async (stage) => {
  await stage.api("POST", "/api/alarms/batch", { alarms: [target("BTCUSDT", 55_000)] });
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`);
  await rows(page).getByRole("checkbox").check();
  await assertAccessible(page);
  await bar(page).getByRole("button", { name: "Duplicate" }).click();
  await dialog(page).getByText("ETH/BTC").click();
  await assertAccessible(page);
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Preset", exact: true }).click();
  await assertAccessible(page);
  await leave();
});
