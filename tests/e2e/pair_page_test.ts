import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { assertAccessible } from "./axe.ts";
import { browserTest } from "../browser/in_browser.ts";
import { visit } from "./page.ts";
import { onPairStage, type PairStage } from "./pair_stage.ts";

const PATH = "/pairs/BTCUSDT";
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const TARGET = { type: "target", targetPrice: 50_150, direction: "fromBelow" };
const FROM_MAX = { type: "percentChange", percentage: 0.5, changeType: "downFromMax" };

function pairTest(
  name: string,
  alarms: readonly Readonly<Record<string, unknown>>[],
  test: (stage: PairStage) => Promise<void>,
): void {
  browserTest(name, () => onPairStage(alarms, test));
}

const dialog = (page: Page) => page.getByRole("dialog");
const handle = (page: Page, name: RegExp) => page.getByRole("slider", { name });
const undo = (page: Page) => page.getByRole("button", { name: "Undo" });

/** The chart's place on the screen, once it is drawn. */
async function chartBox(page: Page) {
  await page.locator(".chart-ready canvas").first().waitFor();
  const box = await page.locator(".chart-holder").boundingBox();
  assert.ok(box);
  return box;
}

/** Whether any script of the page holds the chart library. */
async function loadsChart(page: Page): Promise<boolean> {
  const texts = await page.evaluate(() => {
    const scripts = performance.getEntriesByType("resource")
      .filter(({ name }) => name.endsWith(".js"));
    return Promise.all(scripts.map(async ({ name }) => await (await fetch(name)).text()));
  });
  return texts.some((text) => text.includes("tv-attr-logo"));
}

async function alarmsOf({ server }: PairStage): Promise<Alarm[]> {
  const response = await fetch(`${server.url}/api/pairs/BTCUSDT`);
  const { pair, alarms } = await response.json();
  return pair?.alarms ?? alarms;
}

/** Polls the server until its only alarm is as wanted, and answers it. */
async function alarmWhen(stage: PairStage, fits: (alarm: Alarm) => boolean): Promise<Alarm> {
  const deadline = performance.now() + 10_000;
  while (performance.now() < deadline) {
    const alarm = (await alarmsOf(stage)).find(fits);
    if (alarm !== undefined) return alarm;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`No alarm is as wanted: ${JSON.stringify(await alarmsOf(stage))}`);
}

/** Where the stretch begins that a request for history asks for; not a number for other requests. */
function beginning(url: string): number {
  const { pathname, searchParams } = new URL(url);
  return pathname.endsWith("/history") ? Date.parse(searchParams.get("from") ?? "") : NaN;
}

/** Drags the chart to the right again and again. */
async function swingBack(page: Page, box: { x: number; y: number; width: number; height: number }) {
  const y = box.y + box.height * 0.5;
  for (let swing = 0; swing < 12; swing++) {
    await page.mouse.move(box.x + 150, y);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.8, y, { steps: 12 });
    await page.mouse.up();
  }
}

const HOUR = 3_600_000;
const targetOf = (alarm: Alarm) => alarm.type === "target" ? alarm.targetPrice : NaN;

pairTest("PairPage opens from the board, and any usual spelling leads to it", [], async (stage) => {
  const { browser, server } = stage;
  const { page, leave } = await visit(browser, server.url);
  await page.getByRole("link", { name: "BTC/USDT" }).waitFor();
  assert.equal(await loadsChart(page), false, "the board loads nothing of the chart");
  await page.getByRole("link", { name: "BTC/USDT" }).click();
  await page.waitForURL(`**${PATH}*`);
  await page.getByRole("heading", { name: "BTC/USDT", level: 1 }).waitFor();
  await chartBox(page);
  assert.ok(await loadsChart(page));
  await page.goto(`${server.url}/pairs/btc-usdt?range=7d`);
  await page.waitForURL(`**${PATH}?range=7d*`);
  assert.ok(await page.getByRole("radio", { name: "7 d" }).isChecked());
  await leave();
});

pairTest("PairPage is complete before any script runs", [TARGET], async ({ browser, server }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(server.url + PATH);
  await page.getByText("50,000", { exact: true }).first().waitFor();
  for (const part of ["1 h", "24 h", "since added", "BTC reaches 50,150 from below", "Binance"]) {
    assert.ok(await page.getByText(part).first().isVisible(), part);
  }
  assert.ok(await page.locator(".chart-still path").first().isVisible(), "the past as a picture");
  await context.close();
});

pairTest(
  "PairPage shows each range as line and as candles, and keeps the choice",
  [],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url + PATH);
    await chartBox(page);
    const choose = async (...texts: string[]) => {
      for (const text of texts) {
        await page.locator(".chart-tools").getByText(text, { exact: true }).click();
      }
    };
    for (
      const [range, kind, step] of [
        ["1 h", "Candles", 60],
        ["4 h", "Candles", 300],
        ["7 d", "Line", 1800],
      ] as const
    ) {
      await Promise.all([
        page.waitForResponse((response) => response.url().endsWith(`step=${step}`)),
        choose(range, kind),
      ]);
      await page.locator(".chart-ready").waitFor();
    }
    await page.reload();
    assert.ok(await page.getByRole("radio", { name: "7 d" }).isChecked());
    assert.ok(await page.getByRole("radio", { name: "Line" }).isChecked());
    await leave();
  },
);

pairTest("PairPage loads older prices while one scrolls back", [], async ({ browser, server }) => {
  const { page, leave } = await visit(browser, `${server.url}${PATH}?range=1h`);
  const box = await chartBox(page);
  const [reached] = await Promise.all([
    page.waitForResponse((response) => beginning(response.url()) < Date.now() - 10 * HOUR),
    swingBack(page, box),
  ]);
  const { bars } = await reached.json();
  assert.ok(bars.length > 100, "there are prices that old");
  assert.equal(await dialog(page).count(), 0, "scrolling sets no alarm");
  await leave();
});

pairTest("PairPage moves with the price", [], async ({ browser, server, binance }) => {
  const { page, leave } = await visit(browser, server.url + PATH);
  await chartBox(page);
  binance.setPrice("BTCUSDT", 50_123.45);
  await page.locator(".pair-head").getByText("50,123.45").first().waitFor();
  await page.getByText("+2.29 %").first().waitFor();
  await leave();
});

pairTest("PairPage sets an alarm where the chart is clicked", [], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
  const box = await chartBox(page);
  await page.mouse.click(box.x + box.width / 2, box.y + 20);
  const field = dialog(page).getByRole("textbox", { name: "Price in USDT" });
  const upper = Number(await field.inputValue());
  assert.ok(upper > 50_000, `${upper} is above the price`);
  await dialog(page).getByText(/Rings when BTC rises to it/).waitFor();
  await dialog(page).getByText("Every time").click();
  await dialog(page).getByRole("button", { name: "Set alarm" }).click();
  await dialog(page).waitFor({ state: "detached" });
  const set = await alarmWhen(stage, (alarm) => targetOf(alarm) === upper);
  assert.equal(set.type === "target" && set.direction, "fromBelow");
  assert.equal(set.mode, "repeat");
  await handle(page, new RegExp(`BTC reaches ${upper.toLocaleString("en-US")}`)).waitFor();

  await page.mouse.click(box.x + box.width / 2, box.y + box.height * 0.8);
  const lower = Number(await field.inputValue());
  assert.ok(lower < 50_000, `${lower} is below the price`);
  await dialog(page).getByText(/Rings when BTC falls to it/).waitFor();
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
    await page.touchscreen.tap(at.x, at.y);
    await send("touchStart", [at]);
    await send("touchMove", [{ x: at.x - 60, y: at.y }]);
    await send("touchEnd", []);
    assert.equal(await dialog(page).count(), 0);
    await send("touchStart", [at]);
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
    const grip = handle(page, /BTC reaches 50,150/);
    const from = await grip.boundingBox();
    assert.ok(from);
    await grip.hover();
    await page.mouse.down();
    await page.mouse.move(from.x + 10, from.y + 40, { steps: 4 });
    assert.match(await grip.innerText(), /^Target ↑ · 50,\d+(\.\d+)? · \+0\.\d+ %$/);
    await page.mouse.up();
    const moved = await alarmWhen(stage, (alarm) => targetOf(alarm) < 50_150);
    assert.ok(targetOf(moved) > 50_000);
    await undo(page).click();
    await alarmWhen(stage, (alarm) => targetOf(alarm) === 50_150);
    assert.equal(await undo(page).count(), 0);
    await leave();
  },
);

pairTest(
  "PairPage takes a line itself too, and Escape or no move leaves it",
  [TARGET],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
    const box = await chartBox(page);
    const grip = await handle(page, /BTC reaches 50,150/).boundingBox();
    assert.ok(grip);
    const line = { x: box.x + box.width / 2, y: grip.y + grip.height / 2 };
    await page.mouse.move(line.x, line.y);
    await page.mouse.down();
    await page.mouse.move(line.x, line.y + 40, { steps: 4 });
    await page.keyboard.press("Escape");
    await page.mouse.up();
    assert.deepEqual((await alarmsOf(stage)).map(targetOf), [50_150]);
    assert.equal(await dialog(page).count(), 0);
    await page.mouse.move(line.x, line.y);
    await page.mouse.down();
    await page.mouse.move(line.x, line.y - 15, { steps: 4 });
    await page.mouse.up();
    await alarmWhen(stage, (alarm) => targetOf(alarm) > 50_150);
    await undo(page).waitFor();
    await leave();
  },
);

pairTest("PairPage moves a line by finger", [FROM_MAX], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`, PHONE);
  await chartBox(page);
  const grip = await handle(page, /BTC falls 0.5 % from its maximum/).boundingBox();
  assert.ok(grip);
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
    const grip = handle(page, /BTC reaches 50,1/);
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

pairTest(
  "PairPage lets go of a line whose alarm somebody else removes",
  [TARGET],
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=24h`);
    await chartBox(page);
    const grip = handle(page, /BTC reaches 50,150/);
    await grip.focus();
    await page.keyboard.press("ArrowUp");
    const response = await fetch(`${stage.server.url}/api/alarms/alarm_1`, { method: "DELETE" });
    await response.body?.cancel();
    await grip.waitFor({ state: "detached" });
    await leave();
  },
);

pairTest(
  "PairPage marks a fire where it happened",
  [TARGET],
  async ({ browser, server, binance }) => {
    const { page, leave } = await visit(browser, `${server.url}${PATH}?range=1h`);
    await chartBox(page);
    assert.equal(await page.getByText(/went off/).count(), 0);
    binance.setPrice("BTCUSDT", 50_200);
    await page.getByRole("alertdialog").getByRole("button", { name: "Silence" }).click();
    await page.getByText(/1 alarm went off in the time shown/).waitFor();
    await page.reload();
    await page.getByText(/1 alarm went off in the time shown/).waitFor();
    await leave();
  },
);

pairTest(
  "PairPage says that a pair is not watched, and watches it on demand",
  [],
  async (stage) => {
    stage.binance.setPrice("ETHUSDT", 3_000);
    const { page, complaints } = await visit(stage.browser, `${stage.server.url}/pairs/eth_usdt`);
    await page.getByRole("heading", { name: "ETHUSDT is not watched" }).waitFor();
    await page.getByRole("button", { name: "Watch ETHUSDT" }).click();
    await page.getByRole("heading", { name: "ETH/USDT", level: 1 }).waitFor();
    await page.locator(".chart-ready canvas").first().waitFor();
    assert.deepEqual(complaints.filter((text) => !text.includes("404")), []);
  },
);

pairTest(
  "PairPage says when the past cannot be loaded, and loads it on demand",
  [],
  async (stage) => {
    const { page, complaints } = await visit(stage.browser, stage.server.url + PATH);
    await chartBox(page);
    await page.route("**/history?*", (route) => route.abort());
    await page.getByText("7 d", { exact: true }).click();
    await page.getByText("The past prices could not be loaded.").waitFor();
    await page.unroute("**/history?*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.locator(".chart-ready").waitFor();
    assert.deepEqual(complaints.filter((text) => !text.includes("ERR_FAILED")), []);
  },
);

pairTest("PairPage fits a phone without scrolling sideways", [TARGET, FROM_MAX], async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url + PATH, PHONE);
  await chartBox(page);
  const [wide, width] = await page.evaluate(() => [
    document.documentElement.scrollWidth,
    innerWidth,
  ]);
  assert.ok((wide ?? 0) <= (width ?? 0), `${wide} of ${width}`);
  const ranges = await page.getByRole("group", { name: "Time shown" }).boundingBox();
  assert.ok(ranges && ranges.y + ranges.height <= 844, "the ranges are in reach of a thumb");
  await leave();
});

pairTest("PairPage holds what axe knows of accessibility", [TARGET, FROM_MAX], async (stage) => {
  for (const colorScheme of ["light", "dark"] as const) {
    const { page, leave } = await visit(stage.browser, stage.server.url + PATH, { colorScheme });
    await chartBox(page);
    await assertAccessible(page, colorScheme);
    await leave();
  }
});

pairTest(
  "PairPage tells how closely the time in sight was watched, also without script",
  [],
  async ({ browser, server }) => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const still = await context.newPage();
    await still.goto(server.url + PATH);
    await still.getByText("not watched 2 h").waitFor();
    await context.close();
    const { page, leave } = await visit(browser, server.url + PATH);
    await chartBox(page);
    await page.getByText("not watched 2 h").waitFor();
    await page.getByRole("group", { name: "Time shown" }).getByText("1 h").click();
    await page.getByText(/not watched/).waitFor({ state: "detached" });
    await leave();
  },
);
