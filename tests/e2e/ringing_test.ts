import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { assertAccessible } from "./assert_accessible.ts";
import { untilLive, visit } from "./page.ts";
import { pageTest } from "./page_stage.ts";
import { alarmNow, letRing, press, rehearse, ringing, setAlarm, TARGET } from "./ringing_page.ts";
import { refuseSounds } from "./refuse_sounds.ts";

pageTest(
  "What rings is told in full, newest first and open, the others in short",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url, { timezoneId: "UTC" });
    const id = await letRing(stage);
    await ringing(page).waitFor();
    await rehearse(stage, id);
    await ringing(page).getByText("2 alarms are ringing").waitFor();
    await ringing(page).getByRole("listitem").nth(1).waitFor();
    const items = await ringing(page).getByRole("listitem").allInnerTexts();
    assert.match(items[0] ?? "", /BTC\/USDT[\s\S]*test/);
    assert.match(items[1] ?? "", /55,550[\s\S]*crosses above 55,000[\s\S]*1 % past 55,000/);
    assert.doesNotMatch(items[1] ?? "", /Snooze/);
    await press(page, "More for BTC/USDT");
    await ringing(page).getByRole("button", { name: "Snooze 1 h" }).waitFor();
    await assertAccessible(page, "ringing");
    await leave();
  },
);

pageTest(
  "A snooze ends the ringing everywhere, says from where, and keeps the alarm quiet",
  async (stage) => {
    const { browser, server } = stage;
    const [ann, bob] = [await visit(browser, server.url), await visit(browser, server.url)];
    const id = await letRing(stage);
    for (const { page } of [ann, bob]) await ringing(page).waitFor();
    const pressedAt = Date.now();
    await press(ann.page, "Snooze 15 min");
    for (const { page } of [ann, bob]) await ringing(page).waitFor({ state: "detached" });
    await bob.page.getByText("Silenced from 127.0.0.1").waitFor();
    assert.equal(await ann.page.getByText(/Silenced from/).count(), 0);
    const { snoozedUntil, triggered } = await alarmNow(stage, id);
    const askedAt = Date.parse(String(snoozedUntil)) - 15 * 60_000;
    assert.ok(askedAt >= pressedAt && askedAt <= Date.now(), String(snoozedUntil));
    assert.equal(triggered, false);

    await ann.page.goto(`${server.url}/log`);
    await ann.page.getByText(/acknowledged .* on this screen/).waitFor();
    await bob.page.goto(`${server.url}/log`);
    await bob.page.getByText(/acknowledged .* by 127\.0\.0\.1/).waitFor();
    await ann.leave();
    await bob.leave();
  },
);

pageTest("A re-armed alarm is silent at once and rings again", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  const id = await letRing(stage);
  await ringing(page).waitFor();
  await press(page, "Re-arm");
  await ringing(page).waitFor({ state: "detached" });
  await page.getByText("BTC/USDT is armed again").waitFor();
  assert.equal((await alarmNow(stage, id))["triggered"], false);
  stage.binance.setPrice("BTCUSDT", 54_000);
  await page.getByText("54,000", { exact: true }).first().waitFor();
  stage.binance.setPrice("BTCUSDT", 55_100);
  await ringing(page).getByText("0.18 % past 55,000").waitFor();
  await press(page, "Silence");
  await leave();
});

pageTest("The chart of what rings is one click away", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  await letRing(stage);
  await ringing(page).getByRole("link", { name: "Open chart of BTC/USDT" }).click();
  await page.waitForURL("**/pairs/BTCUSDT");
  await untilLive(page);
  await press(page, "Silence");
  await ringing(page).waitFor({ state: "detached" });
  await leave();
});

declare global {
  /** In the browser: dialogs that were seen and alarms that were heard, in their order. */
  var noticed: string[];
}

/** Runs in the browser: notes what is seen and heard of alarms from now on. */
function noteAlarms(): void {
  globalThis.noticed = [];
  const look = () => {
    const dialog = document.querySelector(".ringing .fire-condition");
    if (dialog !== null) globalThis.noticed.push(`seen ${dialog.textContent}`);
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (this.loop) globalThis.noticed.push("heard");
    return play.call(this);
  };
}

/** Stops the browser's tabs as a sleeping device does, until called. */
async function putToSleep(browser: Browser): Promise<() => void> {
  const devtools = await browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const tabs = processInfo.filter(({ type }) => type === "renderer");
  const all = (signal: Deno.Signal) => tabs.forEach(({ id }) => Deno.kill(id, signal));
  all("SIGSTOP");
  return () => all("SIGCONT");
}

/** So long a page must not run to know that it slept, in milliseconds. */
const SLEEP_MS = 5_500;

pageTest(
  "A tab that was asleep catches up without ringing for what is acknowledged",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    await page.getByRole("heading", { name: "Prices" }).click();
    const other = await setAlarm(stage, "ETHBTC", {
      ...TARGET,
      targetPrice: 0.06,
    });
    await page.evaluate(noteAlarms);
    const wake = await putToSleep(stage.browser);
    try {
      const sleptLong = new Promise((done) => setTimeout(done, SLEEP_MS));
      await letRing(stage);
      await stage.client.next("alarm_triggered");
      await stage.api("POST", "/api/fires/acknowledge");
      await stage.client.next("fire_acknowledged");
      await sleptLong;
    } finally {
      wake();
    }

    // The next one rings: by then the page has heard of the one before.
    await rehearse(stage, other);
    await ringing(page).waitFor();
    await page.waitForFunction(() => globalThis.noticed.includes("heard"));
    const noticed = new Set(await page.evaluate(() => globalThis.noticed));
    assert.deepEqual([...noticed].sort(), ["heard", "seen ETH/BTC crosses above 0.06"]);
    const heard = await page.evaluate(() => globalThis.noticed.filter((each) => each === "heard"));
    assert.equal(heard.length, 1);
    await press(page, "Silence");
    await leave();
  },
);

/** Waits until this sound alone is heard, in a loop at this volume. */
async function waitForSound(page: Page, file: string, volume: number): Promise<void> {
  await page.waitForFunction(([file, volume]) => {
    const playing = globalThis.sounds.filter(({ paused }) => !paused);
    const [sound] = playing;
    return playing.length === 1 && sound?.src.endsWith(file) && sound.loop &&
      Math.abs(sound.volume - volume) < 0.01;
  }, [file, volume] as const);
}

pageTest(
  "An alarm rings with the sound that was chosen for it, and the newest one alone",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    await page.getByRole("button", { name: "Add an alarm to BTC/USDT" }).click();
    const form = page.getByRole("dialog");
    await form.getByRole("textbox", { name: "Price in USDT" }).fill("55000");
    await form.getByText("Siren").click();
    await form.getByRole("button", { name: "Play Siren" }).click();
    await page.waitForFunction(() =>
      globalThis.sounds.some(({ src, loop, currentTime }) =>
        src.endsWith("siren.wav") && !loop && currentTime > 0
      )
    );
    await form.getByRole("button", { name: "Set alarm" }).click();
    await form.waitFor({ state: "detached" });

    stage.binance.setPrice("BTCUSDT", 55_100);
    await ringing(page).waitFor();
    await waitForSound(page, "/sounds/siren.wav", 0.6);
    const other = await setAlarm(stage, "ETHBTC", {
      ...TARGET,
      targetPrice: 0.06,
      sound: "bell",
    });
    await rehearse(stage, other);
    await waitForSound(page, "/sounds/bell.wav", 0.6);
    await press(page, "Acknowledge ETH/BTC");
    await waitForSound(page, "/sounds/siren.wav", 0.6);
    await press(page, "Silence");
    await page.waitForFunction(() => globalThis.sounds.every(({ paused }) => paused));
    await leave();
  },
);

pageTest(
  "At volume 0 the page says plainly that it is silent, and one click mends it",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, `${stage.server.url}/settings`);
    const volume = page.getByRole("slider", { name: "Volume of alarms" });
    await page.getByRole("heading", { level: 1 }).click();
    await volume.fill("0");
    const bar = page.getByRole("button", { name: /The volume is 0/ });
    await bar.waitFor();
    await page.reload();
    await page.getByRole("heading", { level: 1 }).click();
    await bar.waitFor();
    const id = await letRing(stage);
    await ringing(page).getByText("this rings in silence").waitFor();
    assert.equal(await page.evaluate(() => globalThis.sounds.filter(({ loop }) => loop).length), 0);
    await press(page, "Silence");
    await ringing(page).waitFor({ state: "detached" });
    await bar.click();
    await bar.waitFor({ state: "detached" });
    assert.equal(await volume.inputValue(), "60");
    await rehearse(stage, id);
    await waitForSound(page, "/alarm.mp3", 0.6);
    await press(page, "Silence");
    await leave();
  },
);

pageTest(
  "The page asks for the click that sound needs, also after a reload, and only then",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url);
    const bar = page.getByRole("button", { name: "Sound is blocked: click to enable" });
    await bar.click();
    await bar.waitFor({ state: "detached" });
    await page.addInitScript(refuseSounds);
    await page.reload();
    await bar.waitFor();
    await letRing(stage);
    await ringing(page).getByText("Sound is blocked: click anywhere to hear it").waitFor();
    await ringing(page).getByRole("heading").click();
    await waitForSound(page, "/alarm.mp3", 0.6);
    await ringing(page).getByText("Sound is blocked").waitFor({ state: "detached" });
    await press(page, "Silence");
    await ringing(page).waitFor({ state: "detached" });
    assert.equal(await bar.count(), 0);
    await leave();
  },
);

/** Holds back what the server says to the page from now on; returns how to let it through. */
async function routeFrames(page: Page) {
  const held: (() => void)[] = [];
  let isHeld = false;
  await page.routeWebSocket(/\/ws\b/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      if (isHeld) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  return {
    hold: () => isHeld = true,
    release() {
      isHeld = false;
      for (const send of held) send();
    },
  };
}

pageTest("What the page has not heard of is not silenced, and rings when it has", async (stage) => {
  const { page, leave } = await visit(stage.browser, stage.server.url);
  const frames = await routeFrames(page);
  await page.reload();
  const late = await setAlarm(stage, "ETHBTC", { ...TARGET, targetPrice: 0.06 });
  await letRing(stage);
  await ringing(page).waitFor();
  frames.hold();
  const fire = await rehearse(stage, late);
  await press(page, "Silence");
  const { data } = await stage.client.next("fire_acknowledged");
  assert.ok(data.fireIds.length === 1 && !data.fireIds.includes(fire));
  frames.release();
  await ringing(page).getByText("crosses above 0.06").waitFor();
  await press(page, "Silence");
  await stage.client.next("fire_acknowledged", ({ fireIds }) => fireIds.includes(fire));
  await ringing(page).waitFor({ state: "detached" });
  await leave();
});

pageTest(
  "What was silenced elsewhere can be read and dismissed while something rings, one's own snooze is confirmed",
  async (stage) => {
    const { page, leave } = await visit(stage.browser, stage.server.url, { timezoneId: "UTC" });
    const other = await setAlarm(stage, "ETHBTC");
    const fires = [await rehearse(stage, other), await rehearse(stage, other)];
    await letRing(stage);
    await ringing(page).getByText("3 alarms are ringing").waitFor();
    await stage.api("POST", `/api/fires/${fires[0]}/acknowledge`);
    await page.getByText("Silenced from 127.0.0.1").waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("Silenced from 127.0.0.1").waitFor({ state: "detached" });
    await press(page, "Snooze 1 h");
    await ringing(page).getByText(/^BTC\/USDT is snoozed until \d+ \w+, \d\d:\d\d UTC$/).waitFor();
    await press(page, "Silence");
    await ringing(page).waitFor({ state: "detached" });
    await leave();
  },
);
