import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { type LocalStage, withLocalServer } from "./with_server.ts";

interface BoardStage extends LocalStage {
  readonly browser: Browser;
}

const PRICES = { BTCUSDT: 50_000, ETHUSDT: 3_000, SOLUSDT: 150, ADAUSDT: 0.5 };
const ORDER = ["BTC", "ETH", "SOL", "ADA"];

function boardTest(name: string, test: (stage: BoardStage) => Promise<void>): void {
  browserTest(name, () =>
    withLocalServer(async (stage) => {
      try {
        for (const [symbol, price] of Object.entries(PRICES)) {
          stage.binance.setPrice(symbol, price);
          await stage.client.ask("add_pair", { pair: symbol });
        }
        await inSharedChromium((browser) => test({ ...stage, browser }));
      } finally {
        await stage.client.close();
      }
    }));
}

const card = (page: Page, base: string) => page.getByRole("article", { name: `${base}/USDT` });
const grip = (page: Page, base: string) =>
  page.getByRole("button", { name: `Move ${base}/USDT`, exact: true });
const rows = (page: Page) =>
  page.locator("article h2").evaluateAll((names) =>
    names.map(({ textContent }) => (textContent ?? "").split("/")[0] ?? "")
  );

/** Waits until the rows stand in this order. */
async function waitForOrder(page: Page, order: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll("article h2")]
        .map(({ textContent }) => (textContent ?? "").split("/")[0]).join() === wanted,
    order.join(),
  );
}

/** Presses a grip and draws it over another row, without letting go. */
async function dragOver(page: Page, from: string, to: string): Promise<void> {
  await grip(page, from).hover();
  await page.mouse.down();
  // The rows close while one is dragged, so where the other is must be asked after that.
  const box = await card(page, to).boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 4 });
}

boardTest(
  "A row that is dragged to another place is there for everybody, and stays",
  async (stage) => {
    const { browser, server, client } = stage;
    const [ann, bob] = [await visit(browser, server.url), await visit(browser, server.url)];
    await dragOver(ann.page, "ADA", "BTC");
    await waitForOrder(ann.page, ["ADA", "BTC", "ETH", "SOL"]);
    await waitForOrder(bob.page, ORDER);
    await ann.page.mouse.up();
    await waitForOrder(bob.page, ["ADA", "BTC", "ETH", "SOL"]);
    const { data } = await client.next("pairs_reordered");
    assert.deepEqual(data.pairs, ["ADAUSDT", "BTCUSDT", "ETHUSDT", "SOLUSDT"]);
    await bob.page.reload();
    assert.deepEqual(await rows(bob.page), ["ADA", "BTC", "ETH", "SOL"]);

    await dragOver(ann.page, "SOL", "ADA");
    await waitForOrder(ann.page, ["SOL", "ADA", "BTC", "ETH"]);
    await ann.page.keyboard.press("Escape");
    await waitForOrder(ann.page, ["ADA", "BTC", "ETH", "SOL"]);
    await ann.page.mouse.up();
    await ann.leave();
    await bob.leave();
  },
);

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

boardTest("On a phone prices come first, and the form for a pair unfolds", async (stage) => {
  const { browser, server, binance } = stage;
  const { page, leave } = await visit(browser, server.url, PHONE);
  const first = await card(page, "BTC").boundingBox();
  assert.ok(
    first !== null && first.y < PHONE.viewport.height / 2,
    `the first row is at ${first?.y}`,
  );
  const field = page.getByRole("textbox", { name: /^Pair to watch/ });
  assert.equal(await field.isVisible(), false);

  binance.setPrice("LTCUSDT", 80);
  const toggle = page.getByRole("button", { name: "Add a pair" });
  await toggle.tap();
  // The form has the focus, so the keyboard is there.
  await page.keyboard.type("ltcusdt");
  await page.keyboard.press("Enter");
  await card(page, "LTC").waitFor();
  await toggle.tap();
  await field.waitFor({ state: "hidden" });
  await leave();
});

boardTest("A finger drags a row", async ({ browser, server, client }) => {
  const { page, leave } = await visit(browser, server.url, PHONE);
  const touch = await page.context().newCDPSession(page);
  const send = (
    type: "touchStart" | "touchMove" | "touchEnd",
    points: { x: number; y: number }[],
  ) => touch.send("Input.dispatchTouchEvent", { type, touchPoints: points });
  await card(page, "BTC").getByRole("button", { name: /^Alarms of/ }).click();
  await grip(page, "ETH").scrollIntoViewIfNeeded();
  const from = await grip(page, "ETH").boundingBox();
  assert.ok(from !== null);
  const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
  await send("touchStart", [{ x, y }]);
  const to = await card(page, "BTC").boundingBox();
  assert.ok(to !== null);
  for (const part of [0.3, 0.6, 1]) {
    await send("touchMove", [{ x, y: y + (to.y + to.height / 2 - y) * part }]);
  }
  await waitForOrder(page, ["ETH", "BTC", "SOL", "ADA"]);
  await send("touchEnd", []);
  await client.next("pairs_reordered");
  await page.reload();
  assert.deepEqual(await rows(page), ["ETH", "BTC", "SOL", "ADA"]);
  await leave();
});

boardTest("Keys move a row, and say where it is", async ({ browser, server }) => {
  const [ann, bob] = [await visit(browser, server.url), await visit(browser, server.url)];
  const { keyboard } = ann.page;
  const said = ann.page.locator("[aria-live=assertive]");
  const says = (text: RegExp) => said.filter({ hasText: text }).waitFor({ state: "attached" });
  await grip(ann.page, "SOL").focus();
  await keyboard.press("Space");
  await says(/^Picked up, place 3 of 4/);
  await keyboard.press("ArrowUp");
  await says(/^place 2 of 4$/);
  await keyboard.press("Home");
  await waitForOrder(ann.page, ["SOL", "BTC", "ETH", "ADA"]);
  await keyboard.press("Escape");
  await says(/^Not moved$/);
  await waitForOrder(ann.page, ORDER);

  await keyboard.press("Space");
  await keyboard.press("End");
  await keyboard.press("Space");
  await says(/^Put at place 4 of 4$/);
  await waitForOrder(bob.page, ["BTC", "ETH", "ADA", "SOL"]);
  assert.equal(await ann.page.evaluate(() => document.activeElement?.ariaLabel), "Move SOL/USDT");
  await ann.leave();
  await bob.leave();
});

boardTest(
  "Order, filter and density are remembered, and the page comes with them",
  async (stage) => {
    const { browser, server, client, binance } = stage;
    const target = { type: "target", targetPrice: 3_100, direction: "any" };
    await client.ask("add_alarm", { pair: "ETHUSDT", alarm: target });
    const { page, leave } = await visit(browser, server.url);
    await page.getByRole("combobox", { name: "Order of the pairs" }).selectOption("Name");
    await waitForOrder(page, ["ADA", "BTC", "ETH", "SOL"]);
    assert.equal(await page.getByRole("button", { name: /^Move / }).count(), 0);
    await page.getByRole("button", { name: "Reverse the order" }).click();
    await waitForOrder(page, ["SOL", "ETH", "BTC", "ADA"]);
    await page.getByRole("combobox", { name: "Order of the pairs" }).selectOption("Nearest alarm");
    await waitForOrder(page, ["ETH", "BTC", "SOL", "ADA"]);
    await page.getByRole("combobox", { name: "Order of the pairs" }).selectOption("Name");
    await page.getByRole("button", { name: "Reverse the order" }).click();
    await page.getByRole("button", { name: "Compact" }).click();
    await page.locator(".board-compact").waitFor();

    // The same browser without scripts: the order is in the page and not in what wakes later.
    const cookies = await page.context().cookies();
    const still = await browser.newContext({ javaScriptEnabled: false });
    await still.addCookies(cookies);
    const page2 = await still.newPage();
    await page2.goto(server.url);
    assert.deepEqual(await rows(page2), ["SOL", "ETH", "BTC", "ADA"]);
    assert.equal(await page2.locator(".board-compact").count(), 1);
    await still.close();

    await page.getByRole("combobox", { name: "Which pairs" }).selectOption("With alarms");
    await waitForOrder(page, ["ETH"]);
    await page.reload();
    assert.deepEqual(await rows(page), ["ETH"]);
    await page.getByRole("combobox", { name: "Which pairs" }).selectOption("Ringing");
    await page.getByText("No pair that rings.").waitFor();
    await page.getByRole("button", { name: "Show all pairs" }).click();
    await waitForOrder(page, ["SOL", "ETH", "BTC", "ADA"]);
    binance.setPrice("ETHUSDT", 3_000);
    await leave();
  },
);

declare global {
  /** In the browser: which ways the price of BTCUSDT lit up. */
  var lights: string[];
}

/** Runs in the browser: a light goes out before a busy machine has looked for it. */
function noteLights(): void {
  globalThis.lights = [];
  new MutationObserver(() => {
    const lit = document.querySelector('[data-pair="BTCUSDT"] .price-lit');
    const way = lit && (lit.classList.contains("price-up") ? "up" : "down");
    if (way && globalThis.lights.at(-1) !== way) globalThis.lights.push(way);
  }).observe(document.body, { subtree: true, childList: true, attributes: true });
}

boardTest(
  "A price that moves lights up, and rows tell the change and the nearest alarm",
  async (stage) => {
    const { browser, server, client, binance } = stage;
    const target = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
    await client.ask("add_alarm", { pair: "BTCUSDT", alarm: target });
    const { page, leave } = await visit(browser, server.url);
    assert.equal(await page.locator(".price-up, .price-down").count(), 0);
    await page.evaluate(noteLights);
    binance.setPrice("BTCUSDT", 51_000);
    await card(page, "BTC").locator(".price-up").waitFor();
    await card(page, "BTC").getByText("+2.00 %").first().waitFor();
    binance.setPrice("BTCUSDT", 50_000);
    await card(page, "BTC").locator(".price-down").waitFor();
    assert.deepEqual(await page.evaluate(() => globalThis.lights), ["up", "down"]);
    await page.waitForFunction(() => document.querySelector(".price-lit") === null);
    await card(page, "BTC").locator(".nearest").getByText("+10 %").waitFor();
    await leave();
  },
);

boardTest("A row unfolds by key and by click, and its alarms can be worked on", async (stage) => {
  const { browser, server, client } = stage;
  const target = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
  await client.ask("add_alarm", { pair: "BTCUSDT", alarm: target });
  const { page, leave } = await visit(browser, server.url);
  const words = card(page, "BTC").getByText("BTC crosses above 55,000");
  const toggle = card(page, "BTC").getByRole("button", { name: "Alarms of BTC/USDT" });
  await words.waitFor();
  await toggle.focus();
  await page.keyboard.press("Enter");
  await words.waitFor({ state: "detached" });
  assert.equal(await toggle.getAttribute("aria-expanded"), "false");
  await card(page, "BTC").locator(".nearest").click();
  await words.waitFor();

  await card(page, "BTC").getByRole("button", { name: "Snooze" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "1 hour" }).click();
  await card(page, "BTC").getByText("Snoozed").waitFor();
  await card(page, "BTC").getByText("none armed").waitFor();
  await card(page, "BTC").getByRole("button", { name: "Re-arm" }).click();
  await card(page, "BTC").getByText("Armed").waitFor();
  await leave();
});

boardTest("The board holds what axe knows of accessibility", async (stage) => {
  const { browser, server, client, binance } = stage;
  const target = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
  await client.ask("add_alarm", { pair: "BTCUSDT", alarm: target });
  binance.setPrice("BTCUSDT", 51_000);
  binance.setPrice("ETHUSDT", 2_900);
  const { page, leave } = await visit(browser, server.url);
  await assertAccessible(page, "open");
  await page.getByRole("button", { name: "Compact" }).click();
  await assertAccessible(page, "compact");
  for (const symbol of Object.keys(PRICES)) await client.ask("remove_pair", { pair: symbol });
  await page.getByText("Nothing is watched yet").waitFor();
  await assertAccessible(page, "empty");
  await leave();
});
