import assert from "node:assert/strict";
import { join } from "node:path";
import type { AccountDesk } from "@/lib/accounts/open.ts";
import type { Who } from "@/lib/accounts/rights.ts";
import type { OpenedSession } from "@/lib/accounts/sessions.ts";
import { checksum, NO_CHECKSUM } from "@/lib/store/file/store_file.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { entered, PLACE, withDesk } from "./desk_on_disk.ts";
import { PASSWORD } from "./people_app.ts";

const whoIs = (desk: AccountDesk, cookie: string) =>
  desk.book.whoIs({ bearer: null, cookie }, PLACE).kind;

Deno.test("AccountsFile opens what was written, sessions too", () =>
  withDesk(async (on) => {
    const desk = await on.open();
    const { cookie } = await entered(desk, "anna");
    await desk.book.close();
    assert.equal(whoIs(await on.open(), cookie), "person");
    assert.deepEqual(on.warnings, []);
  }));

const ENDS: readonly [
  how: string,
  end: (desk: AccountDesk, opened: OpenedSession, who: Who) => Promise<unknown>,
][] = [
  ["logged out", ({ logins }, { cookie }) => logins.logOut(cookie, PLACE)],
  ["ended", ({ own }, { session: { id } }, who) => own.endSession(id, { who, place: PLACE })],
  ["ended everywhere", ({ own }, _, who) => own.endEverything({ who, place: PLACE })],
];

for (const [how, end] of ENDS) {
  Deno.test(`AccountsFile opens no session from before it was ${how}: the file is older than a version of it`, () =>
    withDesk(async (on) => {
      const path = join(on.folder, "accounts.json");
      const desk = await on.open();
      const opened = await entered(desk, "anna");
      const { cookie } = opened;
      const older = await Deno.readFile(path);
      on.forward(MINUTE_MS);
      await end(desk, opened, desk.book.whoIs({ bearer: null, cookie }, PLACE));
      await Deno.writeFile(path, older);
      const again = await on.open();
      assert.equal(whoIs(again, cookie), "nobody");
      assert.equal(again.people.list()[0]?.login, "anna");
      assert.match(on.warnings.join(), /is older than .*backups.*all sessions/);
      // It is written like that: the next start finds nothing to say.
      on.warnings.length = 0;
      assert.equal(whoIs(await on.open(), cookie), "nobody");
      assert.deepEqual(on.warnings, []);
    }));
}

/** What may become of the file while versions of it are whole. */
const DAMAGES: readonly [string, (path: string) => Promise<void>][] = [
  ["is gone", (path) => Deno.remove(path)],
  ["is empty", (path) => Deno.writeTextFile(path, "")],
  ["lost its end", async (path) => Deno.truncate(path, (await Deno.stat(path)).size / 2)],
  [
    "was changed by hand",
    async (path) =>
      Deno.writeTextFile(path, (await Deno.readTextFile(path)).replace('"admin"', '"viewer"')),
  ],
];

for (const [what, damage] of DAMAGES) {
  Deno.test(`AccountsFile restores people, and no session, where it ${what}`, () =>
    withDesk(async (on) => {
      const desk = await on.open();
      const { cookie } = await entered(desk, "anna");
      await desk.book.close();
      const path = join(on.folder, "accounts.json");
      const bytes = await Deno.readFile(path);
      // A version is a second name of the file: another file is put in its place.
      await Deno.remove(path);
      await Deno.writeFile(path, bytes);
      await damage(path);
      const again = await on.open();
      assert.deepEqual([again.book.mode, whoIs(again, cookie)], ["closed", "nobody"]);
      assert.deepEqual(again.people.list().map(({ role }) => role), ["admin"]);
      assert.match(on.warnings.join(), /Restored/);
    }));
}

Deno.test("AccountsFile refuses to start where nothing of it is whole", () =>
  withDesk(async (on) => {
    await entered(await on.open(), "anna");
    for await (const { name } of Deno.readDir(join(on.folder, "backups"))) {
      await Deno.writeTextFile(join(on.folder, "backups", name), "{}");
    }
    await Deno.writeTextFile(join(on.folder, "accounts.json"), "{}");
    await assert.rejects(on.open(), /there is no good version/);
  }));

Deno.test("A full disk keeps nobody from logging in, and guesses are counted all the same", () =>
  withDesk(async (on) => {
    const desk = await on.open();
    await entered(desk, "anna");
    on.isFull = true;
    const { cookie } = await desk.logins.logIn(
      { login: "anna", password: PASSWORD },
      PLACE,
      null,
    );
    assert.equal(whoIs(desk, cookie), "person");
    const guess = () => desk.logins.logIn({ login: "anna", password: "a guess" }, PLACE, null);
    for (let count = 0; count < 5; count++) await assert.rejects(guess, { code: "wrong_login" });
    await assert.rejects(guess, { code: "too_many_attempts" });
    // What must survive a restart is refused, and where the disk is stays in the log.
    const error = await desk.people.invite({ role: "admin" }, "cli").catch((error) => error);
    assert.equal(error.code, "store_unavailable");
    assert.ok(!error.message.includes(on.folder), error.message);
    assert.ok(on.warnings.join().includes(on.folder));
    on.isFull = false;
    await desk.people.invite({ role: "admin" }, "cli");
    assert.equal(whoIs(await on.open(), cookie), "person");
  }));

Deno.test("Requests that come together note once that somebody was there, and a full disk is left alone", () =>
  withDesk(async (on) => {
    const desk = await on.open();
    const { cookie } = await entered(desk, "anna");
    const askTenTimes = async () => {
      on.writes = 0;
      for (let count = 0; count < 10; count++) whoIs(desk, cookie);
      await desk.book.close();
      return on.writes;
    };
    on.forward(6 * MINUTE_MS);
    assert.equal(await askTenTimes(), 1);
    on.forward(6 * MINUTE_MS);
    on.isFull = true;
    await askTenTimes();
    assert.equal(await askTenTimes(), 0);
    on.isFull = false;
    on.forward(MINUTE_MS);
    assert.equal(await askTenTimes(), 1);
  }));

Deno.test("The first account is an admin, whatever role was asked for, and ends the setup token", () =>
  withDesk(async (on) => {
    const desk = await on.open();
    await Deno.stat(desk.setupToken.path);
    const made = await desk.people.add({ login: "anna", role: "viewer" }, "cli");
    assert.equal(made.role, "admin");
    await assert.rejects(Deno.stat(desk.setupToken.path), Deno.errors.NotFound);
  }));

Deno.test("An admin who has chosen no password yet does not count as the last one", () =>
  withDesk(async (on) => {
    const { people } = await on.open();
    const first = await people.add({ login: "anna", role: "admin" }, "cli");
    // Nobody can log in yet: what stands is that one admin stays.
    await people.update(first.id, { name: "Anna" }, "cli");
    await assert.rejects(people.remove(first.id, "cli"), { code: "last_admin" });
    const able = await people.add({ login: "ben", role: "admin", password: PASSWORD }, "cli");
    await assert.rejects(people.update(able.id, { role: "viewer" }, "cli"), {
      code: "last_admin",
    });
    await people.remove(first.id, "cli");
  }));

/** What the first versions wrote of a person, an invitation and a token; all else came later. */
const FIRST_FIELDS: Readonly<Record<string, readonly string[]>> = {
  people: ["id", "login", "name", "role", "password", "createdAt", "createdBy"],
  tokens: ["id", "userId", "epoch", "name", "hash", "scopes", "createdAt"],
  invites: ["id", "hash", "role", "note", "createdBy", "createdAt", "expiresAt"],
};

/** The same file as the first versions wrote it. */
function olderText(text: string): string {
  const { metadata, ...lists } = JSON.parse(text);
  const older = Object.entries(FIRST_FIELDS).map(([list, fields]) => {
    const row = (each: Record<string, unknown>) =>
      Object.fromEntries(fields.map((name) => [name, each[name]]));
    return [list, lists[list].map(row)];
  });
  const told = { ...metadata, checksum: NO_CHECKSUM };
  const zeros = JSON.stringify({ ...Object.fromEntries(older), metadata: told });
  return zeros.replace(NO_CHECKSUM, checksum(zeros));
}

Deno.test("AccountsFile opens a file of an older version: people log in, tokens and invitations count", () =>
  withDesk(async (on) => {
    const desk = await on.open();
    const { cookie } = await entered(desk, "anna");
    const who = desk.book.whoIs({ bearer: null, cookie }, PLACE);
    const { token } = await desk.own.addToken(
      { name: "script", scopes: ["alarms:read"] },
      { who, place: PLACE },
    );
    const { secret } = await desk.people.invite({ role: "viewer" }, "cli");
    await desk.book.close();
    const path = join(on.folder, "accounts.json");
    await Deno.writeTextFile(path, olderText(await Deno.readTextFile(path)));
    const again = await on.open();
    assert.deepEqual(on.warnings, []);
    assert.equal(
      (await again.logins.logIn({ login: "anna", password: PASSWORD }, PLACE, null)).session.method,
      "password",
    );
    assert.equal(again.book.whoIs({ bearer: token, cookie: null }, PLACE).kind, "token");
    const chosen = { login: "ben", password: PASSWORD };
    const opened = await again.logins.accept(secret, chosen, PLACE);
    assert.equal(again.book.person(opened.session.userId).role, "viewer");
  }));
