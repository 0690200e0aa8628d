import type { Page } from "playwright-core";
import { untilFits } from "../timeouts.ts";

/** A text as it was drawn on a canvas. */
export interface DrawnText {
  readonly text: string;
  /** Whether its beginning or its end lay outside of the canvas. */
  readonly isCut: boolean;
}

declare global {
  /** In the browser: every text that was drawn on a canvas since it was last cleared. */
  var chartTexts: DrawnText[];
}

/** Loads the page anew and notes from then on what is written on its canvases, such as the prices of an axis. */
export async function noteTexts(page: Page): Promise<void> {
  await page.addInitScript(keepTexts);
  await page.reload();
}

/** What was written since `clearTexts`. */
export function textsOf(page: Page): Promise<DrawnText[]> {
  return page.evaluate(() => globalThis.chartTexts);
}

export async function clearTexts(page: Page): Promise<void> {
  await page.evaluate(() => void (globalThis.chartTexts = []));
}

/** Waits until such a text is written. */
export async function waitForText(page: Page, wanted: RegExp): Promise<void> {
  const drawn = async () => [...new Set((await textsOf(page)).map(({ text }) => text))];
  await untilFits(drawn, (texts) => texts.some((text) => wanted.test(text)), `${wanted} is drawn`);
}

/** Runs in the browser. */
function keepTexts(): void {
  globalThis.chartTexts = [];
  const write = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, ...rest) {
    const { a: scale, e: offset } = this.getTransform();
    const width = this.measureText(text).width * scale;
    const share = this.textAlign === "center" ? 0.5 : this.textAlign === "right" ? 1 : 0;
    const left = x * scale + offset - share * width;
    const isCut = text !== "" && (left < -1 || left + width > this.canvas.width + 1);
    globalThis.chartTexts.push({ text, isCut });
    return write.call(this, text, x, ...rest);
  };
}
