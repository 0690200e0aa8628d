import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { FAST_3G } from "../../bench/browser/page_weight.ts";
import { SEEN_REQUESTS, sitDown, untilLive } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
/** How soon the prices must be in sight. */
const WITHIN_MS = 4_000;
/** There and back: for the address, the connection, its encryption, the page, and what the page names. */
const TRIPS = 5;

interface Fetched {
  readonly path: string;
  /** What came over the wire. */
  readonly bytes: number;
  /** Nothing is painted before it has come. */
  readonly isBlocking: boolean;
}

/** Runs in the browser: the page, and all that was asked for before something was painted. */
function fetched(): Fetched[] {
  const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN;
  const entries = [
    ...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource"),
  ] as (PerformanceResourceTiming & { renderBlockingStatus: string })[];
  return entries.filter(({ startTime }) => startTime < painted).map((
    { name, transferSize, renderBlockingStatus },
  ) => ({
    path: name.slice(location.origin.length),
    bytes: transferSize,
    isBlocking: renderBlockingStatus === "blocking",
  }));
}

/** The width of what says whether prices are live; all else in a phone's line stands behind it. */
async function pillWidth(page: Page): Promise<number> {
  return (await page.locator(".chip-link").boundingBox())?.width ?? NaN;
}

const isPainted = (page: Page) =>
  page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);

/** A page whose scripts come when `wake` is called. */
async function asleep({ browser, server }: PageStage, path: string, device = {}) {
  const { page, leave } = await sitDown(browser, { ...SEEN_REQUESTS, ...device });
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  await page.route("**/_fresh/js/**", async (route) => {
    await woken;
    await route.continue();
  });
  const response = await page.goto(server.url + path, { waitUntil: "commit" });
  return { page, leave, wake, response };
}

for (const path of ["/", "/pairs/BTCUSDT"]) {
  pageTest(
    `Prices of ${path} are painted within 4 s over Fast 3G, before a script of the page has come`,
    async (stage) => {
      const { page, leave, wake, response } = await asleep(stage, path, PHONE);
      await page.getByText("50,000", { exact: true }).first().waitFor();
      await isPainted(page);
      const blocking = (await page.evaluate(fetched)).filter(({ isBlocking }) => isBlocking);
      const html = await response?.text() ?? "";
      for (const { path } of blocking) assert.ok(html.includes(`"${path}"`), `${path} comes later`);

      const width = await pillWidth(page);
      wake();
      await untilLive(page);
      const grown = await pillWidth(page) - width;
      assert.ok(Math.abs(grown) < 5, `what stands behind "Live" moves by ${grown} px`);
      // What does not block shares the link with what does.
      const bytes = (await page.evaluate(fetched)).reduce((sum, file) => sum + file.bytes, 0);
      const ms = TRIPS * FAST_3G.latency + bytes / FAST_3G.downloadThroughput * 1_000;
      assert.ok(ms < WITHIN_MS, `${ms} ms for ${bytes} bytes`);
      await leave();
    },
  );
}

pageTest("The offer to add a note moves nothing of a row when the page is awake", async (stage) => {
  const alarm = { type: "target", targetPrice: 60_000, direction: "any" };
  await stage.api("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  const { page, leave, wake } = await asleep(stage, "/alarms");
  const behindIt = page.locator(".alarm-gapless");
  const before = await behindIt.boundingBox();
  wake();
  await page.getByRole("button", { name: "Add a note" }).waitFor();
  const after = await behindIt.boundingBox();
  const moved = [(after?.x ?? NaN) - (before?.x ?? NaN), (after?.y ?? NaN) - (before?.y ?? NaN)];
  assert.ok(moved.every((px) => Math.abs(px) < 1), `it moves by ${moved} px`);
  await leave();
});
