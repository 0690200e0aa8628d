import assert from "node:assert/strict";
import type { CDPSession, Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown, untilLive } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
const PHONE = { viewport: { width: 390, height: 844 } };

/** Chromium's own authenticator: it keeps passkeys, and says that the person showed who they are. */
async function addAuthenticator(page: Page): Promise<{ cdp: CDPSession; authenticatorId: string }> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("WebAuthn.enable");
  const { authenticatorId } = await cdp.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      ...{ protocol: "ctap2", transport: "internal", hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
  return { cdp, authenticatorId };
}

/** Browsers keep passkeys for names, not for addresses. */
const urlOf = ({ server }: PageStage) => server.url.replace("127.0.0.1", "localhost");

/** The first account, made on its page; opens the page of the account. */
async function setUp(page: Page, stage: PageStage): Promise<void> {
  await page.goto(`${urlOf(stage)}/setup`);
  const token = (await Deno.readTextFile(`${stage.folder}/data/setup-token`)).trim();
  await page.getByLabel("Setup token").fill(token);
  await page.getByLabel("Name to log in with").fill("anna");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Password once more").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await untilLive(page);
  await page.goto(`${urlOf(stage)}/account`);
  await page.getByRole("heading", { name: "anna" }).waitFor();
}

const passkeys = (page: Page) => page.locator("#passkeys ~ .account-rows .account-row");
const usePasskey = (page: Page) => page.getByRole("button", { name: "Use a passkey" });

async function addPasskey(page: Page, name: string): Promise<void> {
  await page.getByLabel("Which device it is").fill(name);
  await page.getByRole("button", { name: "Add a passkey" }).click();
}

for (const device of [{}, PHONE]) {
  const where = "viewport" in device ? "a phone" : "a desk";
  pageTest(`A passkey is added, renamed, logged in with and removed on ${where}`, async (stage) => {
    const visitor = await sitDown(stage.browser, device);
    const { page } = visitor;
    const { cdp, authenticatorId } = await addAuthenticator(page);
    await setUp(page, stage);
    await addPasskey(page, "My laptop");
    await passkeys(page).getByText("My laptop").waitFor();
    await assertAccessible(page);
    await addPasskey(page, "Once more");
    await page.getByText("This device has a passkey for this account already").waitFor();
    await page.getByRole("button", { name: "Rename passkey My laptop" }).click();
    await page.getByLabel("Name of this passkey").fill("My phone");
    await page.getByRole("button", { name: "Save" }).click();
    await passkeys(page).getByText("My phone").waitFor();

    await page.getByRole("button", { name: "Log out", exact: true }).click();
    await usePasskey(page).waitFor();
    await assertAccessible(page);
    // Nobody showed who they are: the authenticator refuses, and the page says so.
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: false });
    await usePasskey(page).click();
    await page.getByText("No passkey was used").waitFor();
    await cdp.send("WebAuthn.setUserVerified", { authenticatorId, isUserVerified: true });
    await usePasskey(page).click();
    await untilLive(page);

    await page.goto(`${urlOf(stage)}/account`);
    await page.getByText("by passkey, last seen").waitFor();
    await page.getByRole("button", { name: "Remove passkey My phone" }).click();
    await passkeys(page).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Log out", exact: true }).click();
    await page.getByLabel("Password", { exact: true }).waitFor();
    await usePasskey(page).waitFor({ state: "detached" });
    assert.deepEqual(visitor.complaints, []);
    await page.context().close();
  });
}

pageTest("A passkey stands in for the password that is asked for once more", async (stage) => {
  const visitor = await sitDown(stage.browser, PHONE);
  const { page } = visitor;
  await addAuthenticator(page);
  await setUp(page, stage);
  await addPasskey(page, "My phone");
  await passkeys(page).getByText("My phone").waitFor();
  // Ten minutes later.
  const { book } = stage.server.program.accounts;
  await book.change((state) => {
    const confirmedUntil = new Date(0).toISOString();
    const sessions = state.sessions.map((session) => ({ ...session, confirmedUntil }));
    return { state: { ...state, sessions }, result: null };
  });
  await page.reload();
  await page.getByLabel("What it is for").fill("a script");
  await page.getByRole("button", { name: "Make a token" }).click();
  const dialog = page.getByRole("dialog", { name: "Your password, once more" });
  await dialog.waitFor();
  await assertAccessible(page);
  await usePasskey(page).click();
  await page.getByText("Copy this token now").waitFor();
  assert.deepEqual(visitor.complaints.filter((text) => !/status of 403/.test(text)), []);
  await page.context().close();
});
