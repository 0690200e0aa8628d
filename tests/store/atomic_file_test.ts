import assert from "node:assert/strict";
import {
  diskFileSystem,
  type FileSystem,
  replaceFile,
  TEMPORARY_ENDING,
} from "@/lib/store/file/file_system.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A disk that gives back something other than what was written. */
function forgetful(change: (bytes: Uint8Array) => Uint8Array): FileSystem {
  return { ...diskFileSystem, read: async (path) => change(await diskFileSystem.read(path)) };
}

const ROWS: readonly [what: string, change: (bytes: Uint8Array) => Uint8Array, says: RegExp][] = [
  ["less than was written", (bytes) => bytes.subarray(1), /2 of 3 bytes arrived; check the disk/],
  ["other than was written", (bytes) => bytes.map((byte) => byte ^ 1), /read back differs/],
];

for (const [what, change, says] of ROWS) {
  Deno.test(`replaceFile() keeps the good file when the disk gives back ${what}`, async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/file.json`;
    try {
      await Deno.writeTextFile(path, "old");
      await assert.rejects(replaceFile(forgetful(change), path, bytesOf("new")), says);
      assert.equal(await Deno.readTextFile(path), "old");
      await assert.rejects(Deno.stat(path + TEMPORARY_ENDING), Deno.errors.NotFound);
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  });
}
