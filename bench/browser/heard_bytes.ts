import type { Browser, Page } from "playwright-core";
import { FIRST_VIEW } from "@/lib/client/board/view.ts";
import type { BusyBoard } from "./busy_board.ts";
import { openBoard } from "./smoothness.ts";

/** What a page heard over its socket, by the browser's own network events. */
interface Heard {
  readonly bytes: number;
  readonly frames: number;
}

/** Opens the board, and counts what it hears from its first frame on. */
export async function listen(browser: Browser, board: BusyBoard) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const heard = { bytes: 0, frames: 0 };
  session.on("Network.webSocketFrameReceived", ({ response }) => {
    heard.bytes += new TextEncoder().encode(response.payloadData).length;
    heard.frames++;
  });
  await page.goto(board.url);
  await page.getByText("Live", { exact: true }).first().waitFor();
  /** What was heard since this was asked the last time. */
  const news = (): Heard => {
    const sum = { ...heard };
    heard.bytes = heard.frames = 0;
    return sum;
  };
  return { page, news, leave: () => context.close() };
}

/** Nobody looks at the page any more, or somebody does again, as far as it can know. */
export async function setHidden(page: Page, isHidden: boolean): Promise<void> {
  await page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { configurable: true, get: () => state });
    document.dispatchEvent(new Event("visibilitychange"));
  }, isHidden ? "hidden" : "visible");
}

declare global {
  /** In the browser: for how long at most a row in sight showed an old price, in milliseconds. */
  var oldestRow: number;
}

/** Runs in the browser: looks with each drawing how old the rows in sight are; their prices count frames. */
function watchRows(): void {
  globalThis.oldestRow = 0;
  let newest = 0;
  const oldSince = new Map<string, number>();
  const look = () => {
    const now = performance.now();
    const seen = [...document.querySelectorAll<HTMLElement>("article[data-pair]")].filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > 0 && top < innerHeight;
    });
    const rows = seen.map((row) => ({
      symbol: row.dataset["pair"] ?? "",
      count: Number(row.querySelector("data")?.value ?? NaN),
    }));
    newest = Math.max(newest, ...rows.map(({ count }) => count || 0));
    const old = rows.filter(({ count }) => !(count >= newest - 1)).map(({ symbol }) => symbol);
    for (const symbol of oldSince.keys()) if (!old.includes(symbol)) oldSince.delete(symbol);
    for (const symbol of old) {
      const since = oldSince.get(symbol) ?? now;
      oldSince.set(symbol, since);
      globalThis.oldestRow = Math.max(globalThis.oldestRow, now - since);
    }
    requestAnimationFrame(look);
  };
  look();
}

/** For how long at most a row in sight showed an old price while somebody scrolled; the board's prices must count. */
export async function oldestWhile(
  browser: Browser,
  board: BusyBoard,
  scroll: (page: Page) => Promise<void>,
): Promise<number> {
  const page = await openBoard(browser, board, FIRST_VIEW);
  await page.evaluate(watchRows);
  await scroll(page);
  const oldest = await page.evaluate(() => globalThis.oldestRow);
  await page.context().close();
  return oldest;
}
