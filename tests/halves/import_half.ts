import { type TestFiles, testFiles } from "../../tools/tests/test_files.ts";

const ROOT = new URL("../../", import.meta.url);

/**
 * Takes in half of the files of a kind, dealt out longest first so that both take about as long: two
 * halves run side by side, and what the tests of a half are made of (the program's modules, one
 * Chromium) is loaded once and not once a file.
 */
export async function importHalf(kind: keyof TestFiles, half: 0 | 1): Promise<void> {
  const { [kind]: files } = await testFiles();
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(file, (await Deno.stat(new URL(file, ROOT))).size);
  const longestFirst = files.toSorted((a, b) => (sizes.get(b) ?? 0) - (sizes.get(a) ?? 0));
  for (const file of longestFirst.filter((_, place) => place % 2 === half)) {
    await import(new URL(file, ROOT).href);
  }
}
