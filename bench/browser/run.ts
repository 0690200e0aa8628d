import type { Browser, Page } from "playwright-core";
import { FIRST_VIEW } from "@/lib/client/board/view.ts";
import { launchChromium } from "../../tests/browser/chromium.ts";
import { machine } from "../machine.ts";
import { median } from "../statistics.ts";
import { withFolder } from "../with_folder.ts";
import { type BusyBoard, startBusyBoard } from "./busy_board.ts";
import { listen, oldestWhile, setHidden } from "./heard_bytes.ts";
import { markdown } from "./markdown.ts";
import { FAST_3G, type PageWeight, weighPage } from "./page_weight.ts";
import { openBoard, type Smoothness, smoothnessOf } from "./smoothness.ts";

const FRAMES_PER_SECOND = 4;
const CALM_MS = 15_000;
const WHEEL_TURNS = 60;
const LOADS = 7;
const MINUTE = 60_000;

/** What {@linkcode smoothCells} says, behind the rows. */
const SMOOTHNESS = ["frames", "CPU a frame", "over 50 ms", "longest", "most processor"];

type Case = (browser: Browser) => Promise<string>;
type Cells = (string | number)[];

const CASES: Readonly<Record<string, Case>> = {
  ...{ pages: (browser) => pages(browser), slow: (browser) => pages(browser, FAST_3G) },
  ...{ board, alarms, charts },
  ...{ scrolled, memory, bytes },
};
/** They take ten minutes and must be named. */
const LONG: ReadonlySet<string> = new Set(["memory", "bytes"]);

/** Weighs each page, as a new browser opens it, on a board of five pairs; over a slow link if told so. */
async function pages(browser: Browser, link?: typeof FAST_3G): Promise<string> {
  return await withBoard(5, async ({ url, alarm, symbol }) => {
    const paths = ["/", `/pairs/${symbol}`, "/log", "/alarms", `/alarms/${alarm}`, "/settings"];
    const rows: Cells[] = [];
    for (const path of paths) {
      const weights: PageWeight[] = [];
      for (let load = 0; load < LOADS; load++) {
        weights.push(await weighPage(browser, url + path, link));
      }
      rows.push(weightCells(path.replace(alarm, ":id"), weights));
    }
    const head = [
      "page",
      "requests",
      "script",
      "styles",
      "HTML",
      "first paint",
      "live",
      "layout shift",
    ];
    return markdown(head, rows);
  });
}

function weightCells(path: string, weights: readonly PageWeight[]): Cells {
  const middle = (pick: (weight: PageWeight) => number) => median(weights.map(pick));
  const kilobytes = (kind: keyof PageWeight["bytes"]) =>
    `${(middle(({ bytes }) => bytes[kind]) / 1_000).toFixed(1)} KB`;
  return [
    ...[`\`${path}\``, middle(({ requests }) => requests)],
    ...[kilobytes("script"), kilobytes("stylesheet"), kilobytes("document")],
    `${middle(({ firstPaint }) => firstPaint).toFixed(0)} ms`,
    `${middle(({ live }) => live).toFixed(0)} ms`,
    Math.max(...weights.map(({ shift }) => shift)).toFixed(4),
  ];
}

/** Watches the board of 1,000 pairs at rest and while somebody scrolls. */
async function board(browser: Browser): Promise<string> {
  return await withBoard(1_000, async (busy) => {
    const rows: Cells[] = [];
    for (const isCompact of [false, true]) {
      const page = await openBoard(browser, busy, { ...FIRST_VIEW, isCompact });
      const name = isCompact ? "1,000 pairs, compact" : "1,000 pairs";
      const rest = () => page.waitForTimeout(CALM_MS);
      const cells = async (act: () => Promise<void>) =>
        smoothCells(await smoothnessOf(browser, page, busy, act));
      rows.push([name, ...await cells(rest)]);
      rows.push([`${name}, scrolling`, ...await cells(() => scroll(page))]);
      await page.context().close();
    }
    return markdown(["board", "rows", ...SMOOTHNESS], rows);
  });
}

/** The same of the page of 1,000 alarms: as it comes, and put in order by distance in groups. */
async function alarms(browser: Browser): Promise<string> {
  return await withBoard(1_000, async (busy) => {
    const rows: Cells[] = [];
    for (const query of ["", "?sort=distance&group=pair"]) {
      const page = await openBoard(browser, busy, FIRST_VIEW, 0);
      await page.goto(`${busy.url}/alarms${query}`);
      await page.locator(".pick").first().waitFor();
      await page.waitForTimeout(3_000);
      const name = query === "" ? "1,000 alarms" : "1,000 alarms, nearest first, by pair";
      const cells = async (act: () => Promise<void>) =>
        smoothCells(await smoothnessOf(browser, page, busy, act));
      rows.push([name, ...await cells(() => page.waitForTimeout(CALM_MS))]);
      rows.push([`${name}, scrolling`, ...await cells(() => scroll(page))]);
      await page.context().close();
    }
    return markdown(["alarms", "rows", ...SMOOTHNESS], rows);
  });
}

/** The same of the page of four charts whose prices move: looked at, and with a hand on one of them. */
async function charts(browser: Browser): Promise<string> {
  return await withBoard(4, async (busy) => {
    const page = await openBoard(browser, busy, FIRST_VIEW, 0);
    await page.goto(`${busy.url}/charts`);
    while (await page.locator(".chart-cell").count() < 4) {
      await page.getByRole("button", { name: "One more chart" }).click();
    }
    await page.waitForTimeout(5_000);
    const rows: Cells[] = [];
    const watch = async (name: string, act: () => Promise<void>) => {
      const [, ...cells] = smoothCells(await smoothnessOf(browser, page, busy, act));
      rows.push([name, ...cells]);
    };
    await watch("four charts", () => page.waitForTimeout(CALM_MS));
    await watch("four charts, a hand on one", () => scrub(page));
    await page.context().close();
    return markdown(
      ["charts", ...SMOOTHNESS],
      rows,
    );
  });
}

/** Moves over the first chart, and its wheel, as fast as a hand does. */
async function scrub(page: Page): Promise<void> {
  const box = await page.locator("canvas").first().boundingBox();
  if (box === null) throw new Error("There is no chart");
  for (let turn = 0; turn < WHEEL_TURNS; turn++) {
    const part = (turn % 20) / 20;
    await page.mouse.move(box.x + box.width * part, box.y + box.height * (0.2 + part / 2));
    if (turn % 3 === 0) await page.mouse.wheel(0, turn < WHEEL_TURNS / 2 ? -120 : 120);
    await page.waitForTimeout(100);
  }
}

function smoothCells({ rows, frames, cpu, longTasks, longest, busiest }: Smoothness): Cells {
  const times = [longest, busiest].map((ms) => `${ms.toFixed(0)} ms`);
  return [rows, frames, `${cpu.toFixed(1)} ms`, longTasks, ...times];
}

/** Turns the wheel down and up again, as fast as a hand does. */
async function scroll(page: Page): Promise<void> {
  await page.mouse.move(700, 500);
  for (let turn = 0; turn < WHEEL_TURNS; turn++) {
    await page.mouse.wheel(0, turn < WHEEL_TURNS / 2 ? 400 : -400);
    await page.waitForTimeout(100);
  }
}

/** What a tab keeps after minutes of prices; garbage is collected before it is asked. */
async function memory(browser: Browser): Promise<string> {
  return await withBoard(1_000, async (busy) => {
    const page = await openBoard(browser, busy, FIRST_VIEW);
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable");
    const rows: Cells[] = [];
    for (const minutes of [1, 4, 5]) {
      await page.waitForTimeout(minutes * MINUTE);
      await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      const of = (wanted: string) => metrics.find(({ name }) => name === wanted)?.value ?? NaN;
      rows.push([
        `after ${rows.length === 0 ? 1 : rows.length * 5} min`,
        `${(of("JSHeapUsedSize") / 1e6).toFixed(1)} MB`,
        ...[of("Nodes"), of("JSEventListeners"), busy.frames()],
      ]);
    }
    await page.context().close();
    return markdown(["1,000 pairs", "heap", "nodes", "listeners", "frames"], rows);
  });
}

/** For how long a row that comes into sight shows the price of an earlier time. */
async function scrolled(browser: Browser): Promise<string> {
  return await withBoard(1_000, async (busy) => {
    const oldest = await oldestWhile(browser, busy, scroll);
    return markdown(["1,000 pairs, scrolling", "an old price is shown for"], [
      ["at most", `${oldest.toFixed(0)} ms`],
    ]);
  }, true);
}

/** What a page hears in ten minutes (or `MINUTES`) while it is looked at, and while it is not. */
async function bytes(browser: Browser): Promise<string> {
  const minutes = Number(Deno.env.get("MINUTES") ?? 10);
  return await withBoard(100, async (busy) => {
    const [seen, hidden] = [await listen(browser, busy), await listen(browser, busy)];
    await setHidden(hidden.page, true);
    await hidden.page.waitForTimeout(1_000);
    hidden.news();
    await seen.page.waitForTimeout(minutes * MINUTE);
    const rows = [["looked at, with its beginning", seen.news()], [
      "hidden",
      hidden.news(),
    ]] as const;
    await Promise.all([seen.leave(), hidden.leave()]);
    return markdown(
      [`100 pairs, ${minutes} min`, "frames", "heard"],
      rows.map(([name, heard]) => [name, heard.frames, `${(heard.bytes / 1_000).toFixed(1)} KB`]),
    );
  });
}

async function withBoard<T>(
  pairs: number,
  use: (board: BusyBoard) => Promise<T>,
  isCount = false,
): Promise<T> {
  return await withFolder(async (folder) => {
    const options = { pairs, framesPerSecond: FRAMES_PER_SECOND, folder, isCount };
    const busy = await startBusyBoard(options);
    try {
      return await use(busy);
    } finally {
      await busy.stop();
    }
  });
}

/** Runs the cases named on the command line, or those that are short. */
async function main(names: readonly string[]): Promise<void> {
  const browser = await launchChromium();
  print(`${await machine()}, Chromium ${browser.version()}`);
  for (const [name, run] of Object.entries(CASES)) {
    const isWanted = names.length === 0 ? !LONG.has(name) : names.includes(name);
    if (isWanted) print(`\n${await run(browser)}`);
  }
  await browser.close();
}

function print(text: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${text}\n`));
}

if (import.meta.main) await main(Deno.args);
