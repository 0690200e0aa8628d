import assert from "node:assert/strict";
import { noteTexts, redrawUntil, textsOf, waitForText } from "./chart_texts.ts";
import { untilFits } from "../timeouts.ts";
import { visit } from "./page.ts";
import { chartBox, PATH, PHONE } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";

const HOUR = 3_600_000;
const TIME = /^\d\d:\d\d$/;

/** The hours that begin in the last four and a little more, as a clock in the zone tells them. */
function hoursIn(timeZone: string): string[] {
  const format = new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit" });
  return [0, 1, 2, 3, 4, 5, 6].map((hours) => format.format(Date.now() - hours * HOUR));
}

const ZONES = [
  ["of the browser", "Asia/Tokyo", {}],
  ["that was chosen in the settings", "America/New_York", { zone: "America/New_York" }],
] as const;

for (const [which, zone, preferences] of ZONES) {
  pairTest(`PairPage writes the times of its chart in the zone ${which}`, [], async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`, {
      timezoneId: "Asia/Tokyo",
    });
    const kept = JSON.stringify(preferences);
    await page.evaluate((text) => localStorage.setItem("preferences", text), kept);
    await noteTexts(page);
    await page.getByText(`Times in ${zone}`).waitFor();
    await chartBox(page);
    const hours = hoursIn(zone);
    await redrawUntil(
      page,
      TIME,
      ({ text }) => !TIME.test(text) || hours.includes(text.slice(0, 2)),
    );
    await leave();
  });
}

pairTest("PairPage cuts no time of its chart at the ends of the axis", [], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`, PHONE);
  await noteTexts(page);
  await chartBox(page);
  await redrawUntil(page, TIME, ({ isCut }) => !isCut);
  const chart = page.getByRole("img", { name: /Price of BTC\/USDT/ });
  for (let moves = 0; moves < 12; moves++) {
    await chart.press("-");
    await chart.press("ArrowLeft");
    await chart.press("+");
  }
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const cut = (await textsOf(page)).filter(({ isCut }) => isCut).map(({ text }) => text);
  assert.deepEqual([...new Set(cut)], []);
  await leave();
});

pairTest(
  "PairPage writes the tiny prices of an axis short, and has an axis for the tiniest",
  [],
  async (stage) => {
    const { browser, server, binance } = stage;
    const { page, leave } = await visit(browser, server.url, PHONE);
    for (
      const [pair, price, text] of [
        ["PEPEUSDT", "0.0000122", /^0\.0₄122$/],
        ["TINYUSDT", "0.0000000000000122", /^0\.0₁₃122$/],
      ] as const
    ) {
      binance.setPrice(pair, price);
      const answer = await fetch(`${server.url}/api/pairs`, {
        ...{ method: "POST", body: JSON.stringify({ pair }) },
      });
      await answer.body?.cancel();
      assert.ok(answer.ok);
      await page.goto(`${server.url}/pairs/${pair}`);
      await noteTexts(page);
      await waitForText(page, text);
      const drawn = async () => [...new Set((await textsOf(page)).map((each) => each.text))];
      const prices = (texts: string[]) => texts.filter((each) => each.startsWith("0.0"));
      await untilFits(drawn, (texts) => prices(texts).length >= 4, "an axis of four prices");
      assert.deepEqual((await drawn()).filter((each) => each.startsWith("0.0000")), []);
    }
    await leave();
  },
);

pairTest("PairPage writes the axis as is chosen in another tab, at once", [], async (stage) => {
  const { page, leave } = await visit(stage.browser, `${stage.server.url}${PATH}?range=4h`);
  await noteTexts(page);
  await waitForText(page, /^50,\d{3}\.\d\d$/);
  const settings = await page.context().newPage();
  await settings.goto(`${stage.server.url}/settings`);
  await settings.getByRole("region", { name: "This browser" }).getByText("67.187,34").click();
  await page.bringToFront();
  await waitForText(page, /^50\.\d{3},\d\d$/);
  await redrawUntil(page, /^50\.\d{3},\d\d$/, ({ text }) => !/^50,/.test(text));
  await leave();
});
