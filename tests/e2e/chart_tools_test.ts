import assert from "node:assert/strict";
import { noteTexts, waitForText } from "./chart_texts.ts";
import { SEEN_REQUESTS, visit } from "./page.ts";
import { chartBox, PATH } from "./pair_page.ts";
import { pairTest } from "./pair_stage.ts";

pairTest(
  "PairPage shows intervals, volume, scales and indicators, measures, and keeps what was chosen",
  [],
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, `${server.url}${PATH}?range=24h`, SEEN_REQUESTS);
    await noteTexts(page);
    await chartBox(page);
    await waitForText(page, /^Max since added 50,020$/);
    await page.getByText(/^Watched: [a-z ]+, \d+ (s|min|h) missed today$/).waitFor();
    const legend = page.locator(".chart-legend");
    const tools = page.locator(".chart-tools");
    await Promise.all([
      page.waitForResponse((response) => response.url().endsWith("step=3600")),
      tools.getByText("1h", { exact: true }).click(),
    ]);
    await tools.getByRole("combobox", { name: "Scale" }).selectOption("percent");
    await waitForText(page, /^-?\d\.\d\d%$/);

    await tools.getByRole("button", { name: "Indicators" }).click();
    const dialog = page.getByRole("dialog", { name: "Indicators" });
    for (const name of ["EMA", "RSI", "MACD"]) {
      await dialog.getByRole("button", { name: `Add ${name}`, exact: true }).click();
    }
    const length = dialog.getByRole("group", { name: "EMA", exact: true })
      .getByRole("textbox", { name: "Length" });
    await length.fill("501");
    await dialog.getByText("Length must be from 1 to 500").waitFor();
    await length.fill("9");
    await dialog.getByRole("button", { name: "Done" }).click();
    await legend.getByText(/EMA 9 50,\d{3}|EMA 9 49,\d{3}/).waitFor();
    await legend.getByText(/RSI 14 \d+\.\d/).waitFor();

    // The buttons below the chart may have scrolled it under the status line.
    await page.evaluate(() => scrollTo(0, 0));
    const box = await chartBox(page);
    const at = { x: box.x + box.width * 0.4, y: box.y + box.height * 0.3 };
    await page.mouse.move(at.x, at.y);
    await legend.getByText("Vol 120", { exact: true }).waitFor();
    await tools.getByRole("button", { name: "Measure" }).click();
    await page.mouse.move(at.x, at.y);
    await page.mouse.down();
    await page.mouse.move(at.x + 120, at.y + 40, { steps: 3 });
    await page.mouse.up();
    await page.getByText(/^−[\d.,]+ · −\d\.\d\d % · [\d.]+ h · \d+ candles$/).waitFor();
    assert.equal(await page.getByRole("dialog").count(), 0, "measuring sets no alarm");
    await tools.getByRole("button", { name: "Measure" }).click();
    await page.locator(".chart-measure").waitFor({ state: "detached" });

    await tools.getByRole("button", { name: "Full width" }).click();
    await page.goto(server.url + PATH);
    await chartBox(page);
    assert.ok(await tools.getByRole("radio", { name: "1h", exact: true }).isChecked());
    assert.ok(await tools.getByRole("button", { name: "Full width", pressed: true }).isVisible());
    assert.equal(await tools.getByRole("combobox", { name: "Scale" }).inputValue(), "percent");
    await legend.getByText(/EMA 9 /).waitFor();
    await page.evaluate(() => localStorage.removeItem("chart"));
    await leave();
  },
);
