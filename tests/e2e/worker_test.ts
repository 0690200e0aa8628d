import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page, Worker } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { until, untilFits } from "../timeouts.ts";
import { visit } from "./page.ts";
import { browserTest } from "../browser/in_browser.ts";
import { inWholeChromium } from "../browser/shared_chromium.ts";
import { type PageStage, pageTest } from "./page_stage.ts";
import { type LocalStage, withLocalServer } from "./with_server.ts";

/** Waits until the service worker has taken over, and gives it. */
async function workerOf(context: BrowserContext, page: Page): Promise<Worker> {
  const state = () =>
    page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state);
  await untilFits(state, (state) => state === "activated");
  // A tab that served another test may still have the worker of that test's server.
  const { origin } = new URL(page.url());
  const worker = context.serviceWorkers().findLast((each) => each.url().startsWith(origin));
  assert.ok(worker);
  return worker;
}

/** What the system shows, as title and body. */
function notifications(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return shown.map(({ title, body }) => `${title}: ${body}`);
  });
}

/** Waits until the system shows so many notifications, and gives them. */
function waitForNotifications(page: Page, count: number): Promise<string[]> {
  return untilFits(() => notifications(page), ({ length }) => length === count);
}

/** Opens a tab that may show notifications and that nobody looks at. */
async function visitInBackground({ browser, server }: PageStage) {
  const visitor = await visit(browser, server.url);
  const context = visitor.page.context();
  await context.grantPermissions(["notifications"]);
  await context.addInitScript(() => document.hasFocus = () => false);
  await visitor.page.reload();
  return { ...visitor, context, worker: await workerOf(context, visitor.page) };
}

const TARGET = { type: "target", targetPrice: 55_000, direction: "fromBelow", note: "sell" };

async function letRing({ api, binance }: PageStage): Promise<string> {
  const { alarm } = await api("POST", "/api/pairs/BTCUSDT/alarms", TARGET) as {
    alarm: { id: string };
  };
  binance.setPrice("BTCUSDT", 55_550);
  return alarm.id;
}

/** Presses a button of the notification that is shown ("" is the notification itself). */
function click(worker: Worker, action: string): Promise<void> {
  return worker.evaluate(async (action) => {
    const scope = globalThis as unknown as {
      registration: ServiceWorkerRegistration;
      NotificationEvent: new (type: string, init: object) => Event;
    };
    const [notification] = await scope.registration.getNotifications();
    dispatchEvent(new scope.NotificationEvent("notificationclick", { notification, action }));
  }, action);
}

/** The headless shell shows no notifications. */
function workerTest(name: string, test: (stage: PageStage) => Promise<void>): void {
  pageTest(name, test, {}, inWholeChromium);
}

workerTest(
  "A tab in the background has the system show what rings, once for all tabs, until it is acknowledged anywhere",
  async (stage) => {
    const { page, context, leave } = await visitInBackground(stage);
    const second = await context.newPage();
    await second.goto(stage.server.url);
    await workerOf(context, second);
    await second.locator("[data-phase=live]").waitFor();
    await letRing(stage);
    await second.getByRole("alertdialog").waitFor();
    const [told = ""] = await waitForNotifications(page, 1);
    assert.match(
      told,
      /^BTC\/USDT 55,550: BTC\/USDT crosses above 55,000\n1 % past 55,000\nsell$/,
    );
    await stage.api("POST", "/api/fires/acknowledge");
    await waitForNotifications(page, 0);
    await leave();
  },
);

workerTest("The buttons of a notification acknowledge and snooze", async (stage) => {
  const { page, worker, leave } = await visitInBackground(stage);
  const id = await letRing(stage);
  await waitForNotifications(page, 1);
  const pressedAt = Date.now();
  await click(worker, "snooze");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  const { alarm } = await stage.api("GET", `/api/alarms/${id}`) as {
    alarm: { snoozedUntil: string };
  };
  const askedAt = Date.parse(alarm.snoozedUntil) - 15 * 60_000;
  assert.ok(askedAt >= pressedAt && askedAt <= Date.now(), alarm.snoozedUntil);

  await stage.api("POST", `/api/alarms/${id}/test`);
  await waitForNotifications(page, 1);
  await click(worker, "acknowledge");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  await waitForNotifications(page, 0);
  await leave();
});

workerTest("A tab that is looked at shows no notification", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await page.context().grantPermissions(["notifications"]);
  await page.reload();
  await workerOf(page.context(), page);
  await letRing(stage);
  await page.getByRole("alertdialog").waitFor();
  await page.evaluate(() => document.hasFocus = () => false);
  await page.evaluate(() => dispatchEvent(new Event("blur")));
  const [told = ""] = await waitForNotifications(page, 1);
  assert.match(told, /^BTC\/USDT 55,550/);
  await leave();
});

declare global {
  /** In the browser: how often the person was asked for leave. */
  var asked: number;
}

/** Runs in the browser: a person who is asked for leave for the first time, and gives it. */
function neverAsked(): void {
  globalThis.asked = 0;
  const permission = () => globalThis.asked === 0 ? "default" : "granted";
  Object.defineProperty(Notification, "permission", { get: permission });
  Notification.requestPermission = () => {
    globalThis.asked++;
    return Promise.resolve("granted");
  };
}

workerTest("A person is asked for leave to show notifications by a click alone", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await page.addInitScript(neverAsked);
  await page.reload();
  await letRing(stage);
  const dialog = page.getByRole("alertdialog");
  const ask = dialog.getByRole("button", { name: /while this page is in the background/ });
  await ask.waitFor();
  assert.equal(await page.evaluate(() => globalThis.asked), 0);
  await ask.click();
  await ask.waitFor({ state: "detached" });
  assert.equal(await page.evaluate(() => globalThis.asked), 1);
  await leave();
});

const lan = Deno.networkInterfaces().find(({ family, address }) =>
  family === "IPv4" && !address.startsWith("127.")
)?.address;

/** Browsers take plain HTTP for safe from this computer alone; a computer without a network has no other address. */
browserTest(
  "On plain HTTP from elsewhere the page rings without a worker, and complains of nothing",
  async () => {
    if (lan === undefined) return;
    const onServer = async (browser: Browser, { server, client }: LocalStage) => {
      const { port } = new URL(server.url);
      const { page, complaints } = await visit(browser, `http://${lan}:${port}/settings`);
      assert.equal(await page.evaluate(() => isSecureContext), false);
      await page.getByText("Not possible here: browsers want HTTPS").waitFor();
      await client.ask("add_pair", { pair: "BTCUSDT" });
      await client.next("price_update");
      await client.ask("test_alarm", {});
      await page.getByRole("alertdialog").getByRole("button", { name: "Silence" }).click();
      await page.getByRole("alertdialog").waitFor({ state: "detached" });
      const others = complaints.filter((text) => !/Cross-Origin-Opener-Policy/.test(text));
      assert.deepEqual(others, [], "only the browser's own words about plain HTTP");
      await client.close();
    };
    await inWholeChromium((browser) =>
      withLocalServer((stage) => onServer(browser, stage), {
        ...{ HOST: "0.0.0.0", AUTH: "off", AUTH_OFF_I_KNOW: "yes" },
      })
    );
  },
);

workerTest(
  "Out of reach of the server every page says that prices are not live, and goes on when it is back",
  async (stage) => {
    const { page, complaints } = await visit(stage.browser, stage.server.url);
    const context = page.context();
    await workerOf(context, page);
    await page.getByText("50,000", { exact: true }).first().waitFor();
    await context.setOffline(true);
    // A worker that the browser starts anew is on the network until it is told that there is none.
    const heading = page.getByRole("heading", { name: "The server is out of reach" });
    await until(async () => {
      await page.goto(`${stage.server.url}/pairs/BTCUSDT`);
      return await heading.isVisible();
    });
    await page.getByText("Prices are not live").waitFor();
    await page.getByText(/It was last heard here \d+ \w+ \d{4}/).waitFor();
    assert.doesNotMatch(await page.locator("body").innerText(), /50,000/);
    await assertAccessible(page, "offline");
    await context.setOffline(false);
    await page.locator("[data-phase=live]").waitFor();
    await page.waitForURL("**/pairs/BTCUSDT*");
    await page.getByText("50,000", { exact: true }).first().waitFor();
    await context.close();
    const others = complaints.filter((text) => !/ERR_INTERNET_DISCONNECTED|WebSocket/.test(text));
    assert.deepEqual(others, [], "only the browser's own words about the lost network");
  },
);

workerTest(
  "The worker stores the page for outages and its looks, no prices, and drops what an older build stored",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    const script = await fetch(`${stage.server.url}/sw.js?build=any`);
    assert.equal(script.headers.get("cache-control"), "no-cache");
    assert.match(await script.text(), /dropOlderStores/);
    await workerOf(page.context(), page);
    const stored = await page.evaluate(async () => {
      await caches.open("shell-older");
      const names = await caches.keys();
      const paths = await Promise.all(names.map(async (name) => {
        const requests = await (await caches.open(name)).keys();
        return requests.map(({ url }) => new URL(url).pathname);
      }));
      return paths.flat();
    });
    assert.ok(
      stored.includes("/offline") && stored.includes("/styles/everywhere.css"),
      String(stored),
    );
    const foreign = stored.filter((path) =>
      !/^\/(offline|styles\/|icons\/|theme|favicon)/.test(path)
    );
    assert.deepEqual(foreign, []);

    await page.evaluate(() => navigator.serviceWorker.register("/sw.js?build=next"));
    await untilFits(
      () => page.evaluate(async () => (await caches.keys()).join()),
      (names) => names === "shell-next",
    );
    await page.reload();
    await page.locator("[data-phase=live]").waitFor();
    await leave();
  },
);
