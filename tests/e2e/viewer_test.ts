import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { sitDown, untilLive, type Visitor } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PASSWORD = "four quiet words here";
const PHONE = { viewport: { width: 390, height: 844 } };

/** A pair with an alarm and a list, and a viewer who has logged in; `id` is the alarm's. */
async function asViewer(stage: PageStage, device = {}): Promise<Visitor & { id: string }> {
  const { browser, server, api } = stage;
  const alarm = { type: "target", targetPrice: 51_000, direction: "fromBelow" };
  await api("POST", "/api/alarms/batch", { alarms: [{ pair: "BTCUSDT", alarm }] });
  await api("POST", "/api/watchlists", { name: "Mine", pairs: ["BTCUSDT"] });
  const { alarms: [only] } = await api("GET", "/api/alarms") as {
    alarms: { alarm: { id: string } }[];
  };
  const { people } = server.program.accounts;
  await people.add({ login: "anna", role: "admin", password: PASSWORD }, "cli");
  await people.add({ login: "vic", role: "viewer", password: PASSWORD }, "cli");
  const visitor = await sitDown(browser, device);
  const { page } = visitor;
  await page.goto(`${server.url}/login`);
  await page.getByLabel("Name", { exact: true }).fill("vic");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await untilLive(page);
  return { ...visitor, id: only?.alarm.id ?? "" };
}

/** What the server refused this page: over its socket and over HTTP. */
function refusalsOf(page: Page): string[] {
  const refusals: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      const text = String(payload);
      if (text.includes('"forbidden"')) refusals.push(text.slice(0, 200));
    }));
  page.on("response", (response) => {
    if (response.status() === 403) {
      refusals.push(`${response.request().method()} ${response.url()}`);
    }
  });
  return refusals;
}

/** What leaves the page or ends the session; what it shows is pressed on a page of its own. */
const LEAVES =
  /^(?:Log out|Log out everywhere|Change it|Make a token|Add a passkey|Turn codes on)$/;

/** Runs in the browser: presses every button in sight once, in dialogs that open as well; answers their names. */
async function pressAll(leaves: string): Promise<string[]> {
  const pressed: string[] = [];
  // A form that no script takes would lead to another page.
  document.addEventListener("submit", (event) => event.preventDefault());
  const seen = new Set<Element>();
  const nameOf = (button: Element) =>
    (button.getAttribute("aria-label") ?? button.textContent ?? "").trim();
  for (let rounds = 0; rounds < 200; rounds++) {
    const open = document.querySelector("dialog[open]") ?? document;
    const isDue = (button: HTMLButtonElement) =>
      !seen.has(button) && !button.disabled && button.getClientRects().length > 0 &&
      !new RegExp(leaves).test(nameOf(button));
    const button = [...open.querySelectorAll("button")].find(isDue);
    if (button === undefined) {
      if (open === document) break;
      (open as HTMLDialogElement).close();
    } else {
      seen.add(button);
      pressed.push(nameOf(button));
      button.click();
    }
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  return pressed;
}

for (const device of [{}, PHONE]) {
  const where = "viewport" in device ? "a phone" : "a desk";
  pageTest(`A viewer is shown no button that the server refuses on ${where}`, async (stage) => {
    const { page, id } = await asViewer(stage, device);
    const refusals = refusalsOf(page);
    const pages = [
      "/",
      "/pairs/BTCUSDT",
      "/charts",
      "/alarms",
      `/alarms/${id}`,
      "/channels",
      "/log",
    ];
    for (const path of [...pages, "/settings", "/account"]) {
      await page.goto(`${stage.server.url}${path}`);
      await untilLive(page);
      const pressed = await page.evaluate(pressAll, LEAVES.source);
      assert.ok(pressed.length > 0, path);
      assert.deepEqual(refusals, [], `${path}: ${pressed.join(", ")}`);
      const words = await page.evaluate(() => document.body.innerText);
      assert.doesNotMatch(words, /You may not/, path);
    }
    await page.context().close();
  });
}

pageTest(
  "A viewer's hands and keys move no alarm, set none, and put no pair elsewhere",
  async (stage) => {
    const { page } = await asViewer(stage);
    const { url } = stage.server;
    const refusals = refusalsOf(page);
    await page.goto(`${url}/pairs/BTCUSDT`);
    await untilLive(page);
    const line = page.getByRole("img", { name: /crosses above 51,000/ });
    await line.waitFor();
    const plot = await page.locator(".chart-handles").boundingBox();
    const grip = await line.boundingBox();
    assert.ok(plot !== null && grip !== null);
    const [x, y] = [plot.x + plot.width / 3, grip.y + grip.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - 40, { steps: 4 });
    await page.mouse.up();
    await page.mouse.click(x, y + 60);
    await page.keyboard.press("a");
    await page.keyboard.press("n");
    await page.goto(`${url}/alarms?find=BTCUSDT#set`);
    await untilLive(page);
    assert.equal(await page.getByRole("dialog").count(), 0);
    await page.goto(url);
    await untilLive(page);
    await page.locator(".pair").first().waitFor();
    assert.equal(await page.getByRole("button", { name: /^Move / }).count(), 0);
    for (const key of ["/", "a", "n"]) await page.keyboard.press(key);
    assert.equal(await page.getByRole("dialog").count(), 0);
    assert.equal(await page.getByRole("textbox", { name: /Alarm in one line/ }).count(), 0);
    assert.deepEqual(refusals, []);
    const { pairs } = stage.server.program.snapshot();
    const prices = pairs.flatMap(({ alarms }) =>
      alarms.map((alarm) => alarm.type === "target" && alarm.targetPrice)
    );
    assert.deepEqual(prices, [51_000]);
    await page.context().close();
  },
);
