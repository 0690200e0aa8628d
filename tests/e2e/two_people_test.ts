import assert from "node:assert/strict";
import { assertAccessible } from "./assert_accessible.ts";
import { sitDown, untilLive, type Visitor } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
const PHONE = { viewport: { width: 390, height: 844 } };

async function seated(
  { browser, server: { url, program } }: PageStage,
  { login, name, role }: { login: string; name: string; role: "admin" | "operator" },
  device = {},
): Promise<Visitor> {
  await program.accounts.people.add({ login, name, role, password: PASSWORD }, "cli");
  const visitor = await sitDown(browser, device);
  const { page } = visitor;
  await page.goto(`${url}/login`);
  await page.getByLabel("Name", { exact: true }).fill(login);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await untilLive(page);
  return visitor;
}

/** What rings alone on a page is silenced by this. */
const silence = ({ page }: Visitor) => page.getByRole("button", { name: /^Silence/ }).first();

pageTest(
  "Two people acknowledge by name: each silences both screens, and the log says who it was",
  async (stage) => {
    const { api, server: { url } } = stage;
    const ids: string[] = [];
    for (const targetPrice of [9_000_000, 9_500_000]) {
      const alarm = { type: "target", targetPrice, direction: "fromBelow" };
      const added = await api("POST", "/api/pairs/BTCUSDT/alarms", alarm) as {
        alarm: { id: string };
      };
      ids.push(added.alarm.id);
    }
    const anna = await seated(stage, { login: "anna", name: "Anna A.", role: "admin" });
    const ben = await seated(stage, { login: "ben", name: "Ben B.", role: "operator" }, PHONE);
    for (const [nth, [who, other]] of ([[anna, ben], [ben, anna]] as const).entries()) {
      const path = `/api/alarms/${ids[nth]}/test`;
      await anna.page.evaluate(async (path) => {
        await fetch(path, { method: "POST", body: "{}" });
      }, path);
      for (const { page } of [anna, ben]) await page.getByRole("alertdialog").waitFor();
      await assertAccessible(ben.page);
      await silence(who).click();
      await other.page.getByRole("alertdialog").waitFor({ state: "detached" });
    }
    for (const [{ page }, other] of [[anna, "Ben B."], [ben, "Anna A."]] as const) {
      await page.goto(`${url}/log`);
      await untilLive(page);
      // Each of their own is told as done on this screen.
      await page.getByText(new RegExp(`acknowledged .* by ${other}`)).waitFor();
      await page.getByText(/acknowledged .* on this screen/).waitFor();
      await assertAccessible(page);
    }
    const { fires } = await anna.page.evaluate(async () =>
      await (await fetch("/api/fires")).json()
    );
    const by = fires.map(({ acknowledgedBy }: { acknowledgedBy: string }) => acknowledgedBy);
    assert.deepEqual(by.toSorted(), ["Anna A.", "Ben B."]);
    assert.deepEqual([...anna.complaints, ...ben.complaints], []);
  },
);
