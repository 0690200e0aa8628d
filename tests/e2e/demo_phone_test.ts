import assert from "node:assert/strict";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { LocalServer } from "../program/local_server.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown } from "./page.ts";

const PHONE = { viewport: { width: 390, height: 844 } };

browserTest("The demo's phone is found on Channels, rings, and acknowledges", async () => {
  const folder = await Deno.makeTempDir();
  const server = await LocalServer.start({ folder, env: { PRICE_SOURCE: "demo" }, isDemo: true });
  try {
    await inSharedChromium(async (browser) => {
      const { page, leave } = await sitDown(browser, PHONE);
      await page.goto(`${server.url}/channels`);
      // Not by a click: the demo rings whenever it likes, and its dialog covers the page.
      const path = await page.locator("a", { hasText: "Look at the phone" }).getAttribute("href");
      await page.goto(server.url + path);
      await page.getByRole("button", { name: "Let an alarm ring" }).click();
      await page.getByText("BTC/USDT rings, as a test").waitFor();
      const card = page.getByRole("listitem").filter({ hasText: "Test: BTC/USDT" });
      await card.getByRole("button", { name: "Snooze 15 min" }).waitFor();
      await assertAccessible(page);
      await card.getByRole("button", { name: "Acknowledge" }).click();
      await card.getByText("Demo phone has it").waitFor();
      assert.equal(await card.getByRole("button").count(), 0);
      await page.getByRole("button", { name: "Switch the phone off" }).click();
      await page.getByText(/The phone is off/).waitFor();
      await assertAccessible(page);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= PHONE.viewport.width, `${width} px`);
      await leave();
    });
  } finally {
    await server.stop();
    await Deno.remove(folder, { recursive: true });
  }
});
