import type { Browser } from "playwright-core";
import { closeUsed } from "../e2e/page.ts";
import { launchChromium } from "./chromium.ts";

let shared: Browser | undefined;

Deno.test.afterAll(async () => await shared?.close());

/**
 * Runs a test in the Chromium that the tests of a file share: starting one takes longer than many a
 * test. What a test opened and did not leave is closed after it.
 */
export async function inSharedChromium(test: (browser: Browser) => Promise<void>): Promise<void> {
  if (!shared?.isConnected()) shared = await launchChromium();
  const browser = shared;
  try {
    await test(browser);
  } finally {
    await closeUsed(browser);
  }
}
