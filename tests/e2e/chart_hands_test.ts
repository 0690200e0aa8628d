import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { until, untilFits } from "../timeouts.ts";
import { visit } from "./page.ts";
import { chartBox, FROM_MAX, PATH, PHONE, steadyBox, TARGET, waitForInk } from "./pair_page.ts";
import { type PairStage, pairTest } from "./pair_stage.ts";

const dialog = (page: Page) => page.getByRole("dialog");
const handle = (page: Page, name: RegExp) => page.getByRole("slider", { name });
const undo = (page: Page) => page.getByRole("button", { name: "Undo" });
const targetOf = (alarm: Alarm) => alarm.type === "target" ? alarm.targetPrice : NaN;

async function alarmsOf({ server }: PairStage): Promise<Alarm[]> {
  const response = await fetch(`${server.url}/api/pairs/BTCUSDT`);
  const { pair, alarms } = await response.json();
  return pair?.alarms ?? alarms;
}

/** Polls the server until its only alarm is as wanted, and answers it. */
async function alarmWhen(stage: PairStage, fits: (alarm: Alarm) => boolean): Promise<Alarm> {
  const alarms = await untilFits(() => alarmsOf(stage), (alarms) => alarms.some(fits));
  return alarms.find(fits) as Alarm;
}

pairTest("PairPage sets an alarm where the chart is clicked", [], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
  const box = await chartBox(page);
  await page.mouse.click(box.x + box.width / 2, box.y + 20);
  const field = dialog(page).getByRole("textbox", { name: "Price in USDT" });
  const upper = Number(await field.inputValue());
  assert.ok(upper > 50_000, `${upper} is above the price`);
  await dialog(page).getByText(/Rings when BTC\/USDT crosses above 50,[\d.]+: \+/).waitFor();
  await dialog(page).getByText("Repeat").click();
  await dialog(page).getByRole("button", { name: "Set alarm" }).click();
  await dialog(page).waitFor({ state: "detached" });
  const set = await alarmWhen(stage, (alarm) => targetOf(alarm) === upper);
  assert.equal(set.type === "target" && set.direction, "fromBelow");
  assert.equal(set.mode, "repeat");
  await handle(page, new RegExp(`BTC crosses above ${upper.toLocaleString("en-US")}`)).waitFor();

  await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.8);
  const lower = Number(await field.inputValue());
  assert.ok(lower < 50_000, `${lower} is below the price`);
  await dialog(page).getByText(/Rings when BTC\/USDT crosses below 49,[\d.]+: −/).waitFor();
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  assert.equal((await alarmsOf(stage)).length, 1);
  await leave();
});

pairTest(
  "PairPage sets an alarm where a finger rests, and not where it taps or swipes",
  [],
  async (stage) => {
    const { page, leave } = await visit(
      stage.browser,
      `${stage.server.url}${PATH}?range=24h`,
      PHONE,
    );
    const box = await chartBox(page);
    const at = { x: box.x + box.width / 2, y: box.y + 30 };
    const touch = await page.context().newCDPSession(page);
    const send = (
      type: "touchStart" | "touchMove" | "touchEnd",
      points: { x: number; y: number }[],
    ) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: points });
    // However long a busy machine takes over it, the page sees a touch as short or long as it is to be.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5_000));
    await page.touchscreen.tap(at.x, at.y);
    await send("touchStart", [at]);
    await send("touchMove", [{ x: at.x - 60, y: at.y }]);
    await send("touchEnd", []);
    await page.clock.runFor(2_000);
    assert.equal(await dialog(page).count(), 0);
    await send("touchStart", [at]);
    await page.clock.runFor(400);
    assert.equal(await dialog(page).count(), 0);
    await page.clock.runFor(200);
    await page.clock.resume();
    await dialog(page).waitFor();
    await send("touchEnd", []);
    const price = Number(
      await dialog(page).getByRole("textbox", { name: "Price in USDT" }).inputValue(),
    );
    await dialog(page).getByRole("button", { name: "Set alarm" }).click();
    await alarmWhen(stage, (alarm) => targetOf(alarm) === price);
    await leave();
  },
);

pairTest(
  "PairPage moves an alarm with its line, and undo puts it back",
  [TARGET],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
    await chartBox(page);
    const grip = handle(page, /BTC crosses above 50,150/);
    const from = await steadyBox(grip);
    await grip.hover();
    await page.mouse.down();
    await page.mouse.move(from.x + 10, from.y + 40, { steps: 4 });
    await grip.filter({ hasText: /^Target ↑ · 50,\d+(\.\d+)? · \+0\.\d+ %$/ }).waitFor();
    await page.mouse.up();
    const moved = await alarmWhen(stage, (alarm) => targetOf(alarm) < 50_150);
    assert.ok(targetOf(moved) > 50_000);
    await undo(page).click();
    await alarmWhen(stage, (alarm) => targetOf(alarm) === 50_150);
    assert.equal(await undo(page).count(), 0);
    await leave();
  },
);

/** A place on the line of TARGET, far from its handle. */
async function pointOnLine(page: Page): Promise<{ x: number; y: number }> {
  const { y, height } = await steadyBox(handle(page, /BTC crosses above 50,150/));
  const box = await chartBox(page);
  // Whole pixels, as a mouse has them.
  return { x: Math.round(box.x + box.width / 2), y: Math.round(y + height / 2) };
}

pairTest(
  "PairPage takes a line itself too, and Escape or no move leaves it",
  [TARGET],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
    await chartBox(page);
    const first = await pointOnLine(page);
    await page.mouse.move(first.x, first.y);
    await page.mouse.down();
    await page.mouse.move(first.x, first.y + 40, { steps: 4 });
    await page.keyboard.press("Escape");
    await page.mouse.up();
    assert.deepEqual((await alarmsOf(stage)).map(targetOf), [50_150]);
    assert.equal(await dialog(page).count(), 0);
    // A hand that trembles beside the line moves nothing, and a drag keeps its distance from the line.
    const beside = await pointOnLine(page);
    await page.mouse.move(beside.x, beside.y + 5);
    await page.mouse.down();
    await page.mouse.move(beside.x, beside.y + 4);
    await page.mouse.up();
    await page.mouse.move(beside.x, beside.y + 5);
    await page.mouse.down();
    await page.mouse.move(beside.x + 60, beside.y + 5, { steps: 4 });
    await page.mouse.move(beside.x, beside.y + 5, { steps: 4 });
    await page.mouse.up();
    assert.equal(await undo(page).count(), 0);
    assert.deepEqual((await alarmsOf(stage)).map(targetOf), [50_150]);
    const again = await pointOnLine(page);
    await page.mouse.move(again.x, again.y);
    await page.mouse.down();
    await page.mouse.move(again.x, again.y - 15, { steps: 4 });
    await page.mouse.up();
    await alarmWhen(stage, (alarm) => targetOf(alarm) > 50_150);
    await undo(page).waitFor();
    await leave();
  },
);

pairTest("PairPage moves a line by finger", [FROM_MAX], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`, PHONE);
  await chartBox(page);
  const grip = await steadyBox(handle(page, /BTC falls 0.5 % from high/));
  const at = { x: grip.x + grip.width / 2, y: grip.y + grip.height / 2 };
  const touch = await page.context().newCDPSession(page);
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [at] });
  for (const step of [10, 20, 30, 40]) {
    const touchPoints = [{ x: at.x, y: at.y - step }];
    await touch.send("Input.dispatchTouchEvent", { type: "touchMove", touchPoints });
  }
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  const moved = await alarmWhen(
    stage,
    (each) => each.type === "percentChange" && each.percentage < 0.5,
  );
  assert.ok(moved.type === "percentChange" && moved.percentage > 0);
  await undo(page).waitFor();
  await leave();
});

pairTest(
  "PairPage moves a line by keys: arrows, Enter, Escape, and Ctrl+Z takes it back",
  [TARGET],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
    await chartBox(page);
    const grip = handle(page, /BTC crosses above 50,1/);
    await grip.focus();
    await page.keyboard.press("ArrowUp");
    const up = Number(await grip.getAttribute("aria-valuenow"));
    assert.ok(up > 50_150);
    assert.match(
      await grip.getAttribute("aria-valuetext") ?? "",
      /^50,1\d\d(\.\d+)?, \+0\.3\d* % from now$/,
    );
    await page.keyboard.press("Escape");
    assert.equal(await grip.getAttribute("aria-valuenow"), "50150");
    await page.keyboard.press("PageDown");
    await page.keyboard.press("Enter");
    const moved = await alarmWhen(stage, (alarm) => targetOf(alarm) < 50_150);
    assert.ok(targetOf(moved) > 50_000);
    await undo(page).waitFor();
    await page.keyboard.press("Control+z");
    await alarmWhen(stage, (alarm) => targetOf(alarm) === 50_150);
    await leave();
  },
);

pairTest("PairPage offers to undo a move for ten seconds", [TARGET], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
  await chartBox(page);
  await page.clock.pauseAt(await page.evaluate(() => Date.now() + 5_000));
  const grip = handle(page, /BTC crosses above 50,1/);
  await grip.press("PageDown");
  await page.keyboard.press("Enter");
  await until(async () => {
    // A drawing at a time: were the page's time ahead, the server's answer would be too late for it.
    await page.clock.runFor(16);
    return await undo(page).count() > 0;
  }, "the move can be undone");
  await page.clock.runFor(8_000);
  assert.equal(await undo(page).count(), 1);
  await page.clock.runFor(3_000);
  await undo(page).waitFor({ state: "detached" });
  const moved = await alarmWhen(stage, (alarm) => targetOf(alarm) < 50_150);
  assert.ok(targetOf(moved) > 50_000);
  await leave();
});

pairTest(
  "PairPage lets go of a line whose alarm somebody else removes",
  [TARGET],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
    await chartBox(page);
    const grip = handle(page, /BTC crosses above 50,150/);
    await grip.focus();
    await page.keyboard.press("ArrowUp");
    const response = await fetch(`${stage.server.url}/api/alarms/alarm_1`, { method: "DELETE" });
    await response.body?.cancel();
    await grip.waitFor({ state: "detached" });
    await leave();
  },
);

pairTest(
  "PairPage shows where the alarm in a form would have rung, for as long as it is open",
  [],
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, `${server.url}${PATH}?range=24h`);
    const box = await chartBox(page);
    await waitForInk(page, "--ring", false);
    await page.getByRole("button", { name: "Set alarm on BTC/USDT" }).click();
    await dialog(page).getByRole("textbox", { name: "Price in USDT" }).fill("49800");
    await dialog(page).getByText(/Would have rung|came true/).waitFor();
    await waitForInk(page, "--ring", true);
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await waitForInk(page, "--ring", false);

    await page.mouse.click(box.x + box.width / 2, box.y + 20);
    await dialog(page).getByText(/Would (not )?have rung|came true/).waitFor();
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    await leave();
  },
);
