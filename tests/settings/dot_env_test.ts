import assert from "node:assert/strict";
import { join } from "node:path";
import { ConfigError, SECRET_SETTINGS } from "@/lib/settings/config.ts";
import { dotEnv, type SettingLayer, withSecretFiles } from "@/lib/settings/origins.ts";

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

const withKey = (values: SettingLayer["values"]) =>
  withSecretFiles({ origin: "environment", values }).values;

Deno.test("withSecretFiles() reads each secret from the file that is named for it", async () => {
  for (const name of SECRET_SETTINGS) {
    await withFile(new TextEncoder().encode("0123456789abcdef\n"), (path) => {
      assert.equal(withKey({ [`${name}_FILE`]: path })[name], "0123456789abcdef", name);
    });
  }
  assert.deepEqual(withKey({ PORT: "1", SECRET_KEY_FILE: " " }), {
    ...{ PORT: "1", SECRET_KEY_FILE: " " },
  });
});

Deno.test("withSecretFiles() lets no start go on without a secret that a file should hold", async () => {
  const refused = (values: SettingLayer["values"], message: RegExp) =>
    assert.throws(() => withKey(values), { name: "ConfigError", message });
  refused(
    { SECRET_KEY_FILE: "/nowhere" },
    /^Cannot read SECRET_KEY_FILE: there is no file \/nowhere$/,
  );
  refused({ SECRET_KEY_FILE: "/" }, /^Cannot read SECRET_KEY_FILE: .*it must be a readable file$/);
  await withFile(new TextEncoder().encode(" \n"), (path) => {
    refused({ SECRET_KEY_FILE: path }, /^Cannot read SECRET_KEY_FILE: .* is empty$/);
    const both = { SECRET_KEY: "x", SECRET_KEY_FILE: path };
    refused(
      both,
      /^SECRET_KEY and SECRET_KEY_FILE are both set \(environment\); leave one of them out$/,
    );
  });
});
