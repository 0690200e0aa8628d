import assert from "node:assert/strict";
import type { Browser, Page, WebSocket } from "playwright-core";
import { FIRST_VIEW } from "@/lib/client/board/view.ts";
import { type BusyBoard, startBusyBoard } from "../../bench/browser/busy_board.ts";
import { setHidden } from "../../bench/browser/heard_bytes.ts";
import { openBoard } from "../../bench/browser/smoothness.ts";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { until } from "../timeouts.ts";

interface Message {
  readonly event: string;
  readonly data: { prices?: { pair: string }[]; pairs?: string[]; perSecond?: number };
}

/** A board of 1,000 pairs whose prices count frames, and what its page says and hears from now on. */
function boardTest(
  name: string,
  test: (page: Page, board: BusyBoard, wire: Wire) => Promise<void>,
): void {
  browserTest(name, async () => {
    const folder = await Deno.makeTempDir();
    const board = await startBusyBoard({ pairs: 1_000, framesPerSecond: 4, folder, isCount: true });
    try {
      await inSharedChromium((browser) => withWire(browser, board, test));
    } finally {
      await board.stop();
      await Deno.remove(folder, { recursive: true });
    }
  });
}

async function withWire(
  browser: Browser,
  board: BusyBoard,
  test: (page: Page, board: BusyBoard, wire: Wire) => Promise<void>,
): Promise<void> {
  const page = await openBoard(browser, board, FIRST_VIEW, 0);
  const wire = new Wire();
  const opened = page.waitForEvent("websocket");
  await page.reload();
  wire.follow(await opened);
  await page.locator("[data-phase=live]").waitFor();
  await test(page, board, wire);
  await page.context().close();
}

class Wire {
  readonly heard: Message[] = [];
  readonly said: Message[] = [];

  follow(socket: WebSocket): void {
    const read = (payload: string | Uint8Array) => JSON.parse(String(payload)) as Message;
    socket.on("framereceived", ({ payload }) => void this.heard.push(read(payload)));
    socket.on("framesent", ({ payload }) => void this.said.push(read(payload)));
  }

  prices(): string[][] {
    return this.heard.filter(({ event }) => event === "price_update")
      .map(({ data }) => (data.prices ?? []).map(({ pair }) => pair));
  }
}

/** Symbols and prices of the rows in sight. */
function rowsInSight(): { symbol: string; count: number }[] {
  return [...document.querySelectorAll<HTMLElement>("article[data-pair]")].filter((row) => {
    const { top, bottom } = row.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }).map((row) => ({
    symbol: row.dataset["pair"] ?? "",
    count: Number(row.querySelector("data")?.value ?? NaN),
  }));
}

boardTest(
  "A board hears the prices of its rows in sight, and of others once they are",
  async (page, board, wire) => {
    const rows = (await page.evaluate(rowsInSight)).map(({ symbol }) => symbol);
    assert.ok(rows.length > 5 && rows.length < 40, `${rows.length} rows are in sight`);
    // Where a row ends, and where it is seen to end, is not the same to a pixel.
    const isOfRows = (prices: readonly string[]) =>
      prices.length > 0 && prices.filter((symbol) => !rows.includes(symbol)).length <= 2;
    await until(() => isOfRows(wire.prices().at(-1) ?? []), "prices of these rows come");
    const before = wire.prices().length;
    await until(() => wire.prices().length > before + 4, "more prices come");
    assert.ok(wire.prices().slice(before).every(isOfRows));
    await page.evaluate(() => scrollTo(0, 30_000));
    // All of them show a price that was the newest a moment ago, though each waited unheard until now.
    await until(async () => {
      const now = board.frames();
      const seen = await page.evaluate(rowsInSight);
      return seen.length > 5 && seen.every(({ count }) => count > 10_000 + now - 4);
    }, "the rows that came into sight are up to date");
  },
);

boardTest(
  "A hidden board hears no prices, rings, and is up to date when it is back",
  async (page, board, wire) => {
    await until(() => wire.prices().length > 2, "prices come");
    await setHidden(page, true);
    await until(() => wire.said.at(-1)?.data.perSecond === 0, "the page wants none");
    const before = board.frames();
    await until(() => board.frames() > before + 2, "what was on its way has come");
    const [heard, frames] = [wire.prices().length, board.frames()];
    await until(() => board.frames() > frames + 8, "eight more moves");
    assert.equal(wire.prices().length, heard);

    await fetch(`${board.url}/api/alarms/${board.alarm}/test`, { method: "POST" });
    await page.getByRole("alertdialog").waitFor();
    await setHidden(page, false);
    await until(() => wire.prices().length > heard, "prices come again");
    await until(async () => {
      const now = board.frames();
      const seen = await page.evaluate(rowsInSight);
      return seen.length > 5 && seen.every(({ count }) => count > 10_000 + now - 4);
    }, "the rows are up to date");
  },
);
