import type { Page } from "playwright-core";
import { untilFits } from "../timeouts.ts";

/** A text as it was drawn on a canvas. */
interface DrawnText {
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

/**
 * Lets the chart be drawn anew by a key and back again, until such texts are written and all that is
 * written fits: on a slow machine what came before (another zone, a chart not filled yet) is drawn late.
 */
export async function redrawUntil(
  page: Page,
  wanted: RegExp,
  fits: (text: DrawnText) => boolean,
): Promise<void> {
  const chart = page.getByRole("img", { name: /^Price of / });
  const redraw = async () => {
    await clearTexts(page);
    for (const key of ["ArrowLeft", "ArrowRight"]) await chart.press(key);
    await waitForText(page, wanted);
    return (await textsOf(page)).filter((text) => !fits(text)).map(({ text }) => text);
  };
  await untilFits(redraw, (strange) => strange.length === 0, "nothing strange is drawn");
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
