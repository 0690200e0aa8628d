import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 800 } };

const rows = (page: Page) => page.getByRole("region", { name: "Alarms" }).getByRole("listitem");
const button = (where: Locator, name: string) =>
  where.getByRole("button", { name, exact: true }).first();

const target = (targetPrice: number) => (
  { pair: "BTCUSDT", alarm: { type: "target", targetPrice, direction: "fromBelow" } }
);
const fall = {
  pair: "BTCUSDT",
  alarm: { type: "percentChange", percentage: 10, changeType: "downFromMax" },
};

async function set({ api }: PageStage, ...alarms: object[]): Promise<void> {
  await api("POST", "/api/alarms/batch", { alarms });
}

async function stored({ api }: PageStage): Promise<Alarm[]> {
  const { alarms } = await api("GET", "/api/alarms") as { alarms: { alarm: Alarm }[] };
  return alarms.map(({ alarm }) => alarm);
}

const focused = (field: Locator) => field.and(field.page().locator(":focus"));

pageTest("A price is changed where it stands, and that can be undone", async (stage) => {
  await set(stage, target(60_000));
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, DESK);
  const row = rows(page).first();
  await button(row, "60,000: change the price").click();
  const field = row.getByRole("textbox", { name: "The price of BTC/USDT crosses above 60,000" });
  await focused(field).waitFor();
  await page.keyboard.type("61000");
  assert.equal(await field.inputValue(), "61000");
  await page.keyboard.press("Enter");
  await focused(button(row, "61,000: change the price")).waitFor();
  await page.getByText("Saved.").waitFor();
  await page.getByRole("button", { name: "Undo" }).click();
  await row.getByText("BTC/USDT crosses above 60,000").waitFor();

  await page.keyboard.press("Escape");
  await button(row, "60,000: change the price").click();
  await page.keyboard.type("lots");
  await page.keyboard.press("Enter");
  await row.getByRole("alert").getByText("“lots” is not a number").waitFor();
  await focused(field).waitFor();
  await assertAccessible(page);
  await page.keyboard.press("Escape");
  await focused(button(row, "60,000: change the price")).waitFor();
  const [alarm] = await stored(stage);
  assert.ok(alarm !== undefined && "targetPrice" in alarm && alarm.targetPrice === 60_000);
  await leave();
});

pageTest("What the server refuses is told beside the field, which keeps it", async (stage) => {
  await set(stage, fall);
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, DESK);
  const row = rows(page).first();
  await button(row, "10 %: change the percentage").click();
  await page.keyboard.type("100");
  await button(row, "Save").click();
  await row.getByRole("alert").getByText(/must be below 100/).waitFor();
  const field = row.getByRole("textbox");
  assert.equal(await field.inputValue(), "100");
  await field.fill("12.5 %");
  await page.keyboard.press("Enter");
  await row.getByText("BTC/USDT falls 12.5 % from high").waitFor();
  await leave();
});

pageTest("Whoever goes elsewhere loses nothing of a field, and is told so", async (stage) => {
  await set(stage, ...Array.from({ length: 80 }, (_, nth) => target(60_000 + nth)));
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, DESK);
  const row = rows(page).filter({ hasText: "crosses above 60,000" });
  await button(row, "60,000: change the price").click();
  await page.getByRole("searchbox", { name: /Find alarms/ }).focus();
  await button(row, "60,000: change the price").waitFor();

  await button(row, "Add a note").click();
  await page.keyboard.type("sell half");
  await page.getByRole("searchbox", { name: /Find alarms/ }).focus();
  await row.getByRole("status").getByText(/^Not saved yet/).waitFor();
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await row.waitFor({ state: "detached" });
  await page.evaluate(() => scrollTo(0, 0));
  await row.waitFor();
  assert.equal(await row.getByRole("textbox").inputValue(), "sell half");
  await button(row, "Save").click();
  await button(row, "sell half: change the note").waitFor();
  await leave();
});

for (const path of ["/alarms", "/", "/pairs/BTCUSDT"]) {
  pageTest(`Two taps of a finger change a price and a note at ${path}`, async (stage) => {
    await set(stage, target(60_000));
    const { page, leave } = await visit(stage.browser, stage.server.url + path, PHONE);
    const shows = page.getByRole("button", { name: "Alarms of BTC/USDT", expanded: false });
    if (await shows.count() > 0) await shows.tap();
    const row = path === "/alarms" ? rows(page).first() : page.locator(".alarm").first();
    // Neither takes the other's presses.
    for (const name of ["60,000: change the price", "Add a note"]) {
      await button(row, name).tap({ trial: true });
    }
    await tapBeside(button(row, "60,000: change the price"), -20);
    await page.keyboard.type("61000");
    await button(row, "Save").tap();
    await row.getByText("crosses above 61,000").waitFor();
    await tapBeside(button(row, "Add a note"), 12);
    await page.keyboard.type("sell half");
    const save = button(row, "Save");
    const [box, field] = [await save.boundingBox(), await row.getByRole("textbox").boundingBox()];
    // In a line with its field, it is above the keyboard wherever that is.
    assert.ok(box !== null && field !== null && Math.abs(box.y - field.y) < 2);
    assert.ok(box.height >= 44 && box.x + box.width <= 390, JSON.stringify(box));
    await save.tap();
    await button(row, "sell half: change the note").waitFor();
    const [alarm] = await stored(stage);
    assert.equal(alarm?.note, "sell half");
    await leave();
  });
}

/** As a finger hits it that is so many pixels off its middle. */
async function tapBeside(place: Locator, below: number): Promise<void> {
  await place.evaluate((element) => element.scrollIntoView({ block: "center" }));
  const box = await place.boundingBox();
  assert.ok(box !== null);
  await place.page().touchscreen.tap(box.x + box.width / 2, box.y + box.height / 2 + below);
}

pageTest("What is typed in a field is there again after the page was left", async (stage) => {
  await set(stage, target(60_000), target(70_000));
  const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, DESK);
  const row = () => rows(page).filter({ hasText: "Save" });
  await button(rows(page).first(), "60,000: change the price").click();
  await page.keyboard.type("61234");
  await button(rows(page).last(), "70,000: change the price").click();
  await page.goto(`${stage.server.url}/log`);
  await page.goto(`${stage.server.url}/alarms`);
  await row().getByText("Not saved yet").waitFor();
  assert.equal(await row().getByRole("textbox").inputValue(), "61234");
  assert.equal(await rows(page).getByRole("textbox").count(), 1, "nothing was typed in the other");
  await button(row(), "Save").click();
  await rows(page).first().getByText("BTC/USDT crosses above 61,234").waitFor();
  await page.reload();
  await button(rows(page).first(), "61,234: change the price").waitFor();
  assert.equal(await rows(page).getByRole("textbox").count(), 0);
  await leave();
});

pageTest(
  "An alarm's own page has its price and note to be changed where they stand",
  async (stage) => {
    await set(stage, target(60_000));
    const [alarm] = await stored(stage);
    const { page, leave } = await visit(
      stage.browser,
      `${stage.server.url}/alarms/${alarm?.id}`,
      PHONE,
    );
    const main = page.getByRole("main");
    await button(main, "60,000: change the price").tap();
    await focused(main.getByRole("textbox").first()).waitFor();
    await assertAccessible(page);
    await page.keyboard.type("61000");
    await button(main, "Save").tap();
    await page.getByRole("heading", { name: "BTC/USDT crosses above 61,000" }).waitFor();
    await button(main, "Add a note").tap();
    await page.keyboard.type("sell half");
    await page.keyboard.press("Enter");
    await button(main, "sell half: change the note").waitFor();
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} px`);
    await leave();
  },
);
