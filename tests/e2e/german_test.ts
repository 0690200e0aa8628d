import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { sitDown, untilLive, visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PHONE = { width: 390, height: 844 };

/** Whole texts that are the same in both languages. */
const SAME: ReadonlySet<string> = new Set([
  ...["Alarm", "Auto", "Chart", "Charts", "Linear", "Marimba", "Name", "Orange"],
  ...["Admin", "Code", "Codes", "Passkey", "Server", "Text", "Token", "Version", "Webhook"],
  ...["API", "CSV", "JSON"],
]);

/** Names, which no language changes. */
const NAMES = new RegExp(
  [
    ...["Große Coins", "Crypto Price Alarm", "TradingView.*", "Deutsch", "English", "UTC", "GMT"],
    ...["Binance", "Coinbase", "Kraken", "CoinGecko", "Demo market", "BTC", "ETH", "SOL", "USDT"],
    ...["Telegram", "ntfy", "Discord", "Slack", "Gotify", "Matrix", "Apprise", "Pushover", "MQTT"],
    // The line of text has one syntax.
    ...["btc/usdt", "(?:btc|eth) .*\\d.*"],
    "(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.*",
  ].join("|"),
  "g",
);

/** Paths of all pages there are, with an alarm, a rehearsal and a watchlist to be seen on them. */
async function allPages({ api, binance }: PageStage): Promise<readonly string[]> {
  const alarm = { type: "target", targetPrice: 55_000, direction: "fromBelow" };
  const path = "/api/pairs/BTCUSDT/alarms";
  const { alarm: { id } } = await api("POST", path, alarm) as { alarm: { id: string } };
  await api("POST", `/api/alarms/${id}/test`);
  await api("POST", "/api/fires/acknowledge", {});
  await api("POST", "/api/watchlists", { name: "Große Coins", pairs: ["BTCUSDT"] });
  binance.setPrice("BTCUSDT", 50_100);
  return [
    ...["/", "/alarms", `/alarms/${id}`, "/pairs/BTCUSDT", "/pairs/SOLUSDT", "/charts"],
    ...["/log", "/log?pair=SOLUSDT", "/channels", "/settings", "/offline", "/nowhere"],
    "/setup",
  ];
}

/** All that can be read or heard on a page: texts and attributes, each once. */
function readTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const attributes = ["aria-label", "aria-valuetext", "title", "placeholder", "alt", "label"];
    const language = document.documentElement.lang;
    const isOther = (element: Element | null) =>
      (element?.closest("script, style, code, kbd, .setting-value") ?? null) !== null ||
      (element?.closest("[lang]")?.getAttribute("lang") ?? language) !== language;
    const found = new Set<string>([document.title]);
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (!isOther(node.parentElement)) found.add(node.textContent?.trim() ?? "");
    }
    for (const element of document.body.querySelectorAll("*")) {
      if (isOther(element)) continue;
      for (const name of attributes) found.add(element.getAttribute(name)?.trim() ?? "");
    }
    return [...found];
  });
}

/** Texts of the German page that say the same as in English and are no names. */
function untranslated(german: readonly string[], english: readonly string[]): readonly string[] {
  const said = new Set(english);
  return german.filter((text) => {
    const words = text.replaceAll(NAMES, "").replaceAll(/^[\s·/]+|[\s·/]+$/g, "");
    return said.has(text) && /\p{L}{3}/u.test(words) && !SAME.has(words);
  });
}

async function textsOf(
  { browser, server }: PageStage,
  path: string,
  device: Parameters<typeof sitDown>[1],
): Promise<readonly string[]> {
  const { page } = await sitDown(browser, device);
  await page.goto(server.url + path);
  if (device?.javaScriptEnabled !== false && /^\/(?!offline|nowhere|login|setup)/.test(path)) {
    await untilLive(page);
  }
  const german = device?.locale === "de-DE";
  assert.equal(await page.locator("html").getAttribute("lang"), german ? "de" : "en");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= PHONE.width, `${path} is ${width} px wide in ${device?.locale}`);
  const read = await readTexts(page);
  await page.context().close();
  return read;
}

for (
  const [what, device] of [["drawn by the server", { javaScriptEnabled: false }], [
    "awake",
    {},
  ]] as const
) {
  pageTest(`Pages ${what} say everything in German, and fit on a phone`, async (stage) => {
    const left: Record<string, readonly string[]> = {};
    for (const path of await allPages(stage)) {
      const common = { ...device, viewport: PHONE };
      const english = await textsOf(stage, path, { ...common, locale: "en-US" });
      const german = await textsOf(stage, path, { ...common, locale: "de-DE" });
      const same = untranslated(german, english);
      if (same.length > 0) left[path] = same;
    }
    assert.deepEqual(left, {});
  });
}

pageTest("Dialogs are in German", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url, { locale: "de-DE" });
  await page.getByRole("button", { name: "Tastenkürzel" }).click();
  await page.getByRole("dialog", { name: "Tastenkürzel" }).getByText("Nächste Zeile").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Beobachtungsliste anlegen" }).click();
  await page.getByRole("dialog", { name: "Beobachtungslisten" }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Probealarm" }).click();
  const ringing = page.getByRole("alertdialog", { name: "Ein Alarm klingelt" });
  await ringing.getByRole("button", { name: /^Quittieren/ }).click();
  await ringing.waitFor({ state: "hidden" });
  await leave();
});

pageTest("A language is chosen in the settings, and kept", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, `${server.url}/settings`);
  await page.getByRole("radio", { name: "Deutsch" }).check({ force: true });
  await page.getByRole("heading", { name: "Einstellungen", level: 1 }).waitFor();
  await page.goto(server.url);
  await untilLive(page);
  await page.getByRole("heading", { name: "Kurse", level: 1 }).waitFor();
  await page.goto(`${server.url}/settings`);
  await page.getByRole("radio", { name: "English" }).check({ force: true });
  await page.getByRole("heading", { name: "Settings", level: 1 }).waitFor();
  await page.context().clearCookies();
  await leave();
});
