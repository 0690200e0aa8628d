import assert from "node:assert/strict";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { auditText } from "@/lib/text/change_words.ts";
import { readAll } from "../audit/read_all.ts";
import type { Json } from "../program/app_under_test.ts";
import { Authenticator } from "./authenticator.ts";
import { type Asker, PASSWORD, type PeopleApp, withPeople } from "./people_app.ts";

const LOCAL = { origin: "http://localhost" };
const ISSUER = "https://auth.example.com/";

/** Ben, who has a passkey, a login at a provider and a password, and an admin. */
async function withBen(app: PeopleApp) {
  const anna = await app.as("admin", "anna");
  const ben = await app.as("operator", "ben");
  const key = new Authenticator();
  const { body: options } = await ben.ask("/api/passkeys", "POST", {}, LOCAL);
  await ben.ask("/api/passkeys", "PUT", { name: "Phone", ...key.made(options) }, LOCAL);
  const linkedAt = new Date(0).toISOString();
  const identity = { issuer: ISSUER, subject: "7", isManaged: false, linkedAt };
  await put(app, ben.id, { identities: [identity] });
  const users = `/api/users/${ben.id}`;
  const { body: { identities } } = await anna.ask(`${users}/identities`);
  const { body: { passkeys } } = await anna.ask(`${users}/passkeys`);
  const paths = [`${users}/passkeys/${key.id}`, `${users}/identities/${identities[0].id}`] as const;
  return { anna, ben, key, paths, passkeys, identities };
}

async function put({ program }: PeopleApp, id: string, more: object): Promise<void> {
  await program.accounts.book.change((state) => {
    const people = state.people.map((person) => person.id === id ? { ...person, ...more } : person);
    return { state: { ...state, people }, result: null };
  });
}

async function logInByKey(browser: Asker, key: Authenticator) {
  const { body: options } = await browser.ask("/api/session/passkey", "POST", {}, LOCAL);
  return await browser.ask("/api/session/passkey", "PUT", key.used(options), LOCAL);
}

Deno.test("An admin takes a passkey and a provider's link from a person, whose sessions end; the log says who", () =>
  withPeople(async (app) => {
    const { anna, ben, key, paths, passkeys, identities } = await withBen(app);
    assert.deepEqual(passkeys.map(({ name }: Json) => name), ["Phone"]);
    assert.deepEqual(identities.map(({ issuer }: Json) => issuer), [ISSUER]);
    assert.ok(!JSON.stringify(identities).includes("subject"));
    for (const path of paths) {
      await ben.ask("/api/session", "POST", { login: "ben", password: PASSWORD });
      assert.equal((await anna.ask(path, "DELETE")).status, 204, path);
      assert.equal((await ben.ask("/api/session")).status, 401, path);
      assert.equal((await anna.ask(path, "DELETE")).body.code, "not_found", path);
    }
    assert.equal((await logInByKey(app.browser(), key)).body.code, "wrong_login");
    assert.equal((await anna.ask("/api/session")).status, 200);
    const lines = (await readAll(app.program.auditLog.path)).map((each) => auditText(each, "UTC"));
    assert.ok(lines.includes("ben: passkey taken away: Phone, by anna from 127.0.0.1"), `${lines}`);
    const unlinked = `ben: provider link taken away: ${ISSUER}, by anna from 127.0.0.1`;
    assert.ok(lines.includes(unlinked), `${lines}`);
  }));

Deno.test("What admins take from others wants a password that was just given", () =>
  withPeople(async (app) => {
    const { anna, paths } = await withBen(app);
    app.forward(11 * MINUTE_MS);
    for (const path of paths) {
      assert.equal((await anna.ask(path, "DELETE")).body.code, "confirm_needed", path);
    }
    await anna.ask("/api/session", "PATCH", { password: PASSWORD });
    for (const path of paths) assert.equal((await anna.ask(path, "DELETE")).status, 204, path);
  }));

Deno.test("The last way in of a person stays, whichever it is, and also where two go at once", () =>
  withPeople(async (app) => {
    const { anna, ben, paths } = await withBen(app);
    await put(app, ben.id, { password: null });
    const answers = await Promise.all(paths.map((path) => anna.ask(path, "DELETE")));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 409]);
    const refused = answers.find(({ status }) => status === 409);
    assert.deepEqual([refused?.body.code, /last way in of ben/.test(refused?.body.detail)], [
      "last_way_in",
      true,
    ]);
  }));

Deno.test("An admin's own way in is removed there as on the page Account: the session that asks stays", () =>
  withPeople(async (app) => {
    const anna = await app.as("admin", "anna");
    const key = new Authenticator();
    const { body: options } = await anna.ask("/api/passkeys", "POST", {}, LOCAL);
    await anna.ask("/api/passkeys", "PUT", { name: "Phone", ...key.made(options) }, LOCAL);
    const path = `/api/users/${anna.id}/passkeys/${key.id}`;
    assert.equal((await anna.ask(path, "DELETE")).status, 204);
    assert.equal((await anna.ask("/api/session")).status, 200);
  }));
