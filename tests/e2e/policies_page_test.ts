import assert from "node:assert/strict";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const HOOK = { type: "webhook", name: "Home", config: { url: "https://hooks.example.com/in" } };

interface Kept {
  readonly channels: readonly Readonly<Record<string, unknown>>[];
  readonly policies: readonly { readonly steps: unknown; readonly stopAfterSeconds: number }[];
}

for (const width of [390, 1440]) {
  pageTest(
    `At ${width} px a policy is written in steps, told in words, changed and removed`,
    async ({ browser, server, api }) => {
      const { channel } = await api("POST", "/api/channels", HOOK) as { channel: { id: string } };
      const device = { viewport: { width, height: 844 } };
      const { page, leave } = await visit(browser, `${server.url}/channels`, device);
      await page.getByRole("button", { name: "Add a policy" }).click();
      const form = page.getByRole("dialog", { name: "New policy" });
      await form.getByLabel("Name").fill("Night");
      await form.getByRole("button", { name: "Add a step" }).click();
      const second = form.getByRole("group", { name: "Step 2", exact: true });
      await second.getByText("Home", { exact: true }).click();
      await second.getByLabel("Again every").fill("0.1");
      await form.getByRole("button", { name: "Save" }).click();
      await form.getByText(/must be a whole number of seconds from 30/).waitFor();
      await second.getByLabel("Again every").fill("2");
      await form.getByText(/after 5 min: Home, again every 2 min/).waitFor();
      await assertAccessible(page);
      await form.getByRole("button", { name: "Save" }).click();
      await form.waitFor({ state: "detached" });
      await page.getByText("after 5 min: Home, again every 2 min").waitFor();
      await assertAccessible(page);
      const { policies } = await api("GET", "/api/policies") as Kept;
      assert.deepEqual(policies[0]?.steps, [
        { afterSeconds: 0, channels: [], repeatSeconds: 300 },
        { afterSeconds: 300, channels: [channel.id], repeatSeconds: 120 },
      ]);

      await page.getByRole("button", { name: "Edit the policy Night" }).click();
      const edit = page.getByRole("dialog", { name: "Edit policy" });
      await edit.getByRole("button", { name: "Remove step 1" }).click();
      await edit.getByLabel("Name").press("Enter");
      await edit.waitFor({ state: "detached" });
      await page.getByText("at once: whoever the alarm tells").waitFor({ state: "detached" });

      await page.getByRole("button", { name: "Remove the policy Night" }).click();
      await page.getByRole("button", { name: "Remove policy" }).click();
      await page.getByText(/after 5 min/).waitFor({ state: "detached" });
      const scrolled = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(scrolled <= width, `${scrolled} px`);
      await leave();
    },
  );

  pageTest(
    `At ${width} px a channel's form sets quiet hours, trouble, canary and own words`,
    async ({ browser, server, api }) => {
      await api("POST", "/api/channels", HOOK);
      const device = { viewport: { width, height: 844 } };
      const { page, leave } = await visit(browser, `${server.url}/channels`, device);
      await page.getByRole("button", { name: "Edit Home" }).click();
      const form = page.getByRole("dialog", { name: "Edit Home" });
      await form.locator("summary").click();
      await form.getByLabel("Quiet from").fill("22:00");
      await form.getByLabel("Quiet in zone").fill("Europe/Nowhere");
      await form.getByLabel("Quiet until").fill("07:00");
      await form.getByText("The disk is nearly full", { exact: true }).click();
      await form.getByLabel("Daily canary at").fill("09:30");
      await form.getByLabel("Title").fill("{pair} at {cost}");
      await form.getByText(/names \{cost\}, which nobody knows/).waitFor();
      await form.getByLabel("Title").fill("{pair} at {price}");
      await form.getByText("BTC/USDT at 65012.4", { exact: true }).waitFor();
      await form.getByRole("button", { name: "Save" }).click();
      await form.getByText(/quietHours.zone must be a time zone/).waitFor();
      await form.getByLabel("Quiet in zone").fill("Europe/Berlin");
      await assertAccessible(page);
      await form.getByRole("button", { name: "Save" }).click();
      await form.waitFor({ state: "detached" });
      await page.getByText(/quiet 22:00 to 07:00 \(Europe\/Berlin\); canary at 09:30/).waitFor();
      await assertAccessible(page);
      const { channels } = await api("GET", "/api/channels") as Kept;
      assert.deepEqual(channels[0]?.["troubles"], ["disk"]);
      assert.deepEqual(channels[0]?.["templates"], { title: "{pair} at {price}" });
      await leave();
    },
  );
}
