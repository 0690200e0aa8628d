import { type TestFiles, testFiles } from "../../tools/tests/test_files.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Takes in every second file of a kind: two halves run side by side, and what the tests of a half are
 * made of (the program's modules, one Chromium) is loaded once and not once a file.
 */
export async function importHalf(kind: keyof TestFiles, half: 0 | 1): Promise<void> {
  const { [kind]: files } = await testFiles();
  for (const file of files.filter((_, place) => place % 2 === half)) {
    await import(new URL(file, ROOT).href);
  }
}
