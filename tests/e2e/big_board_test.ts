import assert from "node:assert/strict";
import type { Browser, Page, Response } from "playwright-core";
import { type BusyBoard, startBusyBoard } from "../../bench/browser/busy_board.ts";
import { weighPage } from "../../bench/browser/page_weight.ts";
import { openBoard } from "../../bench/browser/smoothness.ts";
import { FIRST_VIEW } from "@/lib/client/board/view.ts";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { until, untilFits } from "../timeouts.ts";

/** The board must be lighter than this, compressed: what the desk may weigh with watchlists and tags. */
const MOST_SCRIPT = 70_000;
/** A tenth of what counts as good. */
const MOST_SHIFT = 0.01;
/** What of a row may change with a frame of prices: its price, its changes, its line, its distances. */
const MOST_CHANGES_A_ROW = 20;

declare global {
  /** In the browser. */
  var middleRow: () => number;
  /** In the browser. */
  var changes: { places: number };
}

function busyTest(
  name: string,
  pairs: number,
  test: (browser: Browser, board: BusyBoard) => Promise<void>,
): void {
  browserTest(name, async () => {
    const folder = await Deno.makeTempDir();
    const board = await startBusyBoard({ pairs, framesPerSecond: 4, folder });
    try {
      await inSharedChromium((browser) => test(browser, board));
    } finally {
      await board.stop();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

const names = (page: Page) =>
  page.locator("article").evaluateAll((rows) =>
    rows.map((row) => (row as HTMLElement).dataset["pair"])
  );

busyTest(
  "A thousand pairs are shown as they are seen, and scrolled to",
  1_000,
  async (browser, board) => {
    const page = await openBoard(browser, board, FIRST_VIEW, 0);
    const atTop = await names(page);
    assert.equal(atTop[0], "A0USDT");
    assert.ok(atTop.length < 60, `${atTop.length} rows are rendered`);
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(height > 1_000 * 40, `the page is ${height} px high`);

    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
    await page.locator('[data-pair="A999USDT"]').waitFor();
    // Rows come and go with drawings, which a busy machine makes late.
    const shown = (fits: (rows: Awaited<ReturnType<typeof names>>) => boolean, what: string) =>
      untilFits(() => names(page), fits, what);
    await shown((rows) => !rows.includes("A0USDT"), "the rows at the top are gone");
    await page.getByRole("searchbox", { name: "Find a pair" }).fill("a77");
    const found = await shown((rows) => rows.length === 11, "A77 and A770 to A779 are shown");
    assert.deepEqual(found.slice(0, 2), ["A77USDT", "A770USDT"]);
  },
);

/** Number of the pair whose row is in the middle of the screen. */
function middleRow(): number {
  // One of the two is a row where the other is the room between two rows.
  const rows = [500, 504].map((y) =>
    document.elementFromPoint(700, y)?.closest<HTMLElement>("[data-pair]")
  );
  const symbol = rows.find(Boolean)?.dataset["pair"];
  return Number(symbol?.replace(/\D/g, "") ?? NaN);
}

for (const isCompact of [false, true]) {
  const name = `A wheel goes through a thousand ${isCompact ? "compact " : ""}rows without a gap`;
  busyTest(name, 1_000, async (browser, board) => {
    const page = await openBoard(browser, board, { ...FIRST_VIEW, isCompact }, 0);
    await page.locator(".pair-toggle").nth(3).click();
    await page.mouse.move(700, 500);
    await page.evaluate(`globalThis.middleRow = ${middleRow}`);
    let last = -1;
    for (let turn = 0; turn < (isCompact ? 14 : 25); turn++) {
      await page.mouse.wheel(0, 377);
      const next = await page.waitForFunction((before) => {
        const row = globalThis.middleRow();
        return row > before && row;
      }, last);
      last = Number(await next.jsonValue());
    }
    assert.ok(last > 100, `row ${last} is in the middle of the screen`);
  });
}

/** Runs in the browser: how many places of the page change from now on. */
function countChanges(): void {
  globalThis.changes = { places: 0 };
  const count = (records: readonly MutationRecord[]) => globalThis.changes.places += records.length;
  const list = document.querySelector("main") ?? document.body;
  const what = { subtree: true, childList: true, characterData: true, attributes: true };
  new MutationObserver(count).observe(list, what);
}

busyTest(
  "A thousand moving prices change what is in sight alone",
  1_000,
  async (browser, board) => {
    for (const isCompact of [false, true]) {
      const page = await openBoard(browser, board, { ...FIRST_VIEW, isCompact }, 0);
      await page.locator("article").first().waitFor();
      const rows = await page.locator("article").count();
      await page.evaluate(countChanges);
      const before = board.frames();
      await until(() => board.frames() >= before + 6, "six frames more");
      const { places } = await page.evaluate(() => globalThis.changes);
      const frames = board.frames() - before + 1;
      assert.ok(places > 0, "prices move");
      const most = MOST_CHANGES_A_ROW * rows * frames;
      assert.ok(places <= most, `${places} changes of ${rows} rows by ${frames} frames`);
      await page.context().close();
    }
  },
);

busyTest("A hundred pairs fit on one screen when it is compact", 100, async (browser, board) => {
  const page = await openBoard(browser, board, { ...FIRST_VIEW, isCompact: true }, 0);
  await page.evaluate(() => scrollTo(0, 0));
  const { bottom, count } = await page.evaluate(() => {
    const rows = [...document.querySelectorAll("article .pair-row")];
    return {
      bottom: Math.max(...rows.map((row) => row.getBoundingClientRect().bottom)),
      count: rows.length,
    };
  });
  assert.equal(count, 100);
  assert.ok(bottom <= 900, `the last row ends at ${bottom} px of 900`);
});

for (const pairs of [0, 5, 150]) {
  busyTest(`The board of ${pairs} pairs is light, and nothing moves when it wakes`, pairs, async (
    browser,
    board,
  ) => {
    const { bytes, shift } = await weighPage(browser, board.url);
    assert.ok(bytes.script < MOST_SCRIPT, `${bytes.script} bytes of script`);
    assert.ok(shift < MOST_SHIFT, `layout shift ${shift}`);
  });
}

busyTest("No page brings a schema library to the browser", 5, async (browser, board) => {
  for (const path of ["/", `/pairs/${board.symbol}`, "/log", "/alarms"]) {
    const page = await browser.newPage();
    const scripts: Response[] = [];
    page.on("response", (response) => {
      if (response.request().resourceType() === "script") scripts.push(response);
    });
    await page.goto(board.url + path, { waitUntil: "networkidle" });
    assert.ok(scripts.length > 3, path);
    const texts = await Promise.all(scripts.map((script) => script.text()));
    for (const text of texts) assert.ok(!/ZodError|_zod\b/.test(text), path);
    await page.close();
  }
});
