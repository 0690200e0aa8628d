import assert from "node:assert/strict";
import { join } from "node:path";
import { isForPerson } from "@/lib/logs/logger.ts";
import { secretKey } from "@/lib/store/secret_key.ts";

async function inFolder(test: (folder: string, path: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder, join(folder, "secret.key"));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("secretKey() makes a key once, readable by its owner only, and leaves nothing beside it", async () => {
  await inFolder(async (folder, path) => {
    const made = await secretKey(folder, undefined);
    assert.match(made, /^[0-9a-f]{64}$/);
    assert.equal(await secretKey(folder, undefined), made);
    assert.deepEqual(Array.from(Deno.readDirSync(folder), ({ name }) => name), ["secret.key"]);
    const { mode } = await Deno.stat(path);
    if (Deno.build.os !== "windows") assert.equal((mode ?? 0) & 0o777, 0o600);
  });
});

for (const kept of ["", "\n", "0123456789abcdef0123456789abcde\n", "\0\0\0"]) {
  Deno.test(`secretKey() refuses a file that holds ${JSON.stringify(kept)}, and leaves it alone`, async () => {
    await inFolder(async (folder, path) => {
      await Deno.writeTextFile(path, kept);
      await assert.rejects(secretKey(folder, undefined), (error) => {
        assert.ok(error instanceof Error && isForPerson(error));
        assert.ok(error.message.startsWith(`Cannot use ${path}: `), error.message);
        assert.match(error.message, /restore it from a copy, or delete it/);
        return true;
      });
      assert.equal(await Deno.readTextFile(path), kept);
    });
  });
}

Deno.test("secretKey() takes a kept key of 32 characters, and the setting before any file", async () => {
  await inFolder(async (folder, path) => {
    await Deno.writeTextFile(path, `${"k".repeat(32)}\n`);
    assert.equal(await secretKey(folder, undefined), "k".repeat(32));
    await Deno.writeTextFile(path, "");
    assert.equal(await secretKey(folder, "given"), "given");
  });
});
