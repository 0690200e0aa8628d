import assert from "node:assert/strict";
import type { BrowserContext, CDPSession, Page } from "playwright-core";
import { inWholeChromium } from "../browser/shared_chromium.ts";
import { FakeBrowser, pushService } from "../notify/push_service.ts";
import { MessageServer, type ReceivedRequest } from "../servers/message_server.ts";
import { untilFits } from "../timeouts.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

/** Listens before the programs under test start, because their settings name it. */
const push = new MessageServer();
push.answer = pushService;
const ENV = { ALLOW_PRIVATE_TARGETS: push.host };
const PHONE = { viewport: { width: 390, height: 844 } };

function pushTest(name: string, test: (stage: PageStage) => Promise<void>): void {
  // The headless shell shows no notifications.
  pageTest(name, test, ENV, inWholeChromium);
}

/** Opens Channels in a browser whose push service is ours: Chromium's own is out of reach. */
async function visitChannels({ browser, server }: PageStage, own: FakeBrowser) {
  const visitor = await visit(browser, `${server.url}/channels`, PHONE);
  const context = visitor.page.context();
  await context.grantPermissions(["notifications"]);
  await context.addInitScript((subscription) => {
    PushManager.prototype.subscribe = () =>
      Promise.resolve({ toJSON: () => subscription } as unknown as PushSubscription);
  }, own.subscription(`${push.url}/push/${crypto.randomUUID()}`));
  await visitor.page.reload();
  await visitor.page.getByText("Live", { exact: true }).first().waitFor();
  return { ...visitor, context };
}

/** Brings to the service worker what its push service was given. */
async function deliverer(context: BrowserContext, page: Page, own: FakeBrowser) {
  const session: CDPSession = await context.newCDPSession(page);
  const registration = Promise.withResolvers<string>();
  const origin = new URL(page.url()).origin;
  session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
    const found = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
    if (found !== undefined) registration.resolve(found.registrationId);
  });
  await page.evaluate(async () => void await navigator.serviceWorker.ready);
  await session.send("ServiceWorker.enable");
  const registrationId = await registration.promise;
  return async (request: ReceivedRequest | undefined) => {
    assert.ok(request);
    const data = JSON.stringify(own.read(request));
    await session.send("ServiceWorker.deliverPushMessage", { origin, registrationId, data });
  };
}

/** What the system shows, as title, body and buttons. */
function notifications(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const shown = await (await navigator.serviceWorker.ready).getNotifications();
    return shown.map((notification) => {
      const { title, body } = notification;
      const actions: { title: string }[] = Reflect.get(notification, "actions");
      return `${title}: ${body} ${actions.map((action) => action.title).join()}`;
    });
  });
}

pushTest(
  "“This phone” makes the browser a channel, and a pushed fire is shown once, acknowledged by its button",
  async (stage) => {
    const own = new FakeBrowser();
    const { page, context, leave } = await visitChannels(stage, own);
    await page.getByRole("button", { name: /^This phone/ }).click();
    await page.getByText(/Messages arrive on this device/).waitFor();
    await page.getByText(/This browser is the channel/).waitFor();
    await assertAccessible(page);
    const before = push.received.length;
    await page.getByRole("button", { name: /^Send a test to/ }).click();
    await page.getByText("Test: accepted by the service").waitFor();
    const deliver = await deliverer(context, page, own);
    // Given again until it is shown, as push services do: another one takes its place.
    await untilFits(
      async () => {
        await deliver(push.received[before]);
        return await notifications(page);
      },
      (shown) => shown.length === 1 && /^Test of Crypto Price Alarm: /.test(shown[0] ?? ""),
    );
    // Looked at by nobody: else the page itself has the worker close what it shows.
    await page.goto("about:blank");

    const alarm = { type: "target", targetPrice: 60_000, direction: "fromBelow" };
    const set = await stage.api("POST", "/api/pairs/BTCUSDT/alarms", alarm) as {
      alarm: { id: string };
    };
    await stage.api("POST", `/api/alarms/${set.alarm.id}/test`);
    const fired = await push.until(before + 2);
    await page.goto(`${stage.server.url}/offline`);
    await page.evaluate(async () => {
      const { active } = await navigator.serviceWorker.ready;
      active?.postMessage({ kind: "ringing", ids: [], news: [] });
    });
    const again = await deliverer(context, page, own);
    await again(fired[before + 1]);
    const titles = await untilFits(
      async () => {
        await again(fired[before + 1]);
        return await notifications(page);
      },
      (shown) => shown.some((each) => /BTC\/USDT/.test(each)),
    );
    const ofFire = titles.filter((each) => /BTC\/USDT/.test(each));
    assert.equal(ofFire.length, 1, "a repeat piles up");
    assert.match(ofFire[0] ?? "", /^Test: BTC\/USDT 50,000: .* Acknowledge,Snooze 15 min$/s);

    const origin = new URL(stage.server.url).origin;
    const worker = context.serviceWorkers().findLast((each) => each.url().startsWith(origin));
    await worker?.evaluate(async () => {
      const scope = globalThis as unknown as {
        registration: ServiceWorkerRegistration;
        NotificationEvent: new (type: string, init: object) => Event;
      };
      const shown = await scope.registration.getNotifications();
      const notification = shown.find(({ title }) => title.startsWith("Test: BTC/USDT"));
      const click = { notification, action: "acknowledge" };
      dispatchEvent(new scope.NotificationEvent("notificationclick", click));
    });
    const { fires } = await untilFits(
      () => stage.api("GET", "/api/fires") as Promise<{ fires: { acknowledgedBy?: string }[] }>,
      ({ fires }) => fires[0]?.acknowledgedBy !== undefined,
    );
    assert.match(fires[0]?.acknowledgedBy ?? "", /\(link\)$/);
    // What is over is said in place of what rang.
    const over = await push.until(before + 3);
    await again(over[before + 2]);
    const ofPair = async () => (await notifications(page)).filter((each) => /BTC\/USDT/.test(each));
    // Between the old one's end and the new one's beginning there may be none.
    const [last = ""] = await untilFits(
      ofPair,
      (shown) => shown.length === 1 && shown.join() !== ofFire.join(),
    );
    assert.match(last, /Acknowledged by .*\(link\) $/);
    await leave();
  },
);

pushTest(
  "“This phone” says on an iPhone how to install, and what else is in the way",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}/channels`, PHONE);
    await page.addInitScript(() =>
      Object.defineProperty(navigator, "standalone", { value: false })
    );
    await page.reload();
    await page.getByText("Live", { exact: true }).first().waitFor();
    await page.getByRole("button", { name: /^This phone/ }).click();
    await page.getByText(/Add to Home Screen/).waitFor();
    assert.equal((await stage.api("GET", "/api/channels") as { channels: [] }).channels.length, 0);
    await leave();
  },
);
