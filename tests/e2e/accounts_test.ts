import assert from "node:assert/strict";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { stepAt, totpCode } from "@/lib/accounts/totp.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown, untilLive, type Visitor } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
const PHONE = { viewport: { width: 390, height: 844 } };

/** Makes the first account on the page for it, by the token that stands in the data folder. */
async function setUp({ browser, server, folder }: PageStage, login = "anna"): Promise<Visitor> {
  const visitor = await sitDown(browser);
  const { page } = visitor;
  await page.goto(`${server.url}/setup`);
  const token = (await Deno.readTextFile(join(folder, "data", "setup-token"))).trim();
  await page.getByLabel("Setup token").fill(token);
  await fillNew(page, login);
  await untilLive(page);
  return visitor;
}

async function fillNew(page: Page, login: string): Promise<void> {
  await page.getByLabel("Name to log in with").fill(login);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password once more").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
}

async function logIn(page: Page, login: string, password = PASSWORD): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill(login);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log in" }).click();
}

/** A wrong password is an answer of the server, and browsers note it. */
function unexpected({ complaints }: Visitor): string[] {
  return complaints.filter((text) => !/status of (401|403)/.test(text));
}

pageTest(
  "The first account is made, logs out, and logs in with a code of its app",
  async (stage) => {
    const { server } = stage;
    const visitor = await setUp(stage);
    const { page } = visitor;
    await page.getByRole("link", { name: "Account" }).click();
    await page.getByRole("heading", { name: "anna" }).waitFor();
    await page.getByRole("button", { name: "Turn codes on" }).click();
    const secret = await page.locator(".totp code").innerText();
    await assertAccessible(page);
    const code = (ahead: number) => totpCode(fromBase32(secret), stepAt(Date.now()) + ahead);
    await page.getByLabel("The code it shows").fill(code(0));
    await page.getByRole("button", { name: "Turn on" }).click();
    await page.getByText("Keep these codes").waitFor();
    const paper = await page.locator(".recovery-codes code").first().innerText();
    await page.getByRole("button", { name: "Log out", exact: true }).click();

    await page.getByRole("heading", { name: "Log in" }).waitFor();
    await assertAccessible(page);
    await page.goto(`${server.url}/log?show=changes`);
    await logIn(page, "anna", "some other words");
    await page.getByText("The name or the password is wrong").waitFor();
    await logIn(page, "anna");
    await page.getByLabel("Code").fill(paper);
    await page.getByRole("button", { name: "Log in" }).click();
    await untilLive(page);
    assert.equal(new URL(page.url()).pathname, "/log");
    assert.deepEqual(unexpected(visitor), []);
  },
);

pageTest("Logging out everywhere ends every page of the person", async (stage) => {
  const here = await setUp(stage);
  const there = await sitDown(stage.browser, PHONE);
  await there.page.goto(stage.server.url);
  await logIn(there.page, "anna");
  await untilLive(there.page);
  await here.page.getByRole("link", { name: "Account" }).click();
  await here.page.getByText("This one").waitFor();
  assert.equal(await here.page.locator("#sessions ~ .account-rows .account-row").count(), 2);
  await here.page.getByRole("button", { name: "Log out everywhere" }).click();
  await here.page.getByRole("heading", { name: "Log in" }).waitFor();
  await there.page.getByRole("heading", { name: "You were logged out" }).waitFor();
  await logIn(there.page, "anna");
  await there.page.getByRole("heading", { name: "You were logged out" })
    .waitFor({ state: "detached" });
  await untilLive(there.page);
  assert.deepEqual([...unexpected(here), ...unexpected(there)], []);
});

function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")
  ).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}
