import assert from "node:assert/strict";
import { join } from "node:path";
import { stepAt, totpCode } from "@/lib/accounts/second_step.ts";
import { fromBase32, PASSWORD, type PeopleApp, setupTokenOf, withPeople } from "./people_app.ts";
import { routesOfApp } from "./routes_of_app.ts";

const SECOND = "five other quiet words";

async function textsBelow(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const { name, isDirectory, isFile } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) { for (const [inner, text] of await textsBelow(path)) found.set(inner, text); }
    if (isFile) found.set(path, await Deno.readTextFile(path));
  }
  return found;
}

/** Uses every secret that accounts know, rightly and wrongly; answers them by name. */
async function useAll(app: PeopleApp): Promise<Record<string, string>> {
  const secrets: Record<string, string> = { setup: await setupTokenOf(app) };
  const admin = app.browser();
  const post = (path: string, body: unknown, method = "POST") => admin.ask(path, method, body);
  await post("/api/setup", { token: `${secrets.setup}x`, login: "anna", password: PASSWORD });
  await post("/api/setup", { token: secrets.setup, login: "anna", password: PASSWORD });
  const { body: invited } = await post("/api/invites", { role: "viewer" });
  secrets.invite = invited.token;
  const guest = app.browser();
  const chosen = { invite: secrets.invite, login: "ben", password: PASSWORD };
  const { body: ben } = await guest.ask("/api/setup", "POST", chosen);
  await guest.ask("/api/setup", "POST", { ...chosen, login: "ben2" });
  const { body: link } = await post(`/api/users/${ben.user.id}/link`, {});
  [, secrets.reset = ""] = link.path.split("#reset=");
  await guest.ask("/api/setup", "POST", { reset: secrets.reset, password: SECOND });
  await guest.ask("/api/setup", "POST", { reset: secrets.reset, password: SECOND });
  const { body: begun } = await post("/api/totp", {});
  secrets.totp = begun.secret;
  const code = totpCode(fromBase32(begun.secret), stepAt(app.program.now()));
  const { body: { recoveryCodes } } = await post("/api/totp", { code }, "PUT");
  recoveryCodes.forEach((each: string, nth: number) => secrets[`recovery ${nth}`] = each);
  const { body: made } = await post("/api/tokens", { name: "t", scopes: ["alarms:read"] });
  secrets.token = made.token;
  const bearer = { authorization: `Bearer ${made.token}` };
  await app.browser().ask("/api/users", "GET", undefined, bearer);
  await app.browser().ask(`/api/nowhere?token=${made.token}`, "GET", undefined, bearer);
  await post("/api/session", { login: "anna", password: `${PASSWORD}?` });
  await post("/api/session", { login: PASSWORD, password: "anna" });
  await post("/api/session", { password: PASSWORD, code: recoveryCodes[0] }, "PATCH");
  for (const [name, value] of admin.cookies) secrets[`cookie ${name}`] = value;
  return { ...secrets, password: PASSWORD, second: SECOND };
}

Deno.test("Secrets of accounts stand in no log, and in no file but as hashes or sealed", () =>
  withPeople(async (app) => {
    const secrets = await useAll(app);
    assert.equal(Object.keys(secrets).length, 19);
    const { DATA_DIR, LOG_DIR } = app.program.config;
    await app.program.accounts.book.close();
    const texts = [...await textsBelow(DATA_DIR), ...await textsBelow(LOG_DIR)];
    assert.ok(texts.some(([path]) => path.endsWith("accounts.json")));
    assert.ok(texts.some(([path]) => path.endsWith("audit.log")));
    for (const [name, secret] of Object.entries(secrets)) {
      assert.ok(secret.length > 8, name);
      const kept = texts.filter(([, text]) => text.includes(secret)).map(([path]) => path);
      assert.deepEqual(kept, [], name);
    }
  }));

Deno.test("Secrets of accounts are in no answer after the one that shows them", () =>
  withPeople(async (app) => {
    const secrets = await useAll(app);
    const admin = await app.as("admin");
    const gets = (await routesOfApp()).filter(({ method }) => method === "GET");
    for (const { route } of gets) {
      const { body } = await admin.ask(route.replaceAll(/:\w+/g, "none"));
      const text = JSON.stringify(body);
      const shown = Object.entries(secrets).filter(([, secret]) => text.includes(secret));
      assert.deepEqual(shown.map(([name]) => name), [], route);
      assert.doesNotMatch(text, /\$scrypt\$|"sealed"/, route);
    }
  }));
