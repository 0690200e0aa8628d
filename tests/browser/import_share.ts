import { testFiles } from "../../tools/tests/test_files.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Takes in every so-many-th file of the browser's tests, so that one Chromium serves all of them: two
 * such shares run side by side.
 */
export async function importShare(share: number, shares: number): Promise<void> {
  const { browser } = await testFiles();
  for (const file of browser.filter((_, place) => place % shares === share)) {
    await import(new URL(file, ROOT).href);
  }
}
