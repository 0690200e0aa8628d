import assert from "node:assert/strict";
import type { Page } from "playwright-core";

declare global {
  /** In the browser: every text that was drawn on a canvas since it was last cleared. */
  var chartTexts: string[];
}

/** Loads the page anew and notes from then on what is written on its canvases, such as the prices of an axis. */
export async function noteTexts(page: Page): Promise<void> {
  await page.addInitScript(keepTexts);
  await page.reload();
}

/** What was written since `clearTexts`. */
export function textsOf(page: Page): Promise<string[]> {
  return page.evaluate(() => globalThis.chartTexts);
}

export async function clearTexts(page: Page): Promise<void> {
  await page.evaluate(() => void (globalThis.chartTexts = []));
}

/** Waits until such a text is written. */
export async function waitForText(page: Page, text: RegExp): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!(await textsOf(page)).some((each) => text.test(each))) {
    const drawn = [...new Set(await textsOf(page))].join("; ");
    assert.ok(performance.now() < deadline, `${text} is not among ${drawn}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Runs in the browser. */
function keepTexts(): void {
  globalThis.chartTexts = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, ...place) {
    globalThis.chartTexts.push(text);
    return write.call(this, text, ...place);
  };
}
