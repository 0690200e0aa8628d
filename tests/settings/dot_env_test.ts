import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigError } from "@/lib/settings/config.ts";
import { dotEnv } from "@/lib/settings/origins.ts";

async function withFile(bytes: Uint8Array, test: (path: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, ".env");
    await Deno.writeFile(path, bytes);
    test(path);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("dotEnv() knows no settings where there is no file", () => {
  assert.deepEqual({ ...dotEnv("/nowhere/.env") }, {});
});

Deno.test("dotEnv() reads a file that an editor marked as UTF-8 or saved as UTF-16", async () => {
  const text = "LOG_DIR=größe\nPORT=1";
  const marked = new TextEncoder().encode(`\ufeff${text}`);
  const wide = new Uint8Array([
    0xff,
    0xfe,
    ...new Uint8Array(
      Uint16Array.from(
        [...text].map((character) => character.charCodeAt(0)),
      ).buffer,
    ),
  ]);
  for (const bytes of [marked, wide]) {
    await withFile(bytes, (path) => {
      assert.deepEqual({ ...dotEnv(path) }, { LOG_DIR: "größe", PORT: "1" });
    });
  }
});

Deno.test("dotEnv() refuses bytes that it would have to guess", async () => {
  await withFile(new Uint8Array([0x41, 0x3d, 0xfc]), (path) => {
    assert.throws(() => dotEnv(path), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, /^Cannot read \.env: .*Windows-1252; save it as UTF-8$/);
      return true;
    });
  });
});
