import assert from "node:assert/strict";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const ALARM = { type: "target", targetPrice: 60_000, direction: "fromBelow" };
const HOOK = { type: "webhook", name: "Home", config: { url: "https://hooks.example.com/in" } };

interface Told {
  readonly alarm: { readonly id: string; readonly tell?: unknown; readonly policy?: unknown };
}

for (const width of [390, 1440]) {
  pageTest(
    `At ${width} px an alarm's form chooses priority, channels and policy, and edits leave them`,
    async ({ browser, server, api }) => {
      const { channel } = await api("POST", "/api/channels", HOOK) as { channel: { id: string } };
      const steps = [{ afterSeconds: 0, channels: [], repeatSeconds: 60 }];
      const { policy } = await api("POST", "/api/policies", { name: "Night", steps }) as {
        policy: { id: string };
      };
      const { alarm: { id } } = await api("POST", "/api/pairs/BTCUSDT/alarms", ALARM) as Told;
      const stored = async () => {
        const { alarm } = await api("GET", `/api/alarms/${id}`) as Told;
        return alarm;
      };
      const device = { viewport: { width, height: 844 } };
      const { page, leave } = await visit(browser, `${server.url}/pairs/BTCUSDT`, device);
      await page.getByRole("button", { name: "Edit" }).click();
      const form = page.getByRole("dialog", { name: "Alarm for BTC/USDT" });
      const fold = form.locator("summary");
      assert.equal(await fold.innerText(), "Who is told the default");
      await fold.focus();
      await page.keyboard.press("Enter");
      await form.getByText("Critical", { exact: true }).click();
      await form.getByText("Chosen ones", { exact: true }).click();
      await form.getByRole("button", { name: "Save changes" }).click();
      await form.getByText(/Choose a channel/).waitFor();
      await form.getByText("Home", { exact: true }).click();
      await form.getByLabel(/While nobody acknowledges/).selectOption({ label: "Night" });
      await assertAccessible(page);
      await form.getByRole("button", { name: "Save changes" }).click();
      await form.waitFor({ state: "detached" });
      await page.getByText("critical priority", { exact: true }).waitFor();
      await page.getByText("tells 1 channel", { exact: true }).waitFor();
      const told = { priority: "critical", tell: [channel.id], policy: policy.id };
      assert.deepEqual({ ...await stored(), ...told }, await stored());

      await page.getByRole("button", { name: "Edit" }).click();
      await form.getByLabel("Note (optional)").fill("changed");
      await form.getByRole("button", { name: "Save changes" }).click();
      await form.waitFor({ state: "detached" });
      assert.deepEqual({ ...await stored(), ...told, note: "changed" }, await stored());

      await page.getByRole("button", { name: "Edit" }).click();
      await fold.click();
      await form.getByText("Default channels", { exact: true }).click();
      await form.getByLabel(/While nobody acknowledges/).selectOption({ index: 0 });
      await form.getByRole("button", { name: "Save changes" }).click();
      await form.waitFor({ state: "detached" });
      const { tell, policy: none } = await stored();
      assert.deepEqual([tell, none], ["default", null]);
      const scrolled = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(scrolled <= width, `${scrolled} px`);
      await leave();
    },
  );
}
