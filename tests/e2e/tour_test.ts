import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { LocalServer } from "../program/local_server.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { untilLive, visit } from "./page.ts";

/** A demo whose own first alarm has rung and is silenced. */
async function withDemo(test: (browser: Browser, url: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  const server = await LocalServer.start({ folder, env: { PRICE_SOURCE: "demo" }, isDemo: true });
  try {
    const { pairs } = await (await fetch(`${server.url}/api/pairs`)).json();
    const ids = pairs.flatMap(({ alarms }: { alarms: { id: string }[] }) => alarms)
      .map(({ id }: { id: string }) => id);
    const body = JSON.stringify({ ids });
    await fetch(`${server.url}/api/alarms/remove`, { method: "POST", body });
    const all = JSON.stringify({ all: true });
    await fetch(`${server.url}/api/fires/acknowledge`, { method: "POST", body: all });
    await inSharedChromium((browser) => test(browser, server.url));
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
}

declare global {
  /** In the browser: the sum of all layout shifts that no hand caused. */
  var tourShift: number;
}

for (const width of [390, 768, 1280]) {
  browserTest(
    `The demo leads through its first minute at ${width} px, once`,
    () =>
      withDemo(async (browser, url) => {
        const { page, leave } = await visit(browser, url, { viewport: { width, height: 800 } });
        await page.evaluate(() => {
          globalThis.tourShift = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) {
              const { value = 0, hadRecentInput = false } = entry as Partial<
                { value: number; hadRecentInput: boolean }
              >;
              if (!hadRecentInput) globalThis.tourShift += value;
            }
          }).observe({ type: "layout-shift" });
        });
        const tour = page.getByRole("complementary");
        await tour.getByText("Step 1 of 3").waitFor();
        await assertAccessible(page, `tour at ${width}`);
        assert.ok(await page.evaluate(() => globalThis.tourShift) < 0.02, "nothing moves for it");
        const isWide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
        assert.equal(isWide, false);
        await tour.getByRole("button", { name: /since start/ }).click();
        await page.keyboard.press("Enter");
        await tour.getByText("Step 2 of 3").waitFor();
        const ringing = page.getByRole("alertdialog");
        await ringing.waitFor({ timeout: 45_000 });
        await page.locator(".ringing:not(.ringing-settling)").waitFor();
        await ringing.getByRole("button", { name: /Silence/ }).click();
        await ringing.waitFor({ state: "detached" });
        await tour.getByText("That is all").waitFor();
        await tour.getByRole("link", { name: "See why it rang" }).click();
        await page.waitForURL(/\/alarms\/alarm_/);
        await page.goto(url);
        await untilLive(page);
        await page.evaluate(() => document.fonts.ready);
        assert.equal(await tour.count(), 0);
        await leave();
      }),
  );
}

browserTest(
  "The demo's first minute can be skipped, and does not come back",
  () =>
    withDemo(async (browser, url) => {
      const { page, leave } = await visit(browser, url);
      const tour = page.getByRole("complementary");
      await tour.getByRole("button", { name: "Skip the introduction" }).click();
      await tour.waitFor({ state: "detached" });
      await page.reload();
      await untilLive(page);
      assert.equal(await tour.count(), 0);
      await leave();
    }),
);
