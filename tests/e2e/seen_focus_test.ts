import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const STEPS = 60;

pageTest("What has the focus is never under the status line", async ({ browser, server, api }) => {
  for (let more = 0; more < 12; more++) {
    const alarm = { type: "target", targetPrice: 55_000 + more, direction: "fromBelow" };
    await api("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  }
  const viewport = { width: 1440, height: 500 };
  const { page, leave } = await visit(browser, server.url, { viewport });
  await page.locator(".pair .alarm").first().waitFor();
  await page.locator("button:visible").last().focus();
  for (let step = 0; step < STEPS; step++) {
    await page.keyboard.press("Shift+Tab");
    assert.equal(await hiddenFocus(page), null, `after ${step + 1} times Shift+Tab`);
  }
  await leave();
});

/** What has the focus and lies under the status line in part; null when nothing does. */
function hiddenFocus(page: Page): Promise<string | null> {
  return page.evaluate(() => {
    const focused = document.activeElement;
    const status = document.querySelector(".status");
    if (focused === null || status === null || !focused.closest("main")) return null;
    const { bottom } = status.getBoundingClientRect();
    const { top } = focused.getBoundingClientRect();
    return top < bottom ? `${focused.outerHTML.slice(0, 120)} at ${top}, under ${bottom}` : null;
  });
}
