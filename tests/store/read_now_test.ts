import assert from "node:assert/strict";
import { join } from "node:path";
import { namesNow, readNow } from "@/lib/store/file/read_now.ts";

/** A folder with a file of five bytes. */
async function withFile(test: (path: string, folder: string) => void): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    const path = join(folder, "five");
    await Deno.writeFile(path, Uint8Array.of(1, 2, 3, 4, 5));
    test(path, folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("readNow() reads into the room that it is given", () =>
  withFile((path) => {
    const room = new Uint8Array(8);
    const bytes = readNow(path, room);
    assert.deepEqual([...bytes], [1, 2, 3, 4, 5]);
    assert.deepEqual([...room], [1, 2, 3, 4, 5, 0, 0, 0]);
    assert.equal(bytes.buffer, room.buffer);
  }));

Deno.test("readNow() reads a file whole that does not fit into the room", () =>
  withFile((path) => {
    for (const length of [0, 3, 5]) {
      const bytes = readNow(path, new Uint8Array(length));
      assert.deepEqual([...bytes], [1, 2, 3, 4, 5], `room of ${length}`);
      assert.equal(bytes.buffer.byteLength, 5, `room of ${length}`);
    }
    assert.deepEqual([...readNow(path)], [1, 2, 3, 4, 5]);
  }));

Deno.test("readNow() throws where there is no file", () =>
  withFile((path) => {
    assert.throws(() => readNow(`${path}.gone`, new Uint8Array(8)), Deno.errors.NotFound);
  }));

Deno.test("namesNow() names what is in a folder, and nothing of a missing one", () =>
  withFile((path, folder) => {
    assert.deepEqual(namesNow(folder), ["five"]);
    assert.deepEqual(namesNow(`${path}.gone`), []);
  }));
