import assert from "node:assert/strict";
import { join } from "node:path";
import { DurableFile } from "@/lib/logs/once_log.ts";
import { LogFolder } from "./log_folder.ts";

const line = (nth: number) => `${String(nth).padStart(9, "0")}\n`;
const lines = (count: number) => Array.from({ length: count }, (_, nth) => line(nth)).join("");

Deno.test("DurableFile starts a new file by bytes, however much one append brings", () => {
  using folder = new LogFolder();
  const file = new DurableFile({ path: join(folder.path, "a.log"), maxSize: 105, keep: 9 });
  file.append(lines(3));
  file.append(lines(40));
  file.close();
  const texts = folder.names().map((name) => folder.read(name));
  for (const text of texts) assert.ok(text.length <= 100 && text.endsWith("\n"), text);
  assert.equal(texts.toReversed().join(""), lines(3) + lines(40));
});

Deno.test("DurableFile keeps a line whole that is longer than a file may be", () => {
  using folder = new LogFolder();
  const file = new DurableFile({ path: join(folder.path, "a.log"), maxSize: 25, keep: 9 });
  const long = `${"x".repeat(100)}\n`;
  file.append(line(1) + long + line(2));
  file.close();
  assert.deepEqual(folder.names().map((name) => folder.read(name)), [line(2), long, line(1)]);
});
