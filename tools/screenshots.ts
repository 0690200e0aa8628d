import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import { chromiumPath } from "../tests/browser/chromium.ts";
import { RunningServer } from "../tests/program/running_server.ts";

const PAIR = "/pairs/BTCUSDT?range=1h&kind=line";
const CANDLES = "/pairs/BTCUSDT?range=1h&kind=candles";

/** What is shown in which size and colours, as `docs/screenshots/<name>.png`. */
const SHOTS = [
  { name: "dashboard", path: "/", width: 1440, height: 1000, scheme: "light", ring: false },
  { name: "dashboard-dark", path: "/", width: 1440, height: 1000, scheme: "dark", ring: false },
  { name: "ringing", path: "/", width: 1440, height: 900, scheme: "light", ring: true },
  { name: "phone", path: "/", width: 390, height: 844, scheme: "light", ring: false },
  { name: "phone-dark", path: "/", width: 390, height: 844, scheme: "dark", ring: false },
  { name: "phone-ringing", path: "/", width: 390, height: 844, scheme: "dark", ring: true },
  { name: "pair", path: PAIR, width: 1440, height: 1000, scheme: "light", ring: false },
  { name: "pair-dark", path: CANDLES, width: 1440, height: 1000, scheme: "dark", ring: false },
  { name: "tablet-pair", path: CANDLES, width: 820, height: 1180, scheme: "light", ring: false },
  { name: "tablet-pair-dark", path: PAIR, width: 820, height: 1180, scheme: "dark", ring: false },
  { name: "phone-pair", path: PAIR, width: 390, height: 844, scheme: "light", ring: false },
  { name: "phone-pair-dark", path: CANDLES, width: 390, height: 844, scheme: "dark", ring: false },
  { name: "log", path: "/log", width: 1440, height: 800, scheme: "light", ring: false },
] as const;

const FOLDER = join(import.meta.dirname ?? "", "..", "docs", "screenshots");

const folder = await Deno.makeTempDir();
const server = await RunningServer.start({ folder, args: ["--demo"] });
await server.waitFor(/reaching your target/);
const executablePath = chromiumPath();
if (executablePath === null) throw new Error("Cannot find Chromium; set CHROMIUM_PATH");
const browser = await chromium.launch({
  executablePath,
  // The pictures show the page as it is once sound is allowed.
  args: ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"],
});
await Deno.mkdir(FOLDER, { recursive: true });
for (const shot of SHOTS) await take(shot);
await browser.close();
await server.stop();
await Deno.remove(folder, { recursive: true });

async function take({ name, path, width, height, scheme, ring }: typeof SHOTS[number]) {
  await silenceAll();
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
  });
  const page = await context.newPage();
  await page.goto(`${server.url}${path}`);
  await page.getByText("Live", { exact: true }).first().waitFor();
  if (ring) await letRing(page);
  else await settle(page);
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
  await context.close();
}

async function letRing(page: Page): Promise<void> {
  const { alarms } = await (await fetch(`${server.url}/api/alarms`)).json();
  await fetch(`${server.url}/api/alarms/${alarms[0].alarm.id}/test`, { method: "POST" });
  await page.getByRole("alertdialog").waitFor();
}

/** The demo may have rung again meanwhile. */
async function settle(page: Page): Promise<void> {
  await page.waitForTimeout(1500);
  await silenceAll();
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
}

async function silenceAll(): Promise<void> {
  const response = await fetch(`${server.url}/api/fires/acknowledge`, { method: "POST" });
  await response.body?.cancel();
}
