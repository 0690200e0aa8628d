import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { visit } from "./page.ts";
import { chartBox, PATH, PHONE, TARGET } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";
import { until } from "../timeouts.ts";

const chart = (page: Page) =>
  page.getByRole("img", { name: /^Price of BTC\/USDT over 1 h: now 50,000/ });
const toNow = (page: Page) => page.getByRole("button", { name: "To now" });

/** The first and the last minute in sight, as the chart's label says. */
async function sightOf(page: Page): Promise<[from: string, to: string]> {
  const label = await chart(page).getAttribute("aria-label") ?? "";
  const [, from = "", to = ""] =
    label.match(/Shown: (.+?) to (.+?): highest [\d,.]+, lowest 49,\d/) ?? [];
  assert.notEqual(from, "", label);
  return [from, to];
}

/** Presses a key on the chart, and waits until it shows something else. */
async function press(page: Page, key: string): Promise<[from: string, to: string]> {
  const before = (await sightOf(page)).join();
  await chart(page).press(key);
  await until(async () => (await sightOf(page)).join() !== before, `${key} moves the chart`);
  return await sightOf(page);
}

pairTest("PairPage's chart is read and moved by keys", [], async ({ browser, server }) => {
  const { page, leave } = await visit(browser, `${server.url}${PATH}?range=1h`);
  await chartBox(page);
  const [, now] = await sightOf(page);
  await page.keyboard.press("Tab");
  await chart(page).focus();
  const ring = await page.locator(".chart-box").evaluate((box) =>
    getComputedStyle(box, "::after").borderTopStyle
  );
  assert.equal(ring, "solid", "the focus is seen");

  await press(page, "+");
  assert.equal(await toNow(page).count(), 0, "now stays in sight");
  await press(page, "-");
  const [, back] = await press(page, "ArrowLeft");
  assert.notEqual(back, now);
  await until(async () => {
    // The minute may have passed meanwhile.
    const place = `to ${(await sightOf(page))[1]}: highest`;
    return (await page.getByRole("status").allTextContents()).some((text) => text.includes(place));
  }, "the place is told");
  await press(page, "ArrowRight");
  await press(page, "Home");
  await toNow(page).waitFor();
  await chart(page).press("End");
  await toNow(page).waitFor({ state: "detached" });
  await leave();
});

/** Runs in the browser: keeps what stands beside the mouse in the moment it is pressed. */
function readPlusWhenPressed(): void {
  addEventListener("pointerdown", () => {
    document.body.dataset.read = document.querySelector(".chart-plus")?.textContent ?? "";
  }, { capture: true, once: true });
}

pairTest("PairPage says how its chart takes an alarm, by mouse", [TARGET], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
  const box = await chartBox(page);
  await page.getByText("Click the chart to set an alarm").waitFor();
  assert.equal(await page.getByText("Press and hold the chart").isVisible(), false);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height * 0.7);
  const plus = page.locator(".chart-plus");
  await plus.waitFor();
  await page.evaluate(readPlusWhenPressed);
  const cursor = await page.locator(".chart-holder canvas").first().evaluate((canvas) =>
    getComputedStyle(canvas).cursor
  );
  assert.equal(cursor, "crosshair");
  await page.mouse.down();
  await page.mouse.up();
  const field = page.getByRole("dialog").getByRole("textbox", { name: "Price in USDT" });
  const read = await page.evaluate(() => document.body.dataset.read ?? "");
  const price = read.replace(/[^\d.]/g, "");
  assert.equal(await field.inputValue(), price, "the alarm is set where the mouse said");
  await leave();
});

pairTest("PairPage says how its chart takes an alarm, by finger", [], async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url + PATH, PHONE);
  await chartBox(page);
  await page.getByText("Press and hold the chart to set an alarm").waitFor();
  assert.equal(await page.getByText("Click the chart to set").isVisible(), false);
  await leave();
});
