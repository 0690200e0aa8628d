import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { stepAt, totpCode } from "@/lib/accounts/second_step.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown, untilLive, type Visitor } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
const PHONE = { viewport: { width: 390, height: 844 } };

/** Makes the first account on the page for it, by the token that stands in the data folder. */
async function setUp({ browser, server, folder }: PageStage, device = {}): Promise<Visitor> {
  const visitor = await sitDown(browser, device);
  const { page } = visitor;
  await page.goto(`${server.url}/setup`);
  await assertFits(page);
  const token = (await Deno.readTextFile(join(folder, "data", "setup-token"))).trim();
  await page.getByLabel("Setup token").fill(token);
  await fillNew(page, "anna");
  await untilLive(page);
  return visitor;
}

/** For those who see it and those who do not, on its width. */
async function assertFits(page: Page): Promise<void> {
  await assertAccessible(page);
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(beyond <= 0, `${page.url()} scrolls sideways by ${beyond}`);
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

/** Somebody who comes by an invitation, in a browser of their own. */
async function invited(
  admin: Page,
  browser: Browser,
  login: string,
  role: "Sets alarms" | "Read-only",
): Promise<Visitor> {
  await admin.getByLabel("For whom").fill(login);
  await admin.getByText(role, { exact: true }).last().click();
  await admin.getByRole("button", { name: "Make a link" }).click();
  const link = await admin.locator(".shown-once code").innerText();
  const visitor = await sitDown(browser, PHONE);
  await visitor.page.goto(link);
  await visitor.page.getByLabel("Name to log in with").waitFor();
  await assertFits(visitor.page);
  await fillNew(visitor.page, login);
  await untilLive(visitor.page);
  return visitor;
}

for (const device of [{}, PHONE]) {
  const where = device === PHONE ? "a phone" : "a laptop";
  pageTest(
    `The first account is made, logs out, and logs in with a code of its app on ${where}`,
    async (stage) => {
      const { server } = stage;
      const visitor = await setUp(stage, device);
      const { page } = visitor;
      await page.goto(`${server.url}/account`);
      await page.getByRole("heading", { name: "anna" }).waitFor();
      await page.getByRole("button", { name: "Turn codes on" }).click();
      const secret = await page.locator(".totp code").innerText();
      await assertFits(page);
      const code = totpCode(fromBase32(secret), stepAt(Date.now()));
      await page.getByLabel("The code it shows").fill(code);
      await page.getByRole("button", { name: "Turn on" }).click();
      await page.getByText("Keep these codes").waitFor();
      await assertFits(page);
      const paper = await page.locator(".recovery-codes code").first().innerText();
      await page.getByRole("button", { name: "Log out", exact: true }).click();

      await page.getByRole("heading", { name: "Log in" }).waitFor();
      await assertFits(page);
      await page.goto(`${server.url}/log?show=changes`);
      await logIn(page, "anna", "some other words");
      await page.getByText("The name or the password is wrong").waitFor();
      await assertFits(page);
      await logIn(page, "anna");
      await page.getByLabel("Code").fill(paper);
      await assertFits(page);
      await page.getByRole("button", { name: "Log in" }).click();
      await untilLive(page);
      assert.equal(new URL(page.url()).pathname, "/log");
      assert.deepEqual(unexpected(visitor), []);
    },
  );
}

pageTest(
  "A role that changes under an open page ends it; what rings goes on ringing",
  async (stage) => {
    const { browser, server, binance } = stage;
    const admin = await setUp(stage);
    await admin.page.goto(`${server.url}/people`);
    await untilLive(admin.page);
    await assertAccessible(admin.page);
    const ben = await invited(admin.page, browser, "ben", "Sets alarms");
    const line = ben.page.getByRole("textbox", { name: /Alarm in one line/ });
    await line.fill("btc > 55k");
    await ben.page.getByText(/rings once/).waitFor();
    await line.press("Enter");
    await ben.page.locator(".pair .alarm-actions").first().waitFor();
    binance.setPrice("BTCUSDT", 56_000);
    await ben.page.getByRole("alertdialog").waitFor();
    const isSounding = () =>
      ben.page.evaluate(() => globalThis.sounds.some((sound) => !sound.paused));
    // What rings covers the admin's page, too.
    await admin.page.evaluate(makeViewer, "ben");
    await ben.page.getByRole("heading", { name: "You were logged out" }).waitFor();
    await assertAccessible(ben.page);
    assert.equal(await isSounding(), true);

    await logIn(ben.page, "ben");
    await ben.page.getByRole("alertdialog").waitFor();
    // Made anew for the rights that are left.
    await line.waitFor({ state: "hidden" });
    await ben.page.getByRole("alertdialog").waitFor();
    await ben.page.locator(".ringing-silence").waitFor({ state: "hidden" });
    await ben.page.getByRole("button", { name: "Hide on this screen" }).click();
    await ben.page.getByRole("alertdialog").waitFor({ state: "detached" });
    assert.deepEqual([...unexpected(admin), ...unexpected(ben)], []);
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

/** Ben, with two ways in and no password. */
async function addBen({ server: { program: { accounts: { book, people } } } }: PageStage) {
  const { id } = await people.add({ login: "ben", role: "operator" }, "cli");
  const long = new Date(0).toISOString();
  const passkey = {
    ...{ id: "a2V5", publicKey: "a2V5", counter: 0, isBackedUp: false, host: "localhost" },
    ...{ name: "Old phone", createdAt: long, lastUsedAt: null },
  };
  const identity = {
    ...{ issuer: "https://auth.example.com/", subject: "7", isManaged: false, linkedAt: long },
  };
  await book.change((state) => {
    const ways = { passkeys: [passkey], identities: [identity] };
    const people = state.people.map((each) => (each.id === id ? { ...each, ...ways } : each));
    return { state: { ...state, people }, result: null };
  });
}

/** Everybody gave their password long ago. */
async function letTimePass({ server: { program: { accounts: { book } } } }: PageStage) {
  const confirmedUntil = new Date(0).toISOString();
  await book.change((state) => {
    const sessions = state.sessions.map((each) => ({ ...each, confirmedUntil }));
    return { state: { ...state, sessions }, result: null };
  });
}

pageTest("An admin takes a passkey from a person, whose last way in stays", async (stage) => {
  const admin = await setUp(stage);
  const { page } = admin;
  await addBen(stage);
  await letTimePass(stage);
  await page.setViewportSize(PHONE.viewport);
  await page.goto(`${stage.server.url}/people`);
  await untilLive(page);
  await page.getByText("ben, a passkey, a provider").waitFor();
  await page.getByRole("button", { name: "Ways in of ben" }).click();
  const ways = page.getByRole("dialog", { name: "Ways in of ben" });
  await ways.getByText("Passkey for localhost, not used yet").waitFor();
  await assertAccessible(page);
  await ways.getByRole("button", { name: "Remove Old phone" }).click();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Go on" }).click();
  await ways.getByText("Old phone").waitFor({ state: "detached" });
  await ways.getByRole("button", { name: "Unlink https://auth.example.com/" }).click();
  await ways.getByText("This is the last way in of ben").waitFor();
  await assertAccessible(page);
  await ways.getByRole("button", { name: "Close" }).click();
  await page.getByText("ben, a provider").waitFor();
  assert.deepEqual(admin.complaints.filter((text) => !/status of (401|403|409)/.test(text)), []);
});

pageTest(
  "Where everybody is told is said by an admin who gives the password once more",
  async (stage) => {
    const admin = await setUp(stage);
    const { page } = admin;
    await page.setViewportSize(PHONE.viewport);
    await page.goto(`${stage.server.url}/channels`);
    await untilLive(page);
    await page.getByRole("button", { name: "Webhook" }).click();
    await page.getByLabel("Address").fill("https://example.com/a");
    await page.getByText("Everybody's", { exact: true }).click();
    await page.getByRole("button", { name: "Save" }).click();
    await letTimePass(stage);
    await page.getByRole("button", { name: "Edit webhook" }).click();
    await page.getByLabel("Address").fill("https://example.com/b");
    await page.getByRole("button", { name: "Save" }).click();
    const again = page.getByRole("dialog", { name: "Your password, once more" });
    await again.waitFor();
    await assertAccessible(page);
    await again.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await again.getByRole("button", { name: "Go on" }).click();
    await page.getByRole("dialog", { name: "Edit Webhook" }).waitFor({ state: "detached" });
    const [channel] = stage.server.program.store.state.channels;
    assert.equal(channel?.config.url, "https://example.com/b");
    assert.deepEqual(unexpected(admin), []);
  },
);

/** Runs in the browser of an admin. */
async function makeViewer(login: string): Promise<void> {
  const { users } = await (await fetch("/api/users")).json();
  const { id } = users.find((user: { login: string }) => user.login === login);
  const body = JSON.stringify({ role: "viewer" });
  const { ok } = await fetch(`/api/users/${id}`, { method: "PATCH", body });
  if (!ok) throw new Error("The role was not changed");
}

function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")
  ).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => parseInt(byte, 2));
}
