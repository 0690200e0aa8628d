import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { untilFits } from "../timeouts.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const DESK = { viewport: { width: 1280, height: 800 } };

const rows = (page: Page) => page.getByRole("region", { name: "Alarms" }).getByRole("listitem");
const bar = (page: Page) => page.getByRole("group", { name: "Selected alarms" });
const dialog = (page: Page) => page.getByRole("dialog");

const target = (pair: string, targetPrice: number, more = {}) => (
  { pair, alarm: { type: "target", targetPrice, direction: "fromBelow", ...more } }
);

async function stored({ api }: PageStage): Promise<Alarm[]> {
  const { alarms } = await api("GET", "/api/alarms") as { alarms: { alarm: Alarm }[] };
  return alarms.map(({ alarm }) => alarm);
}

/** On a phone what chooses the alarms is folded at first. */
async function unfold(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: /^Filter and sort/, expanded: false });
  if (await button.isVisible()) await button.click();
}

for (const [says, device] of [["phone", PHONE], ["desk", DESK]] as const) {
  pageTest(
    `Alarms are put in order and groups, which the address keeps, on a ${says}`,
    async (stage) => {
      const alarms = [
        ...[target("BTCUSDT", 60_000, { tags: ["swing"] }), target("BTCUSDT", 50_500)],
        ...[target("BTCUSDT", 40_000), target("ETHBTC", 0.052, { tags: ["swing"] })],
      ];
      await stage.api("POST", "/api/alarms/batch", { alarms });
      const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, device);
      const conditions = () => rows(page).locator(".alarm-condition").allTextContents();
      await unfold(page);
      await page.getByRole("combobox", { name: "Order" }).selectOption("Nearest to firing");
      const nearest = await untilFits(conditions, ([first]) => first?.includes("50,500") === true);
      assert.deepEqual(nearest.map((text) => text.split(" ").at(-1)), [
        // What the price is beyond already waits to reset, and comes last.
        ...["50,500", "0.052", "60,000", "40,000"],
      ]);
      await page.getByRole("combobox", { name: "Groups" }).selectOption("By tag");
      await page.getByRole("button", { name: "#swing 2" }).waitFor();
      await page.waitForURL("**/alarms?sort=distance&group=tag");
      await page.reload();
      const fold = page.getByRole("button", { name: "Without a tag 2" });
      await fold.click();
      assert.equal(await fold.getAttribute("aria-expanded"), "false");
      assert.equal((await conditions()).length, 2);
      await page.getByRole("checkbox", { name: "Select all of #swing" }).check();
      await bar(page).getByText("2 selected").waitFor();
      await assertAccessible(page);
      await leave();
    },
  );

  pageTest(
    `A view is kept under a name, chosen, renamed and deleted, on a ${says}`,
    async (stage) => {
      const alarms = [target("BTCUSDT", 60_000), target("ETHBTC", 0.06, { tags: ["swing"] })];
      await stage.api("POST", "/api/alarms/batch", { alarms });
      const url = `${stage.server.url}/alarms`;
      const { page, leave } = await visit(
        stage.browser,
        `${url}?find=%23swing&sort=distance`,
        device,
      );
      const views = async () => {
        await unfold(page);
        await page.getByRole("button", { name: "Views" }).click();
      };
      await views();
      await dialog(page).getByRole("textbox", { name: "Keep the present view as" }).fill("Swing");
      await page.keyboard.press("Enter");
      await dialog(page).getByRole("button", { name: "Swing", exact: true }).waitFor();
      await assertAccessible(page);

      await page.goto(url);
      await rows(page).nth(1).waitFor();
      await views();
      await dialog(page).getByRole("button", { name: "Swing", exact: true }).click();
      await page.waitForURL("**/alarms?find=%23swing&sort=distance");
      await untilFits(() => rows(page).count(), (count) => count === 1, "one alarm is found");
      await views();
      await dialog(page).getByRole("button", { name: "Rename Swing" }).click();
      await dialog(page).getByRole("textbox", { name: "New name of Swing" }).fill("Dips");
      await dialog(page).getByRole("button", { name: "Rename", exact: true }).click();
      await dialog(page).getByRole("button", { name: "Delete Dips" }).click();
      await dialog(page).getByRole("button", { name: "Dips", exact: true })
        .waitFor({ state: "detached" });
      await page.reload();
      await views();
      await dialog(page).waitFor();
      assert.equal(await dialog(page).getByRole("listitem").count(), 0);
      await leave();
    },
  );

  pageTest(
    `Several alarms are changed by one message, what differs left alone, on a ${says}`,
    async (stage) => {
      const full = Array.from({ length: 10 }, (_, nth) => `t${nth}`);
      const alarms = [
        target("BTCUSDT", 60_000, { note: "mine", priority: "high" }),
        target("BTCUSDT", 61_000, { note: "other", cooldownSeconds: 60 }),
        target("BTCUSDT", 62_000, { tags: full }),
      ];
      await stage.api("POST", "/api/alarms/batch", { alarms });
      const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, device);
      await page.getByRole("checkbox", { name: "All 3 alarms" }).check();
      await bar(page).getByRole("button", { name: "Edit" }).click();
      const choose = (name: string, value: string) =>
        dialog(page).getByRole("combobox", { name }).selectOption(value);
      await dialog(page).getByRole("button", { name: "Change 3 alarms" }).click();
      await dialog(page).getByText("Nothing is changed yet").waitFor();
      const kept = dialog(page).getByRole("combobox", { name: "Priority" }).locator("option")
        .first();
      assert.equal(await kept.textContent(), "Leave as it is: differs");
      await dialog(page).getByRole("textbox", { name: "Cooldown in minutes" }).fill("15");
      await choose("How often", "Repeat");
      await choose("Pause", "Pause them");
      await dialog(page).getByRole("textbox", { name: "Add tags" }).fill("dip");
      await assertAccessible(page);
      await dialog(page).getByRole("button", { name: "Change 3 alarms" }).click();
      await page.getByText("Changed 2 alarms.").waitFor();
      await page.getByText(/Not changed: BTC.USDT crosses above 62,000 .tags must be a list/)
        .waitFor();
      await bar(page).getByText("3 selected").waitFor();
      const [first, second, third] = await stored(stage);
      assert.deepEqual([first?.note, first?.priority, first?.cooldownSeconds, first?.tags], [
        ...["mine", "high", 900, ["dip"]],
      ]);
      assert.deepEqual([second?.note, second?.priority, second?.mode, second?.paused], [
        ...["other", undefined, "repeat", true],
      ]);
      assert.deepEqual([third?.tags, third?.paused], [full, undefined]);
      await leave();
    },
  );
}

pageTest(
  "Of a thousand alarms those on the screen are drawn, and the last is scrolled to",
  async (stage) => {
    const alarms = Array.from({ length: 998 }, (_, nth) => target("BTCUSDT", 51_000 + nth));
    await stage.api("POST", "/api/alarms/batch", { alarms: alarms.slice(0, 500) });
    await stage.api("POST", "/api/alarms/batch", { alarms: alarms.slice(500) });
    for (const device of [PHONE, DESK]) {
      const { page, leave } = await visit(stage.browser, `${stage.server.url}/alarms`, device);
      const drawn = () => rows(page).count();
      await untilFits(drawn, (count) => count > 5 && count < 60, "few rows are drawn");
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await rows(page).filter({ hasText: "51,997" }).waitFor();
      await untilFits(drawn, (count) => count < 80, "few rows are drawn at the end");
      // What is selected stays so while its row is not drawn.
      await rows(page).filter({ hasText: "51,997" }).getByRole("checkbox").check();
      await page.evaluate(() => scrollTo(0, 0));
      await rows(page).filter({ hasText: "51,000" }).waitFor();
      await bar(page).getByText("1 selected").waitFor();
      await leave();
    }
  },
);
