import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { until } from "../timeouts.ts";

export const PATH = "/pairs/BTCUSDT";
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** Alarms a little above and below where the price stands. */
export const TARGET = { type: "target", targetPrice: 50_150, direction: "fromBelow" };
export const FROM_MAX = { type: "percentChange", percentage: 0.5, changeType: "downFromMax" };

/** The chart's place on the screen, once it is drawn and has all that it asks for at first. */
export async function chartBox(page: Page) {
  await page.locator(".chart-ready canvas").first().waitFor();
  await page.waitForLoadState("networkidle");
  const box = await page.locator(".chart-holder").boundingBox();
  assert.ok(box);
  return box;
}

/** Where something on the chart lies, once it stands still: drawings may be late. */
export async function steadyBox(place: Locator) {
  await place.evaluate(async (element) => {
    let before = NaN;
    for (let top = 0; top !== before;) {
      before = element.getBoundingClientRect().top;
      for (let drawings = 0; drawings < 10; drawings++) {
        await new Promise(requestAnimationFrame);
      }
      top = element.getBoundingClientRect().top;
    }
  });
  const box = await place.boundingBox();
  assert.ok(box);
  return box;
}

/** How many pixels of the chart's canvases have the colour of a token, such as `--ring`. */
function inkOf(page: Page, token: string): Promise<number> {
  return page.evaluate((token) => {
    const probe = document.createElement("span");
    document.body.append(probe);
    probe.style.color = `var(${token})`;
    const wanted = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
    probe.remove();
    let count = 0;
    for (const canvas of document.querySelectorAll<HTMLCanvasElement>(".chart-holder canvas")) {
      if (canvas.width === 0 || canvas.height === 0) continue;
      const { data } = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height) ??
        { data: [] };
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] === 255 && wanted.every((value, part) => data[at + part] === value)) {
          count++;
        }
      }
    }
    return count;
  }, token);
}

/** Waits until the chart has that colour somewhere, or nowhere. */
export async function waitForInk(page: Page, token: string, isThere: boolean): Promise<void> {
  const what = `${token} is ${isThere ? "" : "not "}on the chart`;
  await until(async () => (await inkOf(page, token) > 0) === isThere, what);
}
