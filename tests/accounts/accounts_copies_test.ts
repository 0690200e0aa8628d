import assert from "node:assert/strict";
import { join } from "node:path";
import {
  backUpAccounts,
  checkAccounts,
  isAccountsCopy,
  restoreAccounts,
} from "@/lib/accounts/accounts_file.ts";
import { diskFileSystem as fs } from "@/lib/store/file/file_system.ts";
import { backUpKey, checkKey, isKeyCopy, restoreKey } from "@/lib/store/secret_key.ts";
import { type DeskOnDisk, entered, PLACE, withDesk } from "./desk_on_disk.ts";

const NOW = Date.parse("2026-01-15T12:00:00Z");
const takeLock = () => Promise.resolve({ release() {} });

/** A folder with one person who is logged in, and a copy of it. */
async function copied({ folder, open }: DeskOnDisk) {
  const desk = await open();
  const { cookie } = await entered(desk, "anna");
  await desk.book.close();
  const copy = await backUpAccounts({
    fs,
    dataDir: folder,
    now: NOW,
    beside: join(folder, "a.json"),
  });
  return { cookie, copy };
}

const whoIs = async ({ open }: DeskOnDisk, cookie: string) => {
  const { book } = await open();
  const { kind } = book.whoIs({ bearer: null, cookie }, PLACE);
  await book.close();
  return kind;
};

Deno.test("backUpAccounts() copies beside the store file's copy, and says what it holds", () =>
  withDesk(async (on) => {
    assert.equal(await backUpAccounts({ fs, dataDir: on.folder, now: NOW }), null);
    const { copy } = await copied(on);
    assert.equal(copy?.path, join(on.folder, "a.accounts.json"));
    assert.equal(copy?.text, "1 person, 1 session, 0 tokens");
    assert.ok(isAccountsCopy(await fs.read(copy?.path ?? "")));
    await Deno.writeTextFile(join(on.folder, "accounts.json"), "{");
    await assert.rejects(
      backUpAccounts({ fs, dataDir: on.folder, now: NOW }),
      /^DiskError: Cannot use .*accounts\.json: it is not whole JSON/,
    );
  }));

Deno.test("restoreAccounts() brings people back, and no session", () =>
  withDesk(async (on) => {
    const { cookie, copy } = await copied(on);
    assert.equal(await whoIs(on, cookie), "person");
    on.forward(60_000);
    const from = copy?.path ?? "";
    const options = { fs, dataDir: on.folder, now: NOW + 60_000, from, takeLock };
    const { text, keptAs } = await restoreAccounts(options);
    assert.equal(text, "1 person, 0 sessions, 0 tokens");
    assert.ok((await fs.read(keptAs ?? "")).length > 0);
    assert.equal(await whoIs(on, cookie), "nobody");
    assert.deepEqual(on.warnings, [], "it is no damage");
  }));

Deno.test("checkAccounts() tells what is there, and what a start would make of damage", () =>
  withDesk(async (on) => {
    const place = { fs, dataDir: on.folder };
    await Deno.mkdir(join(on.folder, "backups"), { recursive: true });
    assert.deepEqual(await checkAccounts(place), [], "nobody logs in");
    await copied(on);
    const [whole] = await checkAccounts(place);
    assert.deepEqual(
      [whole?.health, whole?.text],
      ["fine", "whole, 1 person, 1 session, 0 tokens"],
    );
    const path = join(on.folder, "accounts.json");
    await Deno.remove(path);
    assert.match(
      (await checkAccounts(place))[0]?.text ?? "",
      /^it is missing; the next start restores/,
    );
    await Deno.writeTextFile(path, "{");
    const [damaged] = await checkAccounts(place);
    assert.equal(damaged?.health, "damaged");
    assert.match(
      damaged?.text ?? "",
      /restores .*accounts\.at-.*, and ends all sessions and tokens/,
    );
    await Deno.remove(join(on.folder, "backups"), { recursive: true });
    await Deno.mkdir(join(on.folder, "backups"));
    assert.equal((await checkAccounts(place))[0]?.health, "lost");
  }));

Deno.test("The server's key is copied where that is asked for, put back, and one that is cut is told", () =>
  withDesk(async ({ folder: dataDir }) => {
    const to = join(dataDir, "a.key");
    assert.equal(await backUpKey(fs, dataDir, to), null);
    const key = join(dataDir, "secret.key");
    await Deno.writeTextFile(key, `${"0a".repeat(32)}\n`);
    assert.equal(await backUpKey(fs, dataDir, to), to);
    assert.ok(isKeyCopy(await fs.read(to)));
    assert.deepEqual((await checkKey(fs, dataDir, undefined)).map(({ health }) => health), [
      "fine",
    ]);
    await Deno.writeTextFile(key, "cut");
    assert.deepEqual((await checkKey(fs, dataDir, undefined)).map(({ health }) => health), [
      "lost",
    ]);
    assert.deepEqual(await checkKey(fs, dataDir, "a setting"), []);
    const { keptAs } = await restoreKey({ fs, dataDir, from: to, now: NOW });
    assert.equal(await Deno.readTextFile(key), `${"0a".repeat(32)}\n`);
    assert.equal(await Deno.readTextFile(keptAs ?? ""), "cut");
  }));
