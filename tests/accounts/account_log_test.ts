import assert from "node:assert/strict";
import type { AccountNews } from "@/lib/accounts/accounts.ts";
import { stepAt, totpCode } from "@/lib/accounts/second_step.ts";
import { NewsThrottle } from "@/lib/program/access.ts";
import { auditText } from "@/lib/text/change_words.ts";
import { readAll } from "../audit/read_all.ts";
import { fromBase32, PASSWORD, type PeopleApp, withPeople } from "./people_app.ts";

/** The lines of accounts in the log, oldest first, as sentences; the first admin's own are left out. */
async function told({ program }: PeopleApp): Promise<string[]> {
  const entries = await readAll(program.auditLog.path);
  return entries.toReversed().map((entry) => auditText(entry, "UTC"))
    .filter((text) => !/^(admin|viewer)1:/.test(text));
}

Deno.test("The audit log tells who was let in by whom, who logged in from where, and what they changed", () =>
  withPeople(async (app) => {
    const admin = await app.as("admin", "Anna");
    const { body } = await admin.ask("/api/invites", "POST", { role: "viewer", note: "for Ben" });
    const ben = app.browser();
    const chosen = { invite: body.token, login: "ben", name: "Ben", password: PASSWORD };
    const { body: entered } = await ben.ask("/api/setup", "POST", chosen);
    await ben.ask("/api/tokens", "POST", { name: "script", scopes: ["alarms:read"] });
    await ben.ask("/api/session", "DELETE");
    const path = `/api/users/${entered.user.id}`;
    await admin.ask(path, "PATCH", { role: "operator" });
    await admin.ask(path, "PATCH", { isDisabled: true });
    await admin.ask("/api/session", "PATCH", { password: PASSWORD });
    await admin.ask(path, "DELETE");
    assert.deepEqual(await told(app), [
      "Anna: person added as admin, by deno task user",
      "Anna: logged in with password, from 127.0.0.1",
      "for Ben: invitation made as viewer, by Anna from 127.0.0.1",
      "Ben (ben): invitation used as viewer; invited by Anna, from 127.0.0.1",
      "script: token made: alarms:read, by Ben from 127.0.0.1",
      "Ben (ben): logged out, from 127.0.0.1",
      "Ben (ben): role changed: viewer → operator, by Anna from 127.0.0.1",
      "Ben (ben): account disabled, by Anna from 127.0.0.1",
      "Anna: password given once more, from 127.0.0.1",
      "Ben (ben): person erased, by Anna from 127.0.0.1",
    ]);
  }));

Deno.test("The audit log tells of codes and passwords that were changed, and of those that were wrong", () =>
  withPeople(async (app) => {
    const anna = await app.as("admin", "Anna");
    const { body } = await anna.ask("/api/totp", "POST");
    const secret = fromBase32(new URL(body.address).searchParams.get("secret") ?? "");
    const code = totpCode(secret, stepAt(app.program.now()));
    await anna.ask("/api/totp", "PUT", { code });
    await anna.ask("/api/session", "PATCH", { password: PASSWORD, code: "000000" });
    await anna.ask("/api/session", "PATCH", { password: "not this one" });
    await anna.ask("/api/totp", "DELETE");
    const change = { currentPassword: PASSWORD, password: "five other quiet words" };
    await anna.ask(`/api/users/${anna.id}`, "PATCH", change);
    await anna.ask("/api/sessions", "DELETE");
    assert.deepEqual((await told(app)).slice(2), [
      "Anna: codes turned on, from 127.0.0.1",
      "Anna: password refused: wrong code, from 127.0.0.1",
      "Anna: password refused: wrong password, from 127.0.0.1",
      "Anna: codes turned off, from 127.0.0.1",
      "Anna: password changed, from 127.0.0.1",
      "Anna: logged out everywhere, from 127.0.0.1",
    ]);
  }));

Deno.test("The audit log tells of refused logins without what was typed", () =>
  withPeople(async (app) => {
    const anna = await app.as("operator", "anna");
    await app.program.accounts.people.update(anna.id, { isDisabled: true }, "cli");
    for (const login of ["anna", "admin1", "my secret instead"]) {
      await app.browser().ask("/api/session", "POST", { login, password: "wrong words here" });
    }
    const entries = await readAll(app.program.auditLog.path);
    const refused = entries.filter(({ kind }) => kind === "loginRefused").toReversed();
    assert.deepEqual(refused.map((entry) => auditText(entry, "UTC")), [
      "anna: login refused: the account is disabled, from 127.0.0.1",
      "admin1: login refused: wrong password, from 127.0.0.1",
      "login refused: a name that nobody has, from 127.0.0.1",
    ]);
    assert.doesNotMatch(JSON.stringify(entries), /my secret|wrong words/);
  }));

Deno.test("GET /api/audit and /log tell of accounts to admins only", () =>
  withPeople(async (app) => {
    const askers = [
      ["operator", await app.as("operator"), false],
      [
        "an admin's token for alarms",
        await app.token("admin", ["alarms:read", "fires:read"]),
        false,
      ],
      [
        "an admin's token for all",
        await app.token("admin", ["alarms:read", "fires:read", "admin"]),
        true,
      ],
      ["admin", await app.as("admin"), true],
    ] as const;
    for (const [who, asker, isTold] of askers) {
      const { body } = await asker.ask("/api/audit");
      const isThere = body.entries.some(({ kind }: { kind: string }) => kind === "loggedIn");
      assert.equal(isThere, isTold, who);
      const csv = await asker.ask("/api/audit?format=csv");
      assert.equal(/loggedIn/.test(csv.body), isTold, who);
    }
    const page = (role: 0 | 3) => askers[role][1].ask("/log");
    assert.match((await page(3)).body, /Logged in/);
    assert.doesNotMatch((await page(0)).body, /Logged in/);
  }));

const refused = (about: string): AccountNews => ({
  ...{ event: "loginRefused", by: null, about, detail: "", address: "192.0.2.1" },
});

Deno.test("NewsThrottle lets twenty refusals through at once, then one in five minutes that counts the others", () => {
  const throttle = new NewsThrottle();
  const taken = Array.from({ length: 1000 }, (_, nth) => throttle.take(refused(`${nth}`), 0));
  assert.deepEqual(taken.filter((each) => each !== null), Array(20).fill(0));
  assert.equal(throttle.take(refused("x"), 299_999), null);
  assert.equal(throttle.take(refused("x"), 300_000), 981);
  assert.equal(throttle.take(refused("x"), 300_001), null);
});

Deno.test("NewsThrottle leaves out nothing that changes an account, and no other person's login", () => {
  const throttle = new NewsThrottle();
  const anna = { login: "anna", name: "Anna" };
  const news = (event: AccountNews["event"], about: string): AccountNews => ({
    ...{ event, by: anna, about, detail: "", address: null },
  });
  for (let nth = 0; nth < 30; nth++) throttle.take(news("loggedIn", "Anna"), 0);
  assert.equal(throttle.take(news("loggedIn", "Anna"), 0), null);
  assert.equal(throttle.take(news("loggedIn", "Ben"), 0), 0);
  for (let nth = 0; nth < 30; nth++) assert.equal(throttle.take(news("roleChanged", "Anna"), 0), 0);
});
