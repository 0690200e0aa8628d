import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { noteTexts, waitForText } from "./chart_texts.ts";
import { untilFits } from "../timeouts.ts";
import { visit } from "./page.ts";
import { chartBox, PATH } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";

const BAND = { type: "timeframe", percentage: 0.05, timeUnit: "hours", timeValue: 1 };
const RESOLUTIONS = ["minute", "nothing", "second", "point", "tick", "hour", "day"];

/** How many pixels of the plot, between two shares of its width, have about the colour of a token. */
function inkBetween(page: Page, token: string, from: number, to: number): Promise<number> {
  return page.evaluate(({ token, from, to }) => {
    const probe = document.body.appendChild(document.createElement("span"));
    probe.style.color = `var(${token})`;
    const wanted = getComputedStyle(probe).color.match(/\d+/g)?.map(Number) ?? [];
    probe.remove();
    const canvases = [...document.querySelectorAll<HTMLCanvasElement>(".chart-holder canvas")];
    const [plot] = canvases.toSorted((a, b) => b.width * b.height - a.width * a.height);
    if (plot === undefined) return 0;
    const { width, height } = plot;
    const { data } = plot.getContext("2d")?.getImageData(
      ...[Math.round(from * width), 0] as const,
      ...[Math.round((to - from) * width), height] as const,
    ) ?? { data: [] };
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const isClose = wanted.every((value, part) => Math.abs((data[at + part] ?? 0) - value) < 12);
      if ((data[at + 3] ?? 0) > 40 && isClose) count++;
    }
    return count;
  }, { token, from, to });
}

pairTest("PairPage hatches the time that nobody watched", [], async ({ browser, server }) => {
  const { page, leave } = await visit(browser, `${server.url}${PATH}?range=24h`);
  await chartBox(page);
  const share = (hoursAgo: number) => (24 - hoursAgo) / 24 * 288 / 292;
  const hatched = () => inkBetween(page, "--ink-soft", share(11.6), share(10.4));
  // How it was watched is told after the prices.
  await untilFits(hatched, (pixels) => pixels > 500, "it is hatched");
  assert.equal(await inkBetween(page, "--ink-soft", share(9.5), share(8.3)), 0);
  assert.equal(await inkBetween(page, "--ink-soft", share(14), share(12.8)), 0);
  await leave();
});

pairTest(
  "PairPage draws the band of a timeframe alarm over its window",
  [{ ...BAND, direction: "any" }],
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, `${server.url}${PATH}?range=4h`);
    await noteTexts(page);
    await chartBox(page);
    await waitForText(page, /^±0\.05 % in 1 hour$/);
    assert.ok(await inkBetween(page, "--warn", 0.8, 0.9) > 50, "the last hour has the band");
    assert.equal(await inkBetween(page, "--warn", 0.2, 0.6), 0, "hours before have none");
    await leave();
  },
);

pairTest("PairPage tells grains apart, also in forced colours", [], async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url + PATH);
  await chartBox(page);
  for (const forcedColors of ["none", "active"] as const) {
    await page.emulateMedia({ forcedColors });
    const looks = await page.locator(".coverage-key rect").first().evaluate((rect, resolutions) => {
      return resolutions.map((grain) => {
        rect.setAttribute("class", `coverage-${grain}`);
        const { fill, opacity, stroke } = getComputedStyle(rect);
        return `${fill} ${opacity} ${stroke}`;
      });
    }, RESOLUTIONS);
    assert.equal(new Set(looks).size, RESOLUTIONS.length, `${forcedColors}: ${looks.join("; ")}`);
    assert.ok(looks.every((look) => !look.startsWith("rgba(0, 0, 0, 0)")));
  }
  await leave();
});
