import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const LONG_WORD = "x".repeat(300);
const SCREENS = [{ width: 390, height: 844 }, { width: 1440, height: 900 }];
const PHONES = [
  { name: "320 px wide", width: 320, fontSize: "100%" },
  { name: "390 px wide with text at 200 %", width: 390, fontSize: "200%" },
];

/** Paths of all pages there are, with alarms on them whose note is one long word. */
async function allPages({ api }: PageStage): Promise<readonly string[]> {
  const alarm = { type: "target", targetPrice: 55_000, direction: "fromBelow", note: LONG_WORD };
  const path = "/api/pairs/BTCUSDT/alarms";
  const { alarm: { id } } = await api("POST", path, alarm) as { alarm: { id: string } };
  await api("PATCH", `/api/alarms/${id}`, { note: `y${LONG_WORD.slice(1)}` });
  return [
    "/",
    "/alarms",
    `/alarms/${id}`,
    "/pairs/BTCUSDT",
    "/charts",
    "/log",
    "/log?show=changes",
    "/channels",
    "/settings",
  ];
}

/** Fails, and names what is too wide, when the page can be scrolled sideways. */
async function assertFits(page: Page, where: string): Promise<void> {
  const tooWide = await page.evaluate(() => {
    const { scrollWidth } = document.documentElement;
    if (scrollWidth <= innerWidth) return [];
    const wide = [...document.body.querySelectorAll("*")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth);
    return [
      `${scrollWidth} px`,
      ...wide.map(({ tagName, className }) => `${tagName}.${className}`),
    ];
  });
  assert.deepEqual(tooWide, [], where);
}

/** Fails unless these can be reached by hand without scrolling sideways. */
async function assertReachable(page: Page, selector: string): Promise<void> {
  const beyond = await page.evaluate(
    (selector) =>
      [...document.querySelectorAll(selector)].flatMap((element) => {
        const { left, right } = element.getBoundingClientRect();
        const isShown = element.getClientRects().length > 0;
        if (!isShown || (left >= 0 && right <= innerWidth)) return [];
        return [`${element.getAttribute("aria-label")} from ${left} to ${right} of ${innerWidth}`];
      }),
    selector,
  );
  assert.deepEqual(beyond, [], page.url());
}

pageTest("A note of one long word makes no page wider than its window", async (stage) => {
  const paths = await allPages(stage);
  for (const viewport of SCREENS) {
    const { page, leave } = await visit(stage.browser, stage.server.url, { viewport });
    for (const path of paths) {
      await page.goto(stage.server.url + path);
      if (path === "/") await seeAlarm(page);
      await assertFits(page, `${path} at ${viewport.width} px`);
      await assertReachable(page, ".alarm-actions .button, .pick .button");
    }
    await leave();
  }
});

/** Waits for the alarm of the first pair, whose row is open from the start. */
async function seeAlarm(page: Page): Promise<void> {
  await page.locator(".pair .alarm-note").first().waitFor();
}

pageTest("A note of one long word makes no dialog wider than its window", async (stage) => {
  const { browser, server, binance } = stage;
  await allPages(stage);
  for (const viewport of SCREENS) {
    const { page, leave } = await visit(browser, server.url, { viewport });
    await page.getByRole("textbox", { name: /Alarm in one line/ }).fill(
      `btc > 90k note: ${LONG_WORD}`,
    );
    await page.getByText(/rings once/).waitFor();
    await assertFits(page, "the line's preview");
    await seeAlarm(page);
    await page.getByRole("button", { name: /^(Edit|Change)/ }).first().click();
    await page.getByRole("dialog").getByText(/^Rings when BTC/).waitFor();
    await assertDialogFits(page);
    await leave();
  }
  const visitors = [];
  for (const viewport of SCREENS) visitors.push(await visit(browser, server.url, { viewport }));
  binance.setPrice("BTCUSDT", 56_000);
  for (const { page, leave } of visitors) {
    await page.getByRole("alertdialog").waitFor();
    await assertDialogFits(page);
    await assertReachable(page, "[role=alertdialog] .button, .ringing-silence");
    await leave();
  }
});

/** A dialog may hide what it cannot show, so its own parts are measured too. */
async function assertDialogFits(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() =>
    [...document.querySelectorAll("dialog[open], dialog[open] *")]
      .filter((part) => part.getBoundingClientRect().right > innerWidth)
      .map(({ tagName, className }) => `${tagName}.${className}`)
  );
  assert.deepEqual(tooWide, []);
  await assertFits(page, "the page below the dialog");
}

for (const { name, width, fontSize } of PHONES) {
  pageTest(`No page scrolls sideways ${name}`, async (stage) => {
    const paths = await allPages(stage);
    const viewport = { width, height: 844 };
    const { page, leave } = await visit(stage.browser, stage.server.url, { viewport });
    for (const path of paths) {
      await page.goto(stage.server.url + path);
      await page.evaluate((size) => document.documentElement.style.fontSize = size, fontSize);
      if (path === "/") await seeAlarm(page);
      await assertFits(page, path);
      await assertReachable(page, ".site-head a, main a, main .button, main .input");
      await assertLabelsWhole(page, path);
    }
    await leave();
  });
}

for (const { name, width, fontSize } of PHONES) {
  pageTest(`Neither form, nor compact board, nor what rings is too wide ${name}`, async (stage) => {
    const { browser, server, binance } = stage;
    await allPages(stage);
    const viewport = { width, height: 844 };
    const { page, leave } = await visit(browser, server.url, { viewport });
    await page.evaluate((size) => document.documentElement.style.fontSize = size, fontSize);
    await page.locator(".add-pair-toggle").click();
    await page.getByRole("combobox", { name: /Pair to watch/ }).waitFor();
    await assertFits(page, "the form for a pair");
    await page.getByRole("button", { name: "Add an alarm to BTC/USDT" }).click();
    await page.getByRole("dialog").getByText("What it waits for shows here.").waitFor();
    await assertDialogFits(page);
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Filter and sort" }).click();
    await page.getByRole("button", { name: "Compact" }).click();
    await page.locator(".board-compact").waitFor();
    await assertFits(page, "the compact board");
    await assertReachable(page, "main .button, main .input");
    binance.setPrice("BTCUSDT", 56_000);
    await page.getByRole("alertdialog").waitFor();
    await assertDialogFits(page);
    await leave();
  });
}

/** Fails when the bar of pages cuts one of its words, or one covers the next. */
async function assertLabelsWhole(page: Page, where: string): Promise<void> {
  const cut = await page.locator(".nav-text").evaluateAll((labels) =>
    labels.filter((label) => {
      const place = label.parentElement?.getBoundingClientRect();
      const { left, right } = label.getBoundingClientRect();
      return place === undefined || label.scrollWidth > label.clientWidth + 1 &&
          getComputedStyle(label).overflow === "hidden" ||
        left < place.left - 1 || right > place.right + 1;
    }).map(({ textContent }) => textContent)
  );
  assert.deepEqual(cut, [], where);
}

/** Where the board changes its shape, and between. */
const BOARD_WIDTHS = [705, 740, 784, 800, 802, 820, 895, 897, 1024, 1152, 1154];

pageTest("The board cuts nothing off its rows at any width", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url);
  for (const width of BOARD_WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    const cut = await page.locator(".pair-row").evaluateAll((rows) =>
      rows.flatMap((row) => {
        const { right } = row.getBoundingClientRect();
        return [...row.children].filter((cell) => cell.getBoundingClientRect().right > right)
          .map(({ className }) => className);
      })
    );
    assert.deepEqual(cut, [], `at ${width} px`);
  }
  await leave();
});

pageTest("A row shows the line of its prices and its changes on every device", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  for (const width of [320, 390, 820, 1024, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const row = page.getByRole("article", { name: "BTC/USDT" });
    await row.locator(".spark").waitFor();
    for (const which of ["1 h", "24 h"]) {
      await row.locator(".pair-change").filter({ hasText: which }).waitFor();
    }
  }
  await leave();
});

pageTest("On a tablet held upright the board's heads and tools take a line each", async (stage) => {
  const paths = await allPages(stage);
  const viewport = { width: 768, height: 1024 };
  const { page, leave } = await visit(stage.browser, stage.server.url, { viewport });
  const middleOf = async (selector: string) => {
    const box = await page.locator(selector).first().boundingBox();
    assert.ok(box, selector);
    return box.y + box.height / 2;
  };
  const inLine = async (...selectors: readonly string[]) => {
    const middles = await Promise.all(selectors.map(middleOf));
    assert.ok(Math.max(...middles) - Math.min(...middles) < 12, `${selectors}: ${middles}`);
  };
  const change = ".board-columns > .pair-change";
  await inLine(`${change}:nth-child(5)`, `${change}:nth-child(6)`, ".column-nearest");
  await inLine(".board-title h1", ".page-head > .button-plain", ".add-pair .button");
  await page.getByRole("button", { name: "Alarms of BTC/USDT" }).click();
  await inLine(".pair-foot .range", ".pair-foot .button", ".pair-foot .button-quiet");
  for (const path of paths) {
    await page.goto(stage.server.url + path);
    await assertFits(page, path);
  }
  await leave();
});
