import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { FAST_3G } from "../../bench/browser/page_weight.ts";
import { SEEN_REQUESTS, sitDown, untilLive } from "./page.ts";
import { pageTest } from "./page_stage.ts";

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

for (const path of ["/", "/pairs/BTCUSDT"]) {
  pageTest(
    `Prices of ${path} are painted within 4 s over Fast 3G, before a script of the page has come`,
    async (stage) => {
      const { page, leave } = await sitDown(stage.browser, { ...SEEN_REQUESTS, ...PHONE });
      const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
      await page.route("**/_fresh/js/**", async (route) => {
        await woken;
        await route.continue();
      });
      const response = await page.goto(stage.server.url + path, { waitUntil: "commit" });
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
