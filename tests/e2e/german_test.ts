import assert from "node:assert/strict";
import { join } from "node:path";
import type { Locator, Page } from "playwright-core";
import { sitDown, untilLive, visit } from "./page.ts";
import { type PageStage, pageTest } from "./page_stage.ts";

const PHONE = { width: 390, height: 844 };

/** Whole texts that are the same in both languages. */
const SAME: ReadonlySet<string> = new Set([
  ...["Alarm", "Auto", "Chart", "Charts", "Linear", "Marimba", "Name", "Orange"],
  ...[
    "Admin",
    "Code",
    "Codes",
    "Passkey",
    "Passkeys",
    "Server",
    "Text",
    "Token",
    "Version",
    "Webhook",
  ],
  ...["API", "CSV", "JSON", "SMS", "TLS", "STARTTLS", "Port"],
  ...["EMA", "SMA", "Bollinger", "RSI", "MACD"],
]);

/** Names, which no language changes. */
const NAMES = new RegExp(
  [
    ...[
      "Große Coins",
      "Crypto Price Alarm",
      "TradingView.*",
      "anna",
      "Deno/.*",
      "Deutsch",
      "English",
      "UTC",
      "GMT",
    ],
    ...["Binance", "Coinbase", "Kraken", "CoinGecko", "Demo market", "BTC", "ETH", "SOL", "USDT"],
    ...["Telegram", "ntfy", "Discord", "Slack", "Gotify", "Matrix", "Apprise", "Pushover", "MQTT"],
    "\\d+ (?:min|h)",
    // Scopes are what programs call them.
    "(?:alarms|fires|channels):(?:read|write|ack)|^admin$|^metrics$",
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

interface Device {
  readonly locale: string;
  readonly javaScriptEnabled?: boolean;
}

/** What a page of a path says in a tab, in the language of that, and whether it fits. */
async function textsOf(page: Page, url: string, device: Device): Promise<readonly string[]> {
  await page.goto(url);
  const { pathname } = new URL(url);
  if (device.javaScriptEnabled !== false && /^\/(?!offline|nowhere|login|setup)/.test(pathname)) {
    await untilLive(page);
  }
  const german = device.locale === "de-DE";
  assert.equal(await page.locator("html").getAttribute("lang"), german ? "de" : "en");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= PHONE.width, `${pathname} is ${width} px wide in ${device.locale}`);
  return await readTexts(page);
}

for (
  const [what, device] of [["drawn by the server", { javaScriptEnabled: false }], [
    "awake",
    {},
  ]] as const
) {
  pageTest(`Pages ${what} say everything in German, and fit on a phone`, async (stage) => {
    const { browser, server } = stage;
    const devices = ["de-DE", "en-US"].map((locale) => ({ ...device, viewport: PHONE, locale }));
    const tabs = await Promise.all(devices.map(async (each) => ({
      device: each,
      page: (await sitDown(browser, each)).page,
    })));
    const left: Record<string, readonly string[]> = {};
    for (const path of await allPages(stage)) {
      const [german = [], english = []] = await Promise.all(
        tabs.map((tab) => textsOf(tab.page, server.url + path, tab.device)),
      );
      const same = untranslated(german, english);
      if (same.length > 0) left[path] = same;
    }
    assert.deepEqual(left, {});
    await Promise.all(tabs.map(({ page }) => page.context().close()));
  });
}

/** Dialogs by the page that opens them, and the German names of their buttons. */
const DIALOGS: readonly (readonly [path: string, buttons: readonly (string | RegExp)[]])[] = [
  ["/", ["Beobachtungslisten bearbeiten"]],
  [
    "/pairs/BTCUSDT",
    [
      ...["Indikatoren", "Listen mit BTC/USDT", "Alarm für BTC/USDT setzen"],
      ...["Schlummern", "Bearbeiten", "Entfernen"],
    ],
  ],
  [
    "/alarms",
    [
      ...["Vorlage", "Ansichten", "Alles, was möglich ist"],
      ...["Bearbeiten", "Kopieren", "Entfernen"],
    ],
  ],
  ["/channels", ["Webhook", "E-Mail", "Telegram", "MQTT", /^Anruf/, "Regel hinzufügen"]],
];

pageTest("Dialogs say everything in German", async (stage) => {
  const { browser, server } = stage;
  await allPages(stage);
  const seats = await Promise.all(
    ["de-DE", "en-US"].map((locale) => sitDown(browser, { locale })),
  );
  const left: Record<string, readonly string[]> = {};
  for (const [path, buttons] of DIALOGS) {
    const [german, english] = seats.map(({ page }) => page);
    assert.ok(german && english);
    for (const page of [german, english]) await show(page, server.url + path);
    for (const name of buttons) {
      const place = await placeOf(
        german.getByRole("main").getByRole("button", { name, exact: true }).last(),
      );
      const said = untranslated(await openedBy(german, place), await openedBy(english, place));
      if (said.length > 0) left[`${path}: ${name}`] = said;
    }
  }
  assert.deepEqual(left, {});
  for (const { leave } of seats) await leave();
});

/** Of alarms that can be chosen, one is. */
async function show(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await untilLive(page);
  if (url.endsWith("/alarms")) await page.locator(".pick input[type=checkbox]").first().check();
}

/** The place of a button in its page, which is the same in every language. */
async function placeOf(button: Locator): Promise<number> {
  return await button.evaluate((found) =>
    [...document.querySelectorAll("main button")].indexOf(found as HTMLButtonElement)
  );
}

/** What a page says while a dialog is open that one of its buttons opens. */
async function openedBy(page: Page, place: number): Promise<readonly string[]> {
  await page.locator("main button").nth(place).click();
  await page.locator("dialog[open]").waitFor();
  const read = await readTexts(page);
  await page.keyboard.press("Escape");
  await page.locator("dialog[open]").waitFor({ state: "detached" });
  return read;
}

const ACCOUNT = { login: "anna", password: "four quiet words here" };

async function makeAccount(url: string, folder: string): Promise<void> {
  const token = (await Deno.readTextFile(join(folder, "data", "setup-token"))).trim();
  const body = JSON.stringify({ token, ...ACCOUNT });
  assert.ok((await fetch(`${url}/api/setup`, { method: "POST", body })).ok);
}

pageTest("Pages of accounts say everything in German, refusals too", async (stage) => {
  const { browser, server: { url }, folder } = stage;
  const seats = await Promise.all(
    ["de-DE", "en-US"].map((locale) => sitDown(browser, { locale, viewport: PHONE })),
  );
  const pages = seats.map(({ page }) => page);
  const left: Record<string, readonly string[]> = {};
  const compare = async (what: string) => {
    const [german = [], english = []] = await Promise.all(pages.map(readTexts));
    const said = untranslated(german, english);
    if (said.length > 0) left[what] = said;
  };
  const goTo = async (path: string) => {
    await Promise.all(pages.map((page) => page.goto(url + path)));
    await Promise.all(pages.map((page) => page.locator("main h1").first().waitFor()));
  };
  await goTo("/setup");
  await compare("/setup");
  await makeAccount(url, folder);
  await goTo("/login");
  for (const page of pages) {
    await page.getByLabel("Name", { exact: true }).fill(ACCOUNT.login);
    await page.locator("input[type=password]").fill("not these words");
    await page.locator("main button[type=submit]").click();
    await page.getByText(/^(?:Name oder Passwort stimmt|The name or the password is)/).waitFor();
  }
  await compare("/login");
  for (const page of pages) await page.request.post(`${url}/api/session`, { data: ACCOUNT });
  for (const path of ["/account", "/people", "/channels", "/log?show=changes"]) {
    await goTo(path);
    await Promise.all(pages.map(untilLive));
    await compare(path);
  }
  assert.deepEqual(left, {});
});

pageTest("The shortcuts are listed in German", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url, { locale: "de-DE" });
  await page.getByRole("button", { name: "Tastenkürzel" }).click();
  await page.getByRole("dialog", { name: "Tastenkürzel" }).getByText("Nächste Zeile").waitFor();
  await leave();
});

pageTest("What rings is said in German", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url, { locale: "de-DE" });
  await page.getByRole("button", { name: "Probealarm" }).click();
  const ringing = page.getByRole("alertdialog", { name: "Ein Alarm klingelt" });
  await ringing.getByRole("button", { name: /^Quittieren/ }).click();
  await ringing.waitFor({ state: "hidden" });
  await leave();
});

pageTest("What a server refuses is said in German", async ({ browser, server }) => {
  const { page, leave } = await visit(browser, server.url, { locale: "de-DE" });
  const field = page.locator("#add-pair");
  await field.fill("BTC/BTC");
  await field.press("Enter");
  await page.getByText("„BTC/BTC“ misst BTC an sich selbst").waitFor();
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
