import type { Browser } from "playwright-core";
import { closeUsed } from "../e2e/page.ts";
import { launchChromium } from "./chromium.ts";

type Test = (browser: Browser) => Promise<void>;

const shared = { pages: undefined as Browser | undefined, whole: undefined as Browser | undefined };

Deno.test.afterAll(async () => {
  for (const browser of Object.values(shared)) await browser?.close();
});

/**
 * Runs a test in the Chromium that the tests of a file share: starting one takes longer than many a
 * test. What a test opened and did not leave is closed after it.
 */
export function inSharedChromium(test: Test): Promise<void> {
  return inShared("pages", test);
}

/** The same in a Chromium that shows notifications. */
export function inWholeChromium(test: Test): Promise<void> {
  return inShared("whole", test);
}

async function inShared(kind: keyof typeof shared, test: Test): Promise<void> {
  let browser = shared[kind];
  if (!browser?.isConnected()) browser = await launchChromium({ isForPages: kind === "pages" });
  shared[kind] = browser;
  try {
    await test(browser);
  } finally {
    await closeUsed(browser);
  }
}
