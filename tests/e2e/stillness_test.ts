import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { MOVING, visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

/** Longer than a title would take to change again. */
const FLASHES_MS = 2_500;

/** Animations and transitions that run on the page now. */
function moving(page: Page): Promise<number> {
  return page.evaluate(() =>
    document.getAnimations().filter(({ playState }) => playState === "running").length
  );
}

pageTest("Nothing moves or flashes for a person who asked for less motion", async (stage) => {
  const { api, browser, server } = stage;
  const alarm = { type: "target", targetPrice: 60_000, direction: "any" };
  const set = await api("POST", "/api/pairs/BTCUSDT/alarms", alarm) as { alarm: { id: string } };
  const { page, leave } = await visit(browser, server.url);
  await api("POST", `/api/alarms/${set.alarm.id}/test`);
  await page.getByRole("alertdialog").waitFor();
  const title = await page.title();
  assert.match(title, /BTC\/USDT is ringing/);
  await page.waitForTimeout(FLASHES_MS);
  assert.deepEqual([await page.title(), await moving(page)], [title, 0]);
  await leave();
});

pageTest(
  "A page that rings has its own icon and title, and is itself again after it",
  async (stage) => {
    const { api, browser, server } = stage;
    const alarm = { type: "target", targetPrice: 60_000, direction: "any" };
    const set = await api("POST", "/api/pairs/BTCUSDT/alarms", alarm) as { alarm: { id: string } };
    const { page, leave } = await visit(browser, server.url, MOVING);
    const icon = () => page.locator("link[rel=icon]").getAttribute("href");
    const [quietTitle, quietIcon] = [await page.title(), await icon()];
    await api("POST", `/api/alarms/${set.alarm.id}/test`);
    await page.waitForFunction(() => document.title.includes("BTC/USDT is ringing"));
    const loudIcon = await icon();
    assert.notEqual(loudIcon, quietIcon);
    assert.ok(await moving(page) > 0, "it is seen from the corner of an eye");
    for (const path of [quietIcon, loudIcon]) {
      assert.ok((await fetch(new URL(path ?? "", server.url))).ok, `${path}`);
    }
    await api("POST", "/api/fires/acknowledge");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    assert.deepEqual([await page.title(), await icon()], [quietTitle, quietIcon]);
    await leave();
  },
);
