import assert from "node:assert/strict";
import { CLIENT, OidcServer, type ProvidersPerson, visitProvider } from "../servers/oidc.ts";
import { type Asker, type PeopleApp, withPeople } from "./people_app.ts";

export const BACK = "http://localhost/login/oidc";
export const EVE: ProvidersPerson = { sub: "7", preferred_username: "eve", name: "Eve" };

/** A provider, and a program that knows it; the first account is an admin's. */
export async function withProvider(
  test: (app: PeopleApp, provider: OidcServer) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
): Promise<void> {
  const provider = await OidcServer.start(BACK);
  const secretFile = await Deno.makeTempFile();
  await Deno.writeTextFile(secretFile, `${CLIENT.secret}\n`);
  const settings = {
    ...{ OIDC_ISSUER: provider.issuer, OIDC_CLIENT_ID: CLIENT.id, OIDC_NAME: "Example" },
    ...{ OIDC_CLIENT_SECRET_FILE: secretFile, PUBLIC_URL: "http://localhost" },
    ...env,
  };
  try {
    await withPeople(async (app) => {
      await app.as("admin", "first");
      await test(app, provider);
    }, settings);
  } finally {
    await provider.stop();
    await Deno.remove(secretFile);
  }
}

/** Asks where to go, goes there, and answers what the provider sends back. */
export async function toProvider(
  browser: Asker,
  method = "POST",
  path = "/api/session/oidc",
  next = "/",
  cookies?: Map<string, string>,
): Promise<string> {
  const { status, body } = await browser.ask(path, method, { next });
  assert.equal(status, 201, JSON.stringify(body));
  const { pathname, search } = await visitProvider(body.url, BACK, cookies);
  return pathname + search;
}

/** The whole way of a login; answers the return to the program. `cookies` are the browser's at the provider. */
export async function logIn(browser: Asker, next?: string, cookies?: Map<string, string>) {
  return await browser.ask(await toProvider(browser, "POST", "/api/session/oidc", next, cookies));
}
