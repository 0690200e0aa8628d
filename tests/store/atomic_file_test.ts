import assert from "node:assert/strict";
import {
  diskFileSystem,
  type FileSystem,
  PIECE_BYTES,
  replaceFile,
  TEMPORARY_ENDING,
  type WritableFile,
} from "@/lib/store/file/file_system.ts";
import { readable, SimulatedDisk } from "./simulated_disk.ts";

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** A disk that gives back something other than what was written. */
function forgetful(change: (bytes: Uint8Array) => Uint8Array): FileSystem {
  return {
    ...diskFileSystem,
    openRead: async (path) => readable(change(await diskFileSystem.read(path))),
  };
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

Deno.test("replaceFile() never holds a large file whole, neither written nor read back", async () => {
  const disk = new SimulatedDisk();
  let longest = 0;
  const watched = (file: WritableFile) => ({
    write: (bytes: Uint8Array) => (longest = Math.max(longest, bytes.length), file.write(bytes)),
    sync: () => file.sync(),
    close: () => file.close(),
  });
  const fs: FileSystem = {
    createNew: async (path) => watched(await disk.createNew(path)),
    openAppend: (path) => disk.openAppend(path),
    read: () => Promise.reject(new Error("read whole")),
    readNow: (path, room) => disk.readNow(path, room),
    openRead: async (path) => {
      const file = await disk.openRead(path);
      return {
        read: (into) => (longest = Math.max(longest, into.length), file.read(into)),
        close: () => file.close(),
      };
    },
    rename: (from, to) => disk.rename(from, to),
    link: (from, to) => disk.link(from, to),
    remove: (path) => disk.remove(path),
    list: (folder) => disk.list(folder),
    namesNow: (folder) => disk.namesNow(folder),
    makeFolder: (path) => disk.makeFolder(path),
    syncFolder: (path) => disk.syncFolder(path),
  };
  const piece = new Uint8Array(PIECE_BYTES);
  function* pieces() {
    for (let nth = 0; nth < 20; nth++) yield piece.fill(nth);
  }
  await replaceFile(fs, "/data/file.json", pieces());
  assert.equal(longest, PIECE_BYTES);
  const written = disk.get("/data/file.json");
  assert.equal(written.length, 20 * PIECE_BYTES);
  assert.deepEqual([0, 7, 19].map((nth) => written[nth * PIECE_BYTES]), [0, 7, 19]);
});
