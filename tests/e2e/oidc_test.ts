import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { freePort } from "../free_port.ts";
import { CLIENT, OidcServer } from "../servers/oidc.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown, untilLive } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
const PHONE = { viewport: { width: 390, height: 844 } };

/** The provider sends browsers back to one address, so the port is known before the program starts. */
const PORT = freePort();
const URL_HERE = `http://127.0.0.1:${PORT}`;
const provider = await OidcServer.start(`${URL_HERE}/login/oidc`);
const secretFile = await Deno.makeTempFile();
await Deno.writeTextFile(secretFile, CLIENT.secret);

Deno.test.afterAll(async () => {
  await provider.stop();
  await Deno.remove(secretFile);
});

const SETTINGS = {
  ...{ PORT: String(PORT), PUBLIC_URL: URL_HERE, OIDC_ISSUER: provider.issuer },
  ...{ OIDC_CLIENT_ID: CLIENT.id, OIDC_CLIENT_SECRET_FILE: secretFile, OIDC_NAME: "Example" },
  ...{ OIDC_OPERATORS: "group:traders", OIDC_LOGOUT: "return" },
};

const withExample = (page: Page) => page.getByRole("button", { name: "Log in with Example" });

/** The first account; without one nobody is asked to log in. */
async function addFirst({ server: { program } }: PageStage): Promise<void> {
  await program.accounts.people.add(
    { login: "anna", role: "admin", password: PASSWORD },
    "cli",
  );
}

pageTest(
  "The provider logs in by one button on a phone, and whom no rule fits is told so",
  async (stage) => {
    await addFirst(stage);
    const { page, complaints } = await sitDown(stage.browser, PHONE);
    provider.person = { sub: "7", preferred_username: "eve", groups: [] };
    await page.goto(`${URL_HERE}/log`);
    await withExample(page).waitFor();
    await assertAccessible(page);
    await withExample(page).click();
    await page.getByText("nothing here lets you in").waitFor();
    await assertAccessible(page);
    provider.person = { sub: "8", preferred_username: "ben", groups: ["traders"] };
    await page.context().clearCookies();
    await page.goto(`${URL_HERE}/log`);
    await withExample(page).click();
    await untilLive(page);
    assert.equal(new URL(page.url()).pathname, "/log");
    await page.goto(`${URL_HERE}/account`);
    await untilLive(page);
    await page.getByRole("button", { name: "Log out", exact: true }).click();
    await page.getByRole("button", { name: /sign me out/ }).click();
    await withExample(page).waitFor();
    assert.equal(new URL(page.url()).pathname, "/login");
    assert.deepEqual(complaints.filter((text) => !/status of 403/.test(text)), []);
  },
  SETTINGS,
);

pageTest("An account is linked to the provider, logs in by it, and is unlinked", async (stage) => {
  await addFirst(stage);
  const { page, complaints } = await sitDown(stage.browser, PHONE);
  provider.person = { sub: "9", preferred_username: "somebody" };
  await page.goto(`${URL_HERE}/account`);
  await page.getByLabel("Name", { exact: true }).fill("anna");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in", exact: true }).click();
  await page.getByRole("button", { name: "Link Example" }).click();
  const row = page.getByRole("heading", { name: provider.issuer });
  await row.waitFor();
  await assertAccessible(page);
  await page.getByRole("button", { name: "Log out", exact: true }).click();
  await withExample(page).click();
  await untilLive(page);
  await page.goto(`${URL_HERE}/account`);
  await page.getByText("by Example, last seen").waitFor();
  await page.getByRole("button", { name: /^Unlink/ }).click();
  await row.waitFor({ state: "detached" });
  assert.deepEqual(complaints, []);
}, SETTINGS);
