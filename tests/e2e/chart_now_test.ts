import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { clearTexts, noteTexts, textsOf, waitForText } from "./chart_texts.ts";
import { until } from "../timeouts.ts";
import { visit } from "./page.ts";
import { chartBox, PATH, PHONE, TARGET } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";

const toNow = (page: Page) => page.getByRole("button", { name: "To now" });

/** Long enough for prices to arrive, in milliseconds. */
const LATE_MS = 700;

/** Runs in the browser: from now on it draws as late as that. */
function drawLate(lateMs: number): void {
  const draw = globalThis.requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (callback) => self.setTimeout(() => draw(callback), lateMs);
}

/** Runs in the browser: waits until whatever was to be drawn is drawn. */
function drawn(): Promise<void> {
  return new Promise((resolve) => {
    requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
  });
}

/** Drags the chart to the right until the newest price is out of sight; a chart that is not filled yet stays. */
async function scrollBack(page: Page): Promise<void> {
  const box = await chartBox(page);
  const y = box.y + box.height * 0.6;
  const swing = async () => {
    await page.mouse.move(box.x + 200, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, y, { steps: 6 });
    await page.mouse.up();
  };
  for (let swings = 0; swings < 4; swings++) await swing();
  await until(async () => {
    if (!await toNow(page).isVisible()) await swing();
    // Older prices may come meanwhile: it is away from now once it is so after a drawing, too.
    await page.evaluate(drawn);
    return await toNow(page).isVisible();
  }, "dragging leads away from now");
  await page.mouse.move(box.x + 100, box.y - 50);
}

/** Goes back by key; the oldest prices there are may have to be loaded first. */
async function toOldest(page: Page): Promise<void> {
  const press = async () => {
    await page.getByRole("img", { name: /Price of BTC\/USDT/ }).press("Home");
    return await toNow(page).isVisible();
  };
  await until(press, "Home leads to older prices");
}

pairTest(
  "PairPage tells the price now beside the axis, however far one scrolled back",
  [],
  async ({ browser, server, binance }) => {
    const { page, leave } = await visit(browser, `${server.url}${PATH}?range=1h`);
    await noteTexts(page);
    await scrollBack(page);
    await toNow(page).waitFor();
    await clearTexts(page);
    binance.setPrice("BTCUSDT", 50_012.34);
    await waitForText(page, /^50,012\.34$/);
    const odd = (await textsOf(page)).map(({ text }) => text).filter((text) =>
      /^\d\d,\d{3}\.\d\d$/.test(text) && !/\.[05]0$/.test(text)
    );
    assert.deepEqual([...new Set(odd)], ["50,012.34"], "the marks of the axis are round");
    await leave();
  },
);

pairTest("PairPage goes back to now by a button, by hand or key", [], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=1h`);
  await chartBox(page);
  assert.equal(await toNow(page).count(), 0);
  await scrollBack(page);
  await toNow(page).click();
  await toNow(page).waitFor({ state: "detached" });
  await scrollBack(page);
  await toNow(page).focus();
  await page.keyboard.press("Enter");
  await toNow(page).waitFor({ state: "detached" });
  assert.equal(await page.getByRole("dialog").count(), 0);
  await leave();
});

pairTest("PairPage goes back to now when the chosen range is pressed again", [], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=1h`);
  await scrollBack(page);
  await toNow(page).waitFor();
  await page.getByRole("group", { name: "Time shown" }).getByText("1 h").click();
  await toNow(page).waitFor({ state: "detached" });
  await leave();
});

pairTest(
  "PairPage shows now though older prices arrive before the chart is drawn, as in a tab out of sight",
  [],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=1h`);
    await scrollBack(page);
    await toNow(page).waitFor();
    await page.evaluate(drawLate, LATE_MS);
    await page.getByRole("group", { name: "Time shown" }).getByText("1 h").click();
    await toNow(page).waitFor({ state: "detached" });
    await page.evaluate(drawn);
    assert.equal(await toNow(page).count(), 0);
    await leave();
  },
);

pairTest(
  "PairPage leaves its way back to now free while it offers to undo",
  [TARGET],
  async (stage) => {
    const { page, leave } = await visit(
      stage.browser,
      `${stage.server.url}${PATH}?range=1h`,
      PHONE,
    );
    await chartBox(page);
    await toOldest(page);
    await page.getByRole("slider").first().press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Undo" }).waitFor();
    await toNow(page).tap();
    await toNow(page).waitFor({ state: "detached" });
    await leave();
  },
);
