import assert from "node:assert/strict";
import type { Page } from "playwright-core";

export const PATH = "/pairs/BTCUSDT";
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Alarms a little above and below where the price stands. */
export const TARGET = { type: "target", targetPrice: 50_150, direction: "fromBelow" };
export const FROM_MAX = { type: "percentChange", percentage: 0.5, changeType: "downFromMax" };

/** The chart's place on the screen, once it is drawn. */
export async function chartBox(page: Page) {
  await page.locator(".chart-ready canvas").first().waitFor();
  const box = await page.locator(".chart-holder").boundingBox();
  assert.ok(box);
  return box;
}
