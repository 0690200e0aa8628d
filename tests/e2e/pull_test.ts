import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const PHONE = { viewport: { width: 390, height: 800 }, hasTouch: true, isMobile: true };

/** A finger on the page. */
async function finger(page: Page) {
  const touch = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", y?: number) =>
    touch.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: y === undefined ? [] : [{ x: 195, y }],
    });
  return {
    async pull(from: number, to: number) {
      await send("touchStart", from);
      for (const part of [0.25, 0.5, 0.75, 1]) await send("touchMove", from + (to - from) * part);
    },
    /** Pulls again until the page says so: it may not be awake yet, and what follows a finger is loaded with the first. */
    async pullUntil(said: Locator, from: number, to: number) {
      for (await this.pull(from, to); !await said.isVisible(); await this.pull(from, to)) {
        await page.waitForTimeout(50);
        if (await said.isVisible()) return;
        await send("touchEnd");
      }
    },
    letGo: () => send("touchEnd"),
  };
}

pageTest("A pull at the top of the page reads all prices anew", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url, PHONE);
  const greetings: string[] = [];
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => {
      if (String(payload).includes('"hello"')) greetings.push(String(payload));
    });
  });
  await page.reload();
  await page.locator("[data-phase=live]").waitFor();
  const hand = await finger(page);
  const said = page.locator(".pull");
  await hand.pullUntil(said.getByText("Pull further"), 200, 260);
  const before = greetings.length;
  await hand.letGo();
  await said.getByText("Pull further").waitFor({ state: "detached" });
  assert.equal(greetings.length, before, "a short pull asks for nothing");

  await hand.pull(200, 420);
  await said.getByText("Let go").waitFor();
  await assertAccessible(page, "pulled");
  await hand.letGo();
  await said.getByText("Prices are up to date").waitFor();
  assert.ok(greetings.length > before, "the server was asked");
  await said.getByText("Prices are up to date").waitFor({ state: "detached" });
  await hand.pull(200, 420);
  await hand.letGo();
  await said.getByText(/^The source was asked just now; ask again in \d s$/).waitFor();
  await leave();
});

pageTest("A finger that scrolls refreshes nothing", async ({ browser, server, api }) => {
  for (let more = 0; more < 12; more++) {
    const alarm = { type: "target", targetPrice: 55_000 + more, direction: "fromBelow" };
    await api("POST", "/api/pairs/BTCUSDT/alarms", alarm);
  }
  const { page, leave } = await visit(browser, server.url, PHONE);
  await page.getByRole("button", { name: "Alarms of BTC/USDT" }).click();
  const hand = await finger(page);
  await hand.pull(600, 300);
  await hand.letGo();
  await page.waitForFunction(() => scrollY > 0);
  await page.evaluate(() => scrollTo(0, 300));
  await hand.pull(200, 420);
  await hand.letGo();
  assert.equal(await page.locator(".pull").count(), 0);
  await leave();
});
