import type { Page } from "playwright-core";
import { SEEN_REQUESTS, sitDown } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

/** A page whose scripts come when `wake` is called. */
async function asleep({ browser, server }: PageStage, path: string) {
  const { page, leave } = await sitDown(browser, SEEN_REQUESTS);
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  await page.route("**/_fresh/js/**", async (route) => {
    await woken;
    await route.continue();
  });
  await page.goto(server.url + path, { waitUntil: "commit" });
  return { page, leave, wake };
}

const line = (page: Page) => page.getByRole("textbox", { name: /Alarm in one line/ });

pageTest("An alarm that is typed and sent before the page is awake is set", async (stage) => {
  const { page, leave, wake } = await asleep(stage, "/");
  await line(page).fill("btc > 60k");
  await page.keyboard.press("Enter");
  wake();
  await page.getByText("Set: BTC/USDT crosses above 60,000.").waitFor();
  await leave();
});

pageTest("A pair that is typed before the page is awake is searched, and added", async (stage) => {
  stage.binance.setPrice("SOLUSDT", 150);
  const { page, leave, wake } = await asleep(stage, "/");
  await page.getByRole("combobox", { name: /pair to watch/i }).click();
  await page.keyboard.type("sol");
  wake();
  await page.getByRole("option", { name: /SOL\/USDT/ }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("article", { name: /SOL/ }).waitFor();
  await leave();
});

pageTest(
  "What is looked for and pressed before the page is awake is found and done",
  async (stage) => {
    const target = (pair: string, targetPrice: number) => (
      { pair, alarm: { type: "target", targetPrice, direction: "fromBelow" } }
    );
    const alarms = [target("BTCUSDT", 60_000), target("ETHBTC", 0.06)];
    await stage.api("POST", "/api/alarms/batch", { alarms });
    const { page, leave, wake } = await asleep(stage, "/alarms");
    await page.getByRole("searchbox", { name: /Find alarms/ }).fill("eth");
    await page.getByRole("combobox", { name: "Order" }).selectOption("Newest");
    await page.getByRole("button", { name: "Preset" }).click();
    wake();
    await page.getByRole("dialog").getByRole("heading", { name: "Preset" }).waitFor();
    await page.waitForURL("**/alarms?find=eth&sort=newest");
    await leave();
  },
);
