import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const STEPS = 60;

/** The status line grows when a check fails, also one that a busy machine was too slow for. */
const SELDOM_CHECKED = { CHECK_INTERVAL_SECONDS: "30" };

const SCREEN = { width: 720, height: 500 };

/** Shows the board with a dozen alarms on a low screen, the last button focused. */
async function visitBoard({ browser, server, api }: PageStage) {
  for (let more = 0; more < 12; more++) {
    const alarm = { type: "target", targetPrice: 55_000 + more, direction: "fromBelow" };
    await api("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  }
  const visitor = await visit(browser, server.url, { viewport: SCREEN });
  await visitor.page.locator(".pair .alarm").first().waitFor();
  return visitor;
}

/** Goes back through all there is by key, once the page knows how tall its status line is. */
async function assertFocusIsSeen(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const height = document.querySelector<HTMLElement>(".status")?.offsetHeight;
    return document.documentElement.style.getPropertyValue("--stuck-height") === `${height}px`;
  });
  await page.locator("button:visible").last().focus();
  for (let step = 0; step < STEPS; step++) {
    await page.keyboard.press("Shift+Tab");
    assert.equal(await hiddenFocus(page), null, `after ${step + 1} times Shift+Tab`);
  }
}

pageTest("What has the focus is never under the status line", async (stage) => {
  const { page, leave } = await visitBoard(stage);
  await assertFocusIsSeen(page);
  await leave();
}, SELDOM_CHECKED);

pageTest("What has the focus is never under what the status line warns of", async (stage) => {
  const { page } = await visitBoard(stage);
  await stage.server.stop();
  await page.getByText(/this page has lost the server/).waitFor();
  await page.evaluate(() => {
    const tall = new CSSStyleSheet();
    tall.replaceSync(".banner { padding-block: 4rem; }");
    document.adoptedStyleSheets = [tall];
  });
  await assertFocusIsSeen(page);
  await page.context().close();
}, SELDOM_CHECKED);

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
