import type { Browser, CDPSession, Page } from "playwright-core";
import { viewCookie } from "@/lib/live/board/board_view.ts";
import type { BoardView } from "@/lib/live/board/board_view.ts";
import type { BusyBoard } from "./busy_board.ts";

/** How a page kept up with frames of prices; times in milliseconds. */
export interface Smoothness {
  readonly frames: number;
  /** Processor time of the page's own thread, for each frame of prices. */
  readonly cpu: number;
  /** Tasks longer than 50 ms, and the longest one, by the clock on the wall; 0 where there was none. */
  readonly longTasks: number;
  readonly longest: number;
  /** Rows in the document. */
  readonly rows: number;
}

declare global {
  /** In the browser: how long each task over 50 ms took. */
  var longTasks: number[];
}

/** Opens the board as a view shows it, and leaves it alone until it is calm. */
export async function openBoard(
  browser: Browser,
  board: BusyBoard,
  view: BoardView,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = "", value = ""] = viewCookie(view).split(";")[0]?.split("=") ?? [];
  await context.addCookies([{ name, value, url: board.url }]);
  const page = await context.newPage();
  await page.goto(board.url);
  await page.getByText("Live", { exact: true }).first().waitFor();
  await page.evaluate(watchLongTasks);
  await page.waitForTimeout(3_000);
  return page;
}

/** Runs in the browser. */
function watchLongTasks(): void {
  globalThis.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) globalThis.longTasks.push(duration);
  }).observe({ type: "longtask" });
}

/** What the page does while `act` goes on. */
export async function smoothnessOf(
  page: Page,
  board: BusyBoard,
  act: () => Promise<void>,
): Promise<Smoothness> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  await page.evaluate(() => globalThis.longTasks = []);
  const [before, framesBefore] = [await taskMs(session), board.frames()];
  await act();
  const [after, frames] = [await taskMs(session), board.frames() - framesBefore];
  const longTasks = await page.evaluate(() => globalThis.longTasks);
  await session.detach();
  return {
    frames,
    cpu: (after - before) / frames,
    longTasks: longTasks.length,
    longest: Math.max(0, ...longTasks),
    rows: await page.locator("article").count(),
  };
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
}
