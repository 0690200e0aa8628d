import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { MailServer } from "../servers/mail_server.ts";
import { MqttBroker } from "../servers/mqtt_broker.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";

const PHONE = { viewport: { width: 390, height: 844 } };

// They listen before the program under test starts, because its settings name them.
const mail = await MailServer.open();
const broker = await MqttBroker.open();

interface Row {
  /** What the button and the form are called. */
  readonly name: string;
  /** What is typed into the fields, all of it right but for one. */
  readonly typed: Readonly<Record<string, string>>;
  readonly wrong: { readonly label: string; readonly says: RegExp; readonly right: string };
}

const ROWS: readonly Row[] = [
  {
    name: "E-mail",
    typed: {
      ...{ To: "anna@example.com, bob@example.com", From: "alarm@example.com" },
      ...{ Server: "127.0.0.1", Port: String(mail.port) },
    },
    wrong: { label: "To", says: /one/, right: "anna@example.com" },
  },
  {
    name: "MQTT",
    typed: { Broker: `http://${broker.host}` },
    wrong: { label: "Broker", says: /mqtt:\/\//, right: `mqtt://${broker.host}` },
  },
  {
    name: "Phone call or SMS (Twilio)",
    typed: {
      ...{ To: "0170 1234567", From: "+15551234567" },
      ...{ "Account SID": `AC${"0".repeat(32)}`, "Auth Token": "secret-token" },
    },
    wrong: { label: "To", says: /with its country/, right: "+49 170 1234567" },
  },
];

async function assertNarrow(page: Page, where: string): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= PHONE.viewport.width, `${where}: ${width} px`);
}

/** Saves what is typed, is refused with the field named and focused, and saves it mended. */
async function save(page: Page, form: Locator, { name, typed, wrong }: Row): Promise<void> {
  for (const [label, value] of Object.entries(typed)) {
    await form.getByLabel(label, { exact: true }).fill(value);
  }
  const [field, submit] = [
    form.getByLabel(wrong.label, { exact: true }),
    form.getByRole("button", { name: "Save" }),
  ];
  await submit.click();
  await form.locator("[aria-invalid=true]").waitFor();
  assert.equal(await field.getAttribute("aria-invalid"), "true", name);
  assert.ok(await field.evaluate((each) => each === document.activeElement), `${name}: focus`);
  const told = (await field.getAttribute("aria-describedby"))?.split(" ").at(-1);
  assert.match(await page.locator(`[id="${told}"]`).textContent() ?? "", wrong.says);
  await assertAccessible(page);
  await assertNarrow(page, name);
  await field.fill(wrong.right);
  await submit.click();
  await form.waitFor({ state: "detached" });
}

pageTest(
  "The forms of e-mail, MQTT and Twilio name what is wrong, go to it, and fit a phone",
  async ({ browser, server }) => {
    const { page, leave } = await visit(browser, `${server.url}/channels`, PHONE);
    for (const row of ROWS) {
      await page.getByRole("button", { name: row.name }).click();
      const form = page.getByRole("dialog", { name: `Add ${row.name}` });
      if (row.name === "E-mail") await form.getByText("None", { exact: true }).click();
      await save(page, form, row);
      await page.getByRole("heading", { name: row.name }).waitFor();
    }
    await assertAccessible(page);
    await assertNarrow(page, "the page");
    await leave();
  },
  { ALLOW_PRIVATE_TARGETS: `${mail.host},${broker.host}` },
);
