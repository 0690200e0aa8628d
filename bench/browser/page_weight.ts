import type { Browser, Page, Response as Answer } from "playwright-core";

/** What opening a page takes, in a browser that has nothing of it. */
export interface PageWeight {
  /** Bytes by kind, each file compressed by itself (gzip). */
  readonly bytes: Readonly<Record<Kind, number>>;
  /** All that the browser asked for, until a second after the page was live. */
  readonly requests: number;
  /** Milliseconds from asking for the page to its first words, and to live prices. */
  readonly firstPaint: number;
  readonly live: number;
  /** Cumulative layout shift until a second after that. */
  readonly shift: number;
}

type Kind = "document" | "stylesheet" | "script";

declare global {
  /** In the browser: the sum of all layout shifts that no hand caused. */
  var layoutShift: number;
}

/** A phone's link as Chromium's tools slow it down: in milliseconds, and bytes a second. */
export const FAST_3G = {
  ...{ offline: false, latency: 562.5 },
  ...{ downloadThroughput: 180_000, uploadThroughput: 84_375 },
};

/** Opens a page once and weighs it. */
export async function weighPage(
  browser: Browser,
  url: string,
  link?: typeof FAST_3G,
): Promise<PageWeight> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  if (link) {
    await (await context.newCDPSession(page)).send("Network.emulateNetworkConditions", link);
  }
  const responses: Answer[] = [];
  page.on("response", (response) => responses.push(response));
  await page.addInitScript(watchShifts);
  const began = performance.now();
  await page.goto(url);
  await page.getByText("Live", { exact: true }).first().waitFor();
  const live = performance.now() - began;
  await page.waitForTimeout(1_000);
  const weight = {
    bytes: await bytesOf(responses),
    requests: responses.length,
    firstPaint: await firstPaintOf(page),
    live,
    shift: await page.evaluate(() => globalThis.layoutShift),
  };
  await context.close();
  return weight;
}

/** Runs in the browser. */
function watchShifts(): void {
  globalThis.layoutShift = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value = 0, hadRecentInput = false } = entry as Partial<
        { value: number; hadRecentInput: boolean }
      >;
      if (!hadRecentInput) globalThis.layoutShift += value;
    }
  }).observe({ type: "layout-shift", buffered: true });
}

function firstPaintOf(page: Page): Promise<number> {
  return page.evaluate(() =>
    performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? NaN
  );
}

async function bytesOf(responses: readonly Answer[]): Promise<Record<Kind, number>> {
  const bytes = { document: 0, stylesheet: 0, script: 0 };
  for (const response of responses) {
    const kind = response.request().resourceType();
    if (kind === "document" || kind === "stylesheet" || kind === "script") {
      bytes[kind] += await gzipBytes(await response.body());
    }
  }
  return bytes;
}

async function gzipBytes(body: Uint8Array): Promise<number> {
  const stream = new Blob([new Uint8Array(body)]).stream()
    .pipeThrough(new CompressionStream("gzip"));
  return (await new Response(stream).arrayBuffer()).byteLength;
}
