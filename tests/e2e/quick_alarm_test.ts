import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { untilLive, visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const line = (page: Page) => page.getByRole("textbox", { name: /Alarm in one line/ });
const form = (page: Page) => page.getByRole("form", { name: "Set an alarm with one line" });
const board = (page: Page) => page.getByRole("main");

pageTest(
  "QuickAlarm sets an alarm from one typed line with the keyboard alone, and undoes it",
  async ({ browser, server, api }) => {
    const { page, leave } = await visit(browser, server.url);
    await page.keyboard.press("/");
    await page.keyboard.type("btc > 55k repeat 10m note: breakout");
    await form(page).getByText("BTC/USDT crosses above 55,000").waitFor();
    await form(page).getByText(/repeats, cooldown 10 min · note “breakout”/).waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("Set: BTC/USDT crosses above 55,000.").waitFor();
    assert.equal(await line(page).inputValue(), "");
    const set = await api("GET", "/api/pairs/BTCUSDT/alarms") as { alarms: object[] };
    assert.deepEqual(
      set.alarms.map((alarm) => ({ ...alarm, id: "", createdAt: "", watchedFrom: "" })),
      [{
        ...{ id: "", createdAt: "", watchedFrom: "", type: "target", targetPrice: 55_000 },
        ...{ direction: "fromBelow", mode: "repeat", cooldownSeconds: 600, note: "breakout" },
        ...{ expiresAt: null, snoozedUntil: null, triggered: false, triggeredAt: null },
        ...{ triggeredPrice: null, fireCount: 0, conditionMet: false, clearedSinceFire: false },
      }],
    );
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Removed again: BTC/USDT crosses above 55,000.").waitFor();
    assert.deepEqual(await api("GET", "/api/alarms"), { alarms: [] });
    await leave();
  },
);

pageTest(
  "QuickAlarm says what is wrong as it is typed, and what is true already before it is saved",
  async ({ browser, server, api }) => {
    const { page, leave } = await visit(browser, server.url);
    await line(page).fill("btc > 7ok");
    await form(page).getByText("“7ok” is not a price; write for example 70000").waitFor();
    assert.equal(await line(page).getAttribute("aria-invalid"), "true");
    await line(page).press("Enter");
    assert.deepEqual(await api("GET", "/api/alarms"), { alarms: [] });
    await line(page).fill("btc > 40k");
    await form(page).getByText(/The price is past it already, at 50,000/).waitFor();
    await line(page).press("Enter");
    await page.getByText(/already true now; it will ring when it happens again/).waitFor();
    await leave();
  },
);

pageTest(
  "QuickAlarm goes on from a suggestion, and adds a pair that is not watched yet",
  async ({ browser, server, binance, api }) => {
    binance.setPrice("SOLUSDT", 150);
    const { page, leave } = await visit(browser, server.url);
    await line(page).fill("btc 5%");
    await form(page).getByText(/Say against what/).waitFor();
    await form(page).getByRole("button", { name: "btc 5% from high" }).click();
    await form(page).getByText("BTC/USDT falls 5 % from high").waitFor();
    await line(page).fill("sol > 200");
    await form(page).getByText("SOL/USDT is not watched yet: it is added first").waitFor();
    await form(page).getByRole("button", { name: "Add and set" }).click();
    await board(page).getByText("SOL crosses above 200").waitFor();
    const { pair } = await api("GET", "/api/pairs/SOLUSDT") as { pair: { alarms: unknown[] } };
    assert.equal(pair.alarms.length, 1);
    await leave();
  },
);

pageTest("The line of text holds what axe knows of accessibility", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url);
  for (const text of ["", "btc 5%", "btc > 7ok", "btc > 40k repeat", "sol > 5"]) {
    await line(page).fill(text);
    await assertAccessible(page, text);
  }
  await leave();
});

const FORMATS = [["en-US", "70,000"], ["de-DE", "70.000"]] as const;
type Target = { readonly targetPrice: number };
const dialog = (page: Page) => page.getByRole("dialog");

for (const [numbers, grouped] of FORMATS) {
  pageTest(
    `Form and line understand the same price, and say it before it is set, in ${numbers}`,
    async ({ browser, server, api }) => {
      const { page, leave } = await visit(browser, server.url);
      await page.evaluate(
        (kept) => localStorage.setItem("preferences", kept),
        JSON.stringify({ numbers }),
      );
      await page.reload();
      await untilLive(page);
      for (const typed of ["70,000", "70.000", "70k", "$70000"]) {
        await line(page).fill(`btc > ${typed}`);
        await form(page).getByText(`BTC/USDT crosses above ${grouped}`).waitFor();
        await line(page).fill("");
        await page.getByRole("button", { name: "Add an alarm to BTC/USDT" }).click();
        await dialog(page).getByRole("textbox", { name: "Price in USDT" }).fill(typed);
        await dialog(page).getByText("Crosses above").click();
        await dialog(page).getByText(
          `Rings when BTC/USDT crosses above ${grouped}: +40 % from here.`,
        )
          .waitFor();
        await dialog(page).getByRole("button", { name: "Set alarm" }).click();
        await dialog(page).waitFor({ state: "detached" });
      }
      const set = await api("GET", "/api/pairs/BTCUSDT/alarms") as { alarms: Target[] };
      assert.deepEqual(set.alarms.map(({ targetPrice }) => targetPrice), Array(4).fill(70_000));
      await leave();
    },
  );
}

pageTest("The form says at once why it cannot tell a price", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url);
  await page.getByRole("button", { name: "Add an alarm to BTC/USDT" }).click();
  const field = dialog(page).getByRole("textbox", { name: "Price in USDT" });
  await dialog(page).getByText("What it waits for shows here.").waitFor();
  await field.fill("1.500");
  await dialog(page).getByText("“1.500” may be 1500 or 1.5: type one of these").waitFor();
  await field.fill("1.5");
  await dialog(page).getByText("Rings when BTC/USDT crosses 1.5").waitFor();
  await field.fill("7ok");
  await dialog(page).getByText("“7ok” is not a number").waitFor();
  await assertAccessible(page);
  await leave();
});

pageTest(
  "QuickAlarm suggests nothing that would end up in a note, and tells of an alarm that is there",
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, server.url);
    await line(page).fill("btc > 90k");
    await form(page).getByRole("button", { name: "btc > 90k repeat 10m" }).waitFor();
    await line(page).fill("btc > 90k note:");
    await form(page).getByRole("list", { name: "Suggestions" }).waitFor({ state: "detached" });
    await line(page).fill("btc > 90k");
    await line(page).press("Enter");
    await page.getByText("Set: BTC/USDT crosses above 90,000.").waitFor();
    await line(page).fill("btc > 90k");
    await form(page).getByText("The same alarm is there already").waitFor();
    await leave();
  },
);

pageTest("The form tells of the same alarm, and not of itself", async (stage) => {
  const { browser, server, api } = stage;
  const again = "The same alarm is there already";
  await api("POST", "/api/pairs/BTCUSDT/alarms", {
    ...{ type: "target", targetPrice: 70_000, direction: "any" },
  });
  const { page, leave } = await visit(browser, `${server.url}/pairs/BTCUSDT`);
  await page.getByRole("button", { name: "Set alarm on BTC/USDT" }).click();
  await dialog(page).getByRole("textbox", { name: "Price in USDT" }).fill("70001");
  await dialog(page).getByText("Rings when BTC/USDT crosses 70,001").waitFor();
  assert.equal(await dialog(page).getByText(again).count(), 0);
  await dialog(page).getByRole("textbox", { name: "Price in USDT" }).fill("70000");
  await dialog(page).getByText(again).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Edit/ }).first().click();
  await dialog(page).getByText("Rings when BTC/USDT crosses 70,000").waitFor();
  assert.equal(await dialog(page).getByText(again).count(), 0);
  await leave();
});

pageTest(
  "A line that is sent before what reads it is loaded is set as it was then",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    const isLet = Promise.withResolvers<void>();
    await page.route("**/*.js", async (route) => {
      await isLet.promise;
      await route.continue();
    });
    await line(page).fill("btc > 71k");
    await page.keyboard.press("Enter");
    await line(page).fill("btc > 72k");
    isLet.resolve();
    await page.getByText(/^Set: BTC\/USDT crosses above 71,000/).waitFor();
    assert.equal(await line(page).inputValue(), "btc > 72k");
    await leave();
  },
);

pageTest("A line that is typed while the one before is being set is kept", async (stage) => {
  const { browser, server, binance } = stage;
  binance.setPrice("SOLUSDT", 150);
  const { page, leave } = await visit(browser, server.url);
  const isFound = Promise.withResolvers<void>();
  await page.routeWebSocket(/\/ws\b/, (route) => {
    const socket = route.connectToServer();
    route.onMessage(async (message) => {
      if (String(message).includes("add_pair")) await isFound.promise;
      socket.send(message);
    });
  });
  await page.reload();
  await page.locator("[data-phase=live]").waitFor();
  await line(page).fill("solusdt > 200");
  await page.keyboard.press("Enter");
  await line(page).fill("btc > 70k");
  await page.keyboard.press("Enter");
  await form(page).getByText("The alarm before is still being set").waitFor();
  isFound.resolve();
  await page.getByText(/^Set: SOL\/USDT/).waitFor();
  assert.equal(await line(page).inputValue(), "btc > 70k");
  await leave();
});

pageTest("QuickAlarm suggests pairs that are listed and not watched", async (stage) => {
  const { browser, server, binance } = stage;
  binance.setPrice("SOLUSDT", 150);
  const { page, leave } = await visit(browser, server.url);
  await line(page).fill("solana");
  await form(page).getByRole("button", { name: "sol/usdt", exact: true }).click();
  assert.equal(await line(page).inputValue(), "sol/usdt ");
  await page.keyboard.type("> 200");
  await form(page).getByText(/SOL\/USDT crosses above 200/).waitFor();
  await leave();
});
