import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { sitDown, untilLive } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
/** It ends a script that holds it, is an element where text is taken for markup, and sets `ran` if it is one. */
const HOSTILE = "</script><img src=x onerror=ran=1>";

/** Puts the text wherever a person may write one; answers the id of an alarm. */
async function writeEverywhere({ api, server: { program } }: PageStage): Promise<string> {
  const alarm = { type: "target", targetPrice: 9_000_000, direction: "fromBelow", note: HOSTILE };
  await api("POST", "/api/alarms/batch", { alarms: [{ pair: "BTCUSDT", alarm }] });
  await api("POST", "/api/watchlists", { name: HOSTILE.slice(0, 40), pairs: ["BTCUSDT"] });
  const channel = await api("POST", "/api/channels", {
    ...{ type: "webhook", name: HOSTILE, config: { url: "https://example.com/x" } },
  }) as { channel: { id: string } };
  const steps = [{ afterSeconds: 60, channels: [channel.channel.id] }];
  await api("POST", "/api/policies", { name: HOSTILE, steps });
  const { alarms: [only] } = await api("GET", "/api/alarms") as {
    alarms: { alarm: { id: string } }[];
  };
  const id = only?.alarm.id ?? "";
  await api("POST", `/api/alarms/${id}/test`, {});
  const { people } = program.accounts;
  const person = { login: "eve", name: HOSTILE, role: "admin", password: PASSWORD } as const;
  await people.add(person, "cli");
  await people.invite({ role: "viewer", note: HOSTILE }, "cli");
  return id;
}

const shows = async (page: Page) =>
  await page.evaluate((text) => document.body.textContent?.includes(text), HOSTILE.slice(0, 40));

pageTest("What people write, and browsers say of themselves, runs on no page", async (stage) => {
  const { browser, server: { url } } = stage;
  const id = await writeEverywhere(stage);
  const { page, complaints } = await sitDown(browser, { userAgent: `Chrome/1 ${HOSTILE}` });
  await page.goto(`${url}/login`);
  await page.getByLabel("Name", { exact: true }).fill("eve");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await untilLive(page);
  await page.evaluate(async (name) => {
    const body = JSON.stringify({ name, scopes: ["alarms:read"] });
    await fetch("/api/tokens", { method: "POST", body });
  }, HOSTILE);
  const asked: string[] = [];
  page.on("request", (request) => void asked.push(request.url()));
  const pages = ["/", "/alarms", `/alarms/${id}`, "/pairs/BTCUSDT", "/charts", "/channels", "/log"];
  const shown: string[] = [];
  for (const path of [...pages, "/settings", "/account", "/people"]) {
    await page.goto(url + path);
    await untilLive(page);
    if (await shows(page)) shown.push(path);
    assert.equal(await page.evaluate(() => "ran" in globalThis), false, path);
  }
  // As the text that it is.
  const wanted = ["/", "/alarms", `/alarms/${id}`, "/channels", "/log", "/account", "/people"];
  assert.deepEqual(wanted.filter((path) => !shown.includes(path)), []);
  assert.deepEqual(asked.filter((each) => each.endsWith("/x")), []);
  assert.deepEqual(complaints, []);
});

pageTest(
  "What an address asks for is no part of a page, and of an error's neither",
  async (stage) => {
    const { browser, server: { url } } = stage;
    const { page, complaints } = await sitDown(browser);
    const query = encodeURIComponent(HOSTILE);
    const paths = [`/nowhere/${query}`, `/pairs/${query}`, `/alarms/${query}`, `/a/${query}`];
    const others = [`/login?next=${query}`, `/log?pair=${query}`, `/login?next=javascript:ran=1`];
    for (const path of [...paths, ...others]) {
      await page.goto(url + path);
      assert.equal(await page.evaluate(() => "ran" in globalThis), false, path);
      assert.equal(await page.locator("img[src=x]").count(), 0, path);
    }
    // That something is not there is said by its status.
    assert.deepEqual(complaints.filter((text) => !/status of 4\d\d/.test(text)), []);
  },
);
