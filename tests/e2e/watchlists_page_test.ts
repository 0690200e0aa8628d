import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

interface List {
  readonly name: string;
  readonly colour: string;
  readonly pairs: readonly string[];
}

const dialog = (page: Page) => page.getByRole("dialog");
const tab = (page: Page, name: string) => page.getByRole("tab", { name });

async function listsAre({ api }: PageStage, expected: readonly List[]): Promise<void> {
  const { watchlists } = await api("GET", "/api/watchlists") as { watchlists: readonly List[] };
  const told = watchlists.map(({ name, colour, pairs }) => ({ name, colour, pairs }));
  assert.deepEqual(told, expected);
}

/** Waits until the board has these rows. */
async function rowsAre(page: Page, bases: readonly string[]): Promise<void> {
  await page.waitForFunction(
    (wanted) =>
      [...document.querySelectorAll("article h2")]
        .map(({ textContent }) => (textContent ?? "").split("/")[0]).join() === wanted,
    bases.join(),
  );
}

pageTest(
  "The board makes, fills, edits, shows and removes watchlists, by keys too",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    await page.getByRole("button", { name: "Lists of ETH/BTC" }).click();
    const name = dialog(page).getByRole("textbox", { name: "Name of a new watchlist" });
    await name.fill("Alts");
    await name.press("Enter");
    await dialog(page).getByRole("checkbox", { name: "Alts", checked: true }).waitFor();
    await dialog(page).getByRole("button", { name: "Done" }).click();
    await listsAre(stage, [{ name: "Alts", colour: "blue", pairs: ["ETHBTC"] }]);

    await page.getByRole("button", { name: "Edit watchlists" }).click();
    await name.fill("alts");
    await name.press("Enter");
    await dialog(page).getByRole("alert").getByText("“Alts” already").waitFor();
    await name.fill("Majors");
    await name.press("Enter");
    await dialog(page).getByRole("button", { name: "Move Majors up" }).click();
    await dialog(page).getByRole("button", { name: "Move Alts down" }).isDisabled();
    await dialog(page).getByRole("combobox", { name: "Colour of Majors" }).selectOption("pink");
    await dialog(page).getByRole("button", { name: "Pairs (0)" }).click();
    await dialog(page).getByRole("checkbox", { name: "BTC/USDT" }).check();
    await dialog(page).getByRole("button", { name: "Pairs (1)", expanded: true }).waitFor();
    const rename = dialog(page).getByRole("textbox", { name: "Name of the watchlist Majors" });
    await rename.fill("Large");
    await rename.press("Enter");
    await dialog(page).getByRole("textbox", { name: "Name of the watchlist Large" }).waitFor();
    await assertAccessible(page);
    await dialog(page).getByRole("button", { name: "Remove Alts" }).click();
    await dialog(page).getByText("Removed “Alts”.").waitFor();
    await dialog(page).getByRole("button", { name: "Undo" }).click();
    await dialog(page).getByRole("textbox", { name: "Name of the watchlist Alts" }).waitFor();
    await listsAre(stage, [
      { name: "Large", colour: "pink", pairs: ["BTCUSDT"] },
      { name: "Alts", colour: "blue", pairs: ["ETHBTC"] },
    ]);
    await dialog(page).getByRole("button", { name: "Done" }).click();

    await tab(page, "All").focus();
    await page.keyboard.press("ArrowRight");
    await rowsAre(page, ["BTC"]);
    assert.equal(await tab(page, "Large").getAttribute("aria-selected"), "true");
    await page.keyboard.press("End");
    await rowsAre(page, ["ETH"]);
    await page.reload();
    await rowsAre(page, ["ETH"]);
    await assertAccessible(page);
    await stage.api("DELETE", "/api/pairs/ETHBTC");
    await page.getByText("No pair of “Alts”.").waitFor();
    await page.getByRole("button", { name: "Show all pairs" }).click();
    await rowsAre(page, ["BTC"]);
    await leave();
  },
);

pageTest("The board offers to make the first watchlist, and then shows tabs", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  const make = page.getByRole("button", { name: "Make a watchlist" });
  await make.click();
  const name = dialog(page).getByRole("textbox", { name: "Name of a new watchlist" });
  await name.fill("Majors");
  await page.keyboard.press("Enter");
  await dialog(page).getByRole("textbox", { name: "Name of the watchlist Majors" }).waitFor();
  await dialog(page).getByRole("button", { name: "Done" }).click();
  await page.getByRole("tab", { name: /Majors/ }).waitFor();
  assert.equal(await make.count(), 0);
  await leave();
});
