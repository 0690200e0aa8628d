import type { Browser, CDPSession, Page } from "playwright-core";
import { type BoardView, viewCookie } from "@/lib/client/board/view.ts";
import type { BusyBoard } from "./busy_board.ts";
import { traceTasks } from "./trace_tasks.ts";

/** How a page kept up with frames of prices; times in milliseconds. */
export interface Smoothness {
  readonly frames: number;
  /** Processor time of the page's own thread, for each frame of prices. */
  readonly cpu: number;
  /** Tasks longer than 50 ms, and the longest one, by the clock on the wall. */
  readonly longTasks: number;
  readonly longest: number;
  /** The most processor time that one task took. */
  readonly busiest: number;
  /** Rows in the document. */
  readonly rows: number;
}

const LONG_TASK_MS = 50;

/** Opens the board as a view shows it, and leaves it alone for a while to become calm. */
export async function openBoard(
  browser: Browser,
  board: BusyBoard,
  view: BoardView,
  calmMs = 3_000,
): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const [name = "", value = ""] = viewCookie(view).split(";")[0]?.split("=") ?? [];
  await context.addCookies([{ name, value, url: board.url }]);
  const page = await context.newPage();
  await page.goto(board.url);
  await page.getByText("Live", { exact: true }).first().waitFor();
  await page.waitForTimeout(calmMs);
  return page;
}

/** What the page does while `act` goes on. */
export async function smoothnessOf(
  browser: Browser,
  page: Page,
  board: BusyBoard,
  act: () => Promise<void>,
): Promise<Smoothness> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const [before, framesBefore] = [await taskMs(session), board.frames()];
  const tasks = await traceTasks(browser, page, act);
  const [after, frames] = [await taskMs(session), board.frames() - framesBefore];
  await session.detach();
  return {
    frames,
    cpu: (after - before) / frames,
    longTasks: tasks.filter(({ ms }) => ms > LONG_TASK_MS).length,
    longest: tasks.reduce((most, { ms }) => Math.max(most, ms), 0),
    busiest: tasks.reduce((most, { cpuMs }) => Math.max(most, cpuMs), 0),
    rows: await page.locator("article, .pick").count(),
  };
}

async function taskMs(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1_000 * (metrics.find(({ name }) => name === "TaskDuration")?.value ?? NaN);
}
