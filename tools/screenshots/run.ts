import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { DEMO_COINS } from "@/lib/sources/demo/assets.ts";
import { launchChromium } from "../../tests/browser/chromium.ts";
import { RunningServer } from "../../tests/program/running_server.ts";
import { MessageServer } from "../../tests/servers/message_server.ts";
import { BOT_TOKEN, FakeTelegram } from "../../tests/servers/telegram.ts";

const FOLDER = join(import.meta.dirname ?? "", "..", "..", "docs", "screenshots");
const SIZES = [{ width: 390, height: 844 }, { width: 820, height: 1180 }, {
  width: 1440,
  height: 900,
}];
const THEMES = ["light", "dark"] as const;
/** Time for prices to come in and for what moves to stand still. */
const SETTLE_MS = 1_500;

/** Makes `docs/screenshots/<name>-<width>-<theme>.png` of the shots named on the command line, or of all. */
async function main(names: readonly string[]): Promise<void> {
  await Deno.mkdir(FOLDER, { recursive: true });
  const browser = await launchChromium();
  const wanted = SHOTS.filter(({ name }) => names.length === 0 || names.includes(name));
  for (const kind of ["demo", "bare", "hundred"] as const) {
    const shots = wanted.filter(({ stage }) => stage === kind);
    if (shots.length === 0) continue;
    const stage = await startStage(kind === "demo" ? "demo" : "bare");
    if (kind === "hundred") await watchHundred(stage);
    for (const shot of shots) await takeAll(browser, stage, shot);
    await stage.stop();
  }
  await browser.close();
}

async function takeAll(browser: Browser, stage: Stage, shot: Shot): Promise<void> {
  for (const viewport of SIZES) {
    for (const colorScheme of THEMES) {
      const context = await browser.newContext({
        ...{ viewport, colorScheme, locale: "en-GB", timezoneId: "Europe/Berlin" },
        hasTouch: viewport.width < 1_000,
      });
      const path = join(FOLDER, `${shot.name}-${viewport.width}-${colorScheme}.png`);
      await take(context, stage, shot, path);
      await context.close();
    }
  }
}

async function take(
  context: BrowserContext,
  stage: Stage,
  { path, cookie, act }: Shot,
  file: string,
): Promise<void> {
  if (cookie !== undefined) await context.addCookies([{ ...cookie, url: stage.url }]);
  // The demo's introduction would stand over every board.
  await context.addInitScript(() => localStorage.setItem("preferences", '{"hasToured":true}'));
  const page = await context.newPage();
  const response = await page.goto(stage.url + await path(stage));
  if (response?.status() === 404) return;
  await page.getByText("Live", { exact: true }).first().waitFor();
  await unlockSound(page);
  await page.waitForTimeout(SETTLE_MS);
  await silence(page, stage);
  await act?.(page, stage);
  await page.screenshot({ path: file });
  await context.setOffline(false);
}

/** The pictures show the page as it is once sound is allowed. */
async function unlockSound(page: Page): Promise<void> {
  await page.keyboard.press("Shift");
  await page.mouse.click(1, 1);
}

/** How long what is acknowledged may stay in sight before it must be another that rings, in milliseconds. */
const QUIET_WITHIN_MS = 3_000;
const MOST_TRIES = 20;

/**
 * Silences the page and closes what tells who did. The demo rings whenever it likes, also between an
 * acknowledgement and its being shown: what has begun then is acknowledged in its turn.
 */
async function silence(page: Page, { api }: Stage): Promise<void> {
  await removeOwnAlarms(api);
  const dialog = page.getByRole("alertdialog");
  for (let tries = 0; tries === 0 || await dialog.count() > 0; tries++) {
    if (tries === MOST_TRIES) throw new Error("What rings cannot be silenced");
    await api("POST", "/api/fires/acknowledge");
    await dialog.waitFor({ state: "detached", timeout: QUIET_WITHIN_MS }).catch(() => {});
  }
  for (const notice of await page.locator(".notice").all()) {
    // It may have gone by itself.
    const dismiss = notice.getByRole("button", { name: "Dismiss" });
    await dismiss.click({ timeout: QUIET_WITHIN_MS }).catch(() => {});
  }
  await page.mouse.move(1, 1);
}

const COMPACT = { name: "board", value: "order/all//compact/" };

/** Until the buttons of the dialog can be pressed, which a new fire moves. */
const LIT_MS = 600;

/** Every page, and the states that people see most. */
const SHOTS: readonly Shot[] = [
  { name: "board", stage: "demo", path: () => "/" },
  { name: "ringing", stage: "demo", path: () => "/", act: letRing },
  { name: "offline", stage: "demo", path: () => "/", act: loseServer },
  { name: "pair", stage: "demo", path: () => "/pairs/BTCUSDT" },
  { name: "charts", stage: "demo", path: () => "/charts" },
  { name: "alarms", stage: "demo", path: () => "/alarms" },
  { name: "alarm", stage: "demo", path: async (stage) => `/alarms/${await firstAlarm(stage)}` },
  { name: "channels", stage: "demo", path: channelsPage },
  { name: "phone", stage: "demo", path: () => "/phone", act: fillPhone },
  { name: "log", stage: "demo", path: () => "/log" },
  { name: "settings", stage: "demo", path: () => "/settings" },
  { name: "empty", stage: "bare", path: () => "/" },
  { name: "hundred", stage: "hundred", path: () => "/" },
  { name: "compact", stage: "hundred", path: () => "/", cookie: COMPACT },
];

const HUNDRED = 100;
const LOADED_WITHIN_MS = 180_000;
const QUOTES = ["USDT", "BTC", "ETH", "EUR", "USDC"];

/** One picture, in every size and both themes. */
interface Shot {
  readonly name: string;
  readonly stage: "demo" | "bare" | "hundred";
  readonly path: (stage: Stage) => string | Promise<string>;
  /** A cookie that the browser comes with. */
  readonly cookie?: { readonly name: string; readonly value: string };
  /** What is done on the page before the picture is taken. */
  readonly act?: (page: Page, stage: Stage) => Promise<void>;
}

async function firstAlarm({ api }: Stage): Promise<string> {
  return (await api("GET", "/api/alarms")).alarms[0].alarm.id;
}

/** A channel in each state: one that works, one that fails, one that is not linked yet. */
async function channelsPage({ api, services }: Stage): Promise<string> {
  const { channels } = await api("GET", "/api/channels");
  if (channels.length > 1) return "/channels";
  services.answer = ({ path }) =>
    new Response("{}", { status: path.startsWith("/home") ? 503 : 200 });
  const wanted = [
    { type: "telegram", name: "Telegram", config: { botToken: BOT_TOKEN } },
    { type: "webhook", name: "Anna's phone", config: { url: `${services.url}/anna` } },
    { type: "webhook", name: "Home Assistant", config: { url: `${services.url}/home` } },
  ];
  for (const input of wanted) {
    const { channel } = await api("POST", "/api/channels", input);
    if (input.type === "webhook") await api("POST", `/api/channels/${channel.id}/test`);
  }
  return "/channels";
}

/** Two fires on the phone, one of which somebody has. */
async function fillPhone(page: Page): Promise<void> {
  const ring = page.getByRole("button", { name: "Let an alarm ring" });
  const acknowledge = page.getByRole("button", { name: "Acknowledge" });
  await ring.click();
  await acknowledge.first().click();
  await page.getByText("Demo phone has it").first().waitFor();
  await ring.click();
  await acknowledge.first().waitFor();
}

/** Tells the alarms of the pictures from the demo's own. */
const NOTE = "Take half off";
const NEAR = 1.0002;

/** Those of the picture before, which would ring in the next one. */
async function removeOwnAlarms(api: Stage["api"]): Promise<void> {
  const { alarms } = await api("GET", "/api/alarms");
  for (const { alarm } of alarms) {
    if (alarm.note === NOTE) await api("DELETE", `/api/alarms/${alarm.id}`);
  }
}

/** Two alarms that ring by real prices. */
async function letRing(page: Page, { api }: Stage): Promise<void> {
  for (const symbol of ["ETHUSDT", "SOLUSDT"]) {
    const { pair } = await api("GET", `/api/pairs/${symbol}`);
    for (const targetPrice of [pair.currentPrice * NEAR, pair.currentPrice / NEAR]) {
      const target = { targetPrice: Number(targetPrice.toPrecision(7)), direction: "any" };
      await api("POST", `/api/pairs/${symbol}/alarms`, { type: "target", ...target, note: NOTE });
    }
  }
  await page.locator(".ringing-fire").nth(1).waitFor();
  await page.waitForTimeout(LIT_MS);
}

/** The page notices only after some seconds. */
async function loseServer(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.evaluate(() => globalThis.dispatchEvent(new Event("offline")));
  await page.getByText(/this page has lost the server/).waitFor({ timeout: 90_000 });
}

/** A running program on the demo market, for pictures. */
interface Stage {
  readonly url: string;
  /** Stands in for services that channels lead to. */
  readonly services: MessageServer;
  /** Asks the API; answers its JSON. */
  api(method: string, path: string, body?: unknown): Promise<Json>;
  stop(): Promise<void>;
}

// deno-lint-ignore no-explicit-any -- answers are looked into here and there
type Json = any;

/** The demo as `deno task demo` starts it, or one that watches nothing yet. */
async function startStage(kind: "demo" | "bare"): Promise<Stage> {
  const folder = await Deno.makeTempDir();
  const services = new MessageServer();
  const telegram = new FakeTelegram();
  const env = { ALLOW_PRIVATE_TARGETS: services.host, TELEGRAM_API_URL: telegram.url };
  const options = kind === "demo"
    ? { args: ["--demo"], env }
    : { env: { PRICE_SOURCE: "demo", CHECK_INTERVAL_SECONDS: "1" } };
  const server = await RunningServer.start({ folder, ...options });
  if (kind === "demo") await server.waitFor(/reaching your target/);
  return {
    ...{ url: server.url, services },
    async api(method, path, body) {
      const init = body === undefined ? {} : { body: JSON.stringify(body) };
      const response = await fetch(server.url + path, { method, ...init });
      if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`);
      return await response.json();
    },
    async stop() {
      await server.stop();
      await services[Symbol.asyncDispose]();
      await telegram[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Watches a hundred pairs, a third of them with an alarm near by. */
async function watchHundred({ api }: Stage): Promise<void> {
  const names = QUOTES.flatMap((quote) =>
    [...DEMO_COINS.keys()].filter((coin) => coin !== quote).map((coin) => coin + quote)
  );
  for (const [place, symbol] of names.slice(0, HUNDRED).entries()) {
    const { pair } = await api("POST", "/api/pairs", { pair: symbol });
    if (place % 3 !== 0) continue;
    const targetPrice = Number((pair.currentPrice * (1.03 + (place % 7) / 50)).toPrecision(5));
    const alarm = { type: "target", direction: "any", targetPrice };
    await api("POST", `/api/pairs/${symbol}/alarms`, alarm);
  }
  await untilLoaded(api);
}

/** The pictures show pairs whose last day is known. */
async function untilLoaded(api: Stage["api"]): Promise<void> {
  const isLoaded = async () => {
    const { pairs } = await api("GET", "/api/pairs");
    return pairs.every(({ dayAgo }: { dayAgo: number | null }) => dayAgo !== null);
  };
  const deadline = Date.now() + LOADED_WITHIN_MS;
  while (!await isLoaded()) {
    if (Date.now() > deadline) throw new Error("The history of a hundred pairs was not loaded");
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

if (import.meta.main) await main(Deno.args);
