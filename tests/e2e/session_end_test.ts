import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown, untilLive, type Visitor } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
const PHONE = { viewport: { width: 390, height: 844 } };
const TEN_MINUTES = 600_000;

const ended = (page: Page) => page.getByRole("dialog", { name: "You were logged out" });

/** An operator before a page on which an alarm rings; `sockets` counts how often it has connected. */
async function besideRinging(stage: PageStage) {
  const { browser, server: { program, url }, api, binance } = stage;
  const alarm = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
  await api("POST", "/api/alarms/batch", { alarms: [{ pair: "BTCUSDT", alarm }] });
  const { people } = program.accounts;
  await people.add({ login: "anna", role: "admin", password: PASSWORD }, "cli");
  const { id } = await people.add({ login: "ben", role: "operator", password: PASSWORD }, "cli");
  const visitor = await sitDown(browser, PHONE);
  const { page } = visitor;
  await page.clock.install();
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  await page.goto(url);
  await logIn(page);
  await untilLive(page);
  binance.setPrice("BTCUSDT", 56_000);
  await page.getByRole("alertdialog").waitFor();
  return { visitor, page, id, sockets, people };
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel("Name", { exact: true }).fill("ben");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
}

const isSounding = (page: Page) =>
  page.evaluate(() => globalThis.sounds.some((sound) => !sound.paused));

function unexpected({ complaints }: Visitor): string[] {
  return complaints.filter((text) => !/status of 401/.test(text));
}

pageTest(
  "A session that ends while an alarm rings: it rings on, and nothing connects until a login",
  async (stage) => {
    const { visitor, page, id, sockets, people } = await besideRinging(stage);
    const before = sockets.length;
    await page.evaluate(() => document.body.dataset["same"] = "page");
    await people.update(id, { role: "viewer" }, "cli");
    await people.update(id, { role: "operator" }, "cli");
    await ended(page).waitFor();
    assert.equal(await isSounding(page), true);
    // Neither time nor what usually wakes a connection opens another one.
    await page.clock.fastForward(TEN_MINUTES);
    await page.evaluate(() => {
      for (const name of ["online", "focus", "pageshow"]) dispatchEvent(new Event(name));
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await page.clock.fastForward(TEN_MINUTES);
    assert.equal(sockets.length, before);
    assert.equal(await isSounding(page), true);
    await assertAccessible(page);
    // The login is before the rest: what rings is behind it, and can be silenced after it.
    assert.equal(await page.evaluate(frontDialog), "You were logged out");
    await logIn(page);
    await ended(page).waitFor({ state: "detached" });
    await untilLive(page);
    assert.equal(sockets.length, before + 1);
    // The same page goes on: it was never silent.
    assert.equal(await page.locator("body[data-same=page]").count(), 1);
    await page.getByRole("alertdialog").waitFor();
    assert.equal(await isSounding(page), true);
    await page.getByRole("alertdialog").getByRole("button", { name: /Silence/ }).first().click();
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    const { ringing } = stage.server.program.snapshot();
    assert.deepEqual(ringing, []);
    assert.deepEqual(unexpected(visitor), []);
    await page.context().close();
  },
);

pageTest("A login in another tab is taken by a page whose session has ended", async (stage) => {
  const { visitor, page, id, people } = await besideRinging(stage);
  await people.update(id, { isDisabled: true }, "cli");
  await people.update(id, { isDisabled: false }, "cli");
  await ended(page).waitFor();
  const beside = await page.context().newPage();
  await beside.goto(`${stage.server.url}/login`);
  await logIn(beside);
  await untilLive(beside);
  await page.evaluate(() => {
    document.body.dataset["same"] = "page";
    dispatchEvent(new Event("focus"));
  });
  await ended(page).waitFor({ state: "detached" });
  await untilLive(page);
  assert.equal(await page.locator("body[data-same=page]").count(), 1);
  assert.equal(await isSounding(page), true);
  assert.deepEqual(unexpected(visitor), []);
  await page.context().close();
});

/** Runs in the browser: the title of the dialog that lies over all else. */
function frontDialog(): string | undefined {
  const { x, y, width } = document.querySelector("#session-ended")!.getBoundingClientRect();
  const dialog = document.elementFromPoint(x + width / 4, y + 4)?.closest("dialog");
  return dialog?.querySelector("h2")?.innerText;
}
