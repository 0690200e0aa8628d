import assert from "node:assert/strict";
import { MessageServer } from "../servers/message_server.ts";
import { BOT_TOKEN, FakeTelegram } from "../servers/telegram.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

/** Listens before the programs under test start, because their settings name it. */
const hooks = new MessageServer();
const PHONE = { viewport: { width: 390, height: 844 } };

pageTest(
  "A webhook is added on a phone, refused with the field, tested, edited and removed",
  async ({ browser, server }) => {
    hooks.answer = () => new Response("ok");
    const { page, leave } = await visit(browser, `${server.url}/channels`, PHONE);
    await assertAccessible(page);
    await page.getByRole("button", { name: "Webhook" }).click();
    const form = page.getByRole("dialog", { name: "Add Webhook" });
    await form.getByLabel("Address").fill("http://169.254.169.254/");
    await form.getByRole("button", { name: "Save" }).click();
    await form.getByText(/tells a machine its credentials/).waitFor();
    assert.equal(await form.getByLabel("Address").getAttribute("aria-invalid"), "true");
    await assertAccessible(page);
    await form.getByLabel("Name").fill("Home");
    await form.getByLabel("Address").fill(`${hooks.url}/in`);
    await form.getByLabel("Signing secret").fill(`whsec_${new Uint8Array(32).toBase64()}`);
    await form.getByRole("button", { name: "Save" }).click();
    await form.waitFor({ state: "detached" });
    await page.getByText("Never used yet: send a test").waitFor();

    await page.getByRole("button", { name: "Send a test to Home" }).click();
    await page.getByText("Test: accepted by the service").waitFor();
    await page.getByText("Works", { exact: true }).waitFor();
    await assertAccessible(page);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= PHONE.viewport.width, `${width} px`);

    await page.getByRole("button", { name: "Edit Home" }).click();
    const edit = page.getByRole("dialog", { name: "Edit Home" });
    assert.equal(await edit.getByLabel("Signing secret").inputValue(), "");
    await edit.getByText(/leave it empty to keep it/).waitFor();
    await edit.getByText("Off", { exact: true }).click();
    await edit.getByRole("button", { name: "Save" }).click();
    await page.locator(".channel-health").getByText("Off", { exact: true }).waitFor();

    await page.getByRole("button", { name: "Remove Home" }).click();
    await page.getByRole("button", { name: "Remove it" }).click();
    await page.getByText(/None yet/).waitFor();
    await leave();
  },
  { ALLOW_PRIVATE_TARGETS: hooks.host },
);

pageTest(
  "What was given up is sent again by hand",
  async ({ browser, server, api }) => {
    hooks.answer = () => new Response("no", { status: 400 });
    const config = { url: `${hooks.url}/in` };
    await api("POST", "/api/channels", { type: "webhook", name: "Home", config });
    const alarm = { type: "target", targetPrice: 60_000, direction: "fromBelow" };
    const set = await api("POST", "/api/pairs/BTCUSDT/alarms", alarm) as { alarm: { id: string } };
    const { page, leave } = await visit(browser, `${server.url}/channels`);
    await api("POST", `/api/alarms/${set.alarm.id}/test`);
    await page.getByText(/given up: It answered with status 400/).waitFor();
    await page.getByRole("button", { name: "Silence" }).click();
    hooks.answer = () => new Response("ok");
    await page.getByRole("button", { name: "Send again to Home" }).click();
    await page.getByText("None: nothing was given up.").waitFor();
    hooks.answer = () => new Response("no", { status: 400 });
    for (let nth = 0; nth < 3; nth++) await api("POST", `/api/alarms/${set.alarm.id}/test`);
    await page.getByRole("button", { name: "Silence" }).click();
    const held = Promise.withResolvers<Response>();
    hooks.answer = () => held.promise.then((response) => response.clone());
    await page.getByRole("button", { name: "Send all 3 again" }).click();
    await page.getByText("3 messages are still to go again").waitFor();
    await page.reload();
    await page.getByText("3 messages are still to go again").waitFor();
    held.resolve(new Response("ok"));
    await page.getByText("None: nothing was given up.").waitFor();
    await leave();
  },
  { ALLOW_PRIVATE_TARGETS: hooks.host },
);

const telegram = new FakeTelegram();

for (const width of [390, 820, 1440]) {
  pageTest(
    `At ${width} px the page shows Telegram's link as a QR code, and is reached by keys alone`,
    async ({ browser, server, api }) => {
      const config = { botToken: BOT_TOKEN };
      await api("POST", "/api/channels", { type: "telegram", name: "Bot", config });
      const device = { viewport: { width, height: 844 } };
      const { page, leave } = await visit(browser, `${server.url}/channels`, device);
      const code = page.getByRole("img", { name: "QR code of the link" });
      await code.waitFor();
      assert.ok((await code.locator("path").getAttribute("d"))?.startsWith("M"));
      await assertAccessible(page);
      const scrolled = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(scrolled <= width, `${scrolled} px`);
      const test = page.getByRole("button", { name: "Send a test to Bot" });
      await page.getByRole("link", { name: "Open the bot and press Start" }).focus();
      await page.keyboard.press("Tab");
      assert.ok(await test.evaluate((each) => each === document.activeElement));
      await leave();
    },
    { TELEGRAM_API_URL: telegram.url },
  );
}
