import type { Browser } from "playwright-core";
import { launchChromium } from "./chromium.ts";

let shared: Browser | undefined;

Deno.test.afterAll(async () => await shared?.close());

/**
 * Runs a test in the Chromium that the tests of a file share: starting one takes longer than many a
 * test. Each test opens contexts of its own, which know nothing of others' and are closed after it.
 */
export async function inSharedChromium(test: (browser: Browser) => Promise<void>): Promise<void> {
  if (!shared?.isConnected()) shared = await launchChromium();
  const browser = shared;
  try {
    await test(browser);
  } finally {
    await Promise.all(browser.contexts().map((context) => context.close()));
  }
}
