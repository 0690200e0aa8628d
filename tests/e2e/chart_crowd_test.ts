import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { untilFits } from "../timeouts.ts";
import { chartBox, PATH, PHONE } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";

/** Twenty-two targets, a few pixels apart. */
const MANY = Array.from({ length: 22 }, (_, index) => ({
  ...{ type: "target", direction: "any" },
  targetPrice: 49_948 + 3 * index,
}));
/** The same, of which most are out of sight. */
const WIDE = MANY.map((alarm, index) => ({ ...alarm, targetPrice: 49_000 + 101 * index }));
const FAR_BAND = { type: "timeframe", percentage: 8, timeUnit: "hours", timeValue: 1 };

const handles = (page: Page) => page.getByRole("slider", { name: /BTC/ });

/** The boxes of all handles on the screen, with their words. */
function shownHandles(page: Page) {
  return handles(page).evaluateAll((all) =>
    all.map((handle) => {
      const { top, bottom, left, right } = handle.getBoundingClientRect();
      const words = (handle as HTMLElement).innerText.trim();
      const reach = parseFloat(getComputedStyle(handle, "::after").height);
      return { top, bottom, left, right, words, reach, price: handle.ariaValueNow };
    })
  );
}

type Box = Readonly<Record<"top" | "bottom" | "left" | "right", number>>;

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom - 0.5 && b.top < a.bottom - 0.5;
}

pairTest("PairPage keeps a phone's chart readable under many alarms", MANY, async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`, PHONE);
  const box = await chartBox(page);
  await handles(page).first().waitFor();
  const shown = await shownHandles(page);
  const open = shown.filter(({ words }) => words !== "");
  assert.ok(open.length >= 4 && open.length < shown.length, `${open.length} of ${shown.length}`);
  for (const { words, price, reach, right } of open) {
    assert.equal(words.replace(/[^\d.]/g, ""), price, "a handle tells its price");
    assert.ok(reach >= 44, `a finger finds ${words} in ${reach} px`);
    assert.ok(right < box.x + box.width * 0.4, `${words} leaves the chart free`);
  }
  const pairs = open.flatMap((a, index) => open.slice(index + 1).map((b) => [a, b] as const));
  const over = pairs.filter(([a, b]) => overlap(a, b)).map(([a, b]) => `${a.words} ${b.words}`);
  assert.deepEqual(over, [], "no two handles overlap");
  await assertAccessible(page, "many alarms");
  await leave();
});

pairTest("PairPage unfolds the handle of a crowded line for whoever asks", MANY, async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`);
  await chartBox(page);
  const folded = page.locator(".chart-handle-folded").first();
  await folded.waitFor();
  const says = (wanted: RegExp) => untilFits(() => folded.innerText(), (text) => wanted.test(text));
  await says(/^\s*$/);
  await folded.focus();
  await says(/^↕ (49|50),\d{3}$/);
  await folded.blur();
  await says(/^\s*$/);
  await folded.hover();
  await says(/^↕ (49|50),\d{3}$/);
  await leave();
});

pairTest("PairPage leads from handles that had to move to their lines", [
  ...[50_000, 50_001].map((targetPrice) => ({ type: "target", targetPrice, direction: "any" })),
], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`);
  await chartBox(page);
  await handles(page).first().waitFor();
  assert.equal(await page.locator(".chart-leader").count(), 2);
  await leave();
});

pairTest("PairPage counts the alarms out of sight that have no handle", WIDE, async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`, PHONE);
  await chartBox(page);
  await page.getByRole("list", { name: "Alarms above" }).getByText(/▲ \d+ more/).waitFor();
  await page.getByRole("list", { name: "Alarms below" }).getByText(/▼ \d+ more/).waitFor();
  assert.ok(await handles(page).count() < 10);
  await leave();
});

pairTest(
  "PairPage marks the edges of a timeframe alarm that are out of sight",
  [{ ...FAR_BAND, direction: "any" }],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`);
    await chartBox(page);
    await page.getByText(/^▲ ±8 % in 1 hour 5[34],[\d,.]+ · \+[78]\.?\d* %$/).waitFor();
    await page.getByText(/^▼ ±8 % in 1 hour 4[56],[\d,.]+ · −[78]\.?\d* %$/).waitFor();
    await leave();
  },
);
