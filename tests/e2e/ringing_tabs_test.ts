import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";
import { refuseSounds } from "./refuse_sounds.ts";
import { letRing, press, ringing } from "./ringing_page.ts";

/** Waits until an alarm can be heard from this tab. */
const heard = (page: Page) =>
  page.waitForFunction(() => globalThis.sounds.some(({ paused, loop }) => !paused && loop));

const isHeard = (page: Page) =>
  page.evaluate(() => globalThis.sounds.some(({ paused, loop }) => !paused && loop));

pageTest(
  "One tab of a browser sounds: of those that may, and another when it is closed",
  async (stage) => {
    const { page: blocked, leave } = await visit(stage.browser, stage.server.url);
    await blocked.addInitScript(refuseSounds);
    await blocked.reload();
    const open = async () => {
      const tab = await blocked.context().newPage();
      await tab.goto(stage.server.url);
      await tab.locator("[data-phase=live]").waitFor();
      return tab;
    };
    const tabs = [await open(), await open()];
    for (const tab of tabs) await tab.getByRole("heading", { name: "Prices" }).click();
    await letRing(stage);
    for (const tab of [blocked, ...tabs]) await ringing(tab).waitFor();
    const loud = await Promise.any(tabs.map((tab) => heard(tab).then(() => tab)));
    const others = [blocked, ...tabs].filter((tab) => tab !== loud);
    // One that is unlocked while it rings waits for its turn as well.
    await ringing(blocked).getByRole("heading").click();
    await blocked.getByText("Sound is blocked").first().waitFor({ state: "detached" });
    assert.deepEqual(await Promise.all(others.map(isHeard)), [false, false]);
    assert.ok(await isHeard(loud));
    await loud.close();
    const next = await Promise.any(others.map((tab) => heard(tab).then(() => tab)));
    const [last = next] = others.filter((tab) => tab !== next);
    assert.equal(await isHeard(last), false);
    await next.close();
    await heard(last);
    await press(last, "Silence");
    await last.waitForFunction(() => globalThis.sounds.every(({ paused }) => paused));
    await leave();
  },
);
