import assert from "node:assert/strict";
import fc from "fast-check";
import { newestLines } from "@/lib/audit/audit_log.ts";
import { LogFolder } from "../logs/log_folder.ts";

const read = (folder: LogFolder) => Array.fromAsync(newestLines(folder.file("a.log")));

Deno.test("newestLines: reads every line of all files once, newest first", async () => {
  using folder = new LogFolder();
  folder.write("a.log.2", "1\n2\n");
  folder.write("a.log.1", "3\n");
  folder.write("a.log", "4\n5\n");
  assert.deepEqual(await read(folder), ["5", "4", "3", "2", "1"]);
});

Deno.test("newestLines: reads nothing where there is no file", async () => {
  using folder = new LogFolder();
  assert.deepEqual(await read(folder), []);
});

Deno.test("newestLines: begins with the rotated file when a crash came before the new one", async () => {
  using folder = new LogFolder();
  folder.write("a.log.1", "1\n");
  assert.deepEqual(await read(folder), ["1"]);
});

Deno.test("newestLines: a rotation while one reads repeats and loses nothing", async () => {
  using folder = new LogFolder();
  folder.write("a.log.1", "1\n");
  folder.write("a.log", "2\n3\n");
  const lines: string[] = [];
  for await (const line of newestLines(folder.file("a.log"))) {
    lines.push(line);
    if (line !== "3") continue;
    Deno.renameSync(folder.file("a.log.1"), folder.file("a.log.2"));
    Deno.renameSync(folder.file("a.log"), folder.file("a.log.1"));
    folder.write("a.log", "4\n");
  }
  assert.deepEqual(lines, ["3", "2", "1"]);
});

Deno.test("newestLines: lines of any length and alphabet come back whole", async () => {
  const line = fc.tuple(fc.constantFrom("a", "→", "🔔", "é"), fc.integer({ min: 1, max: 90_000 }));
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (all) => {
      using folder = new LogFolder();
      const lines = all.map(([letter, count]) => letter.repeat(count));
      folder.write("a.log", lines.map((text) => `${text}\n`).join(""));
      assert.deepEqual(await read(folder), lines.toReversed());
    }),
    { numRuns: 30 },
  );
});
