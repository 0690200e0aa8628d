import type { Page } from "playwright-core";
import type { Stage } from "./stage.ts";

/** One picture, in every size and both themes. */
export interface Shot {
  /** First part of the file's name. */
  readonly name: string;
  readonly stage: "demo" | "bare" | "hundred";
  readonly path: (stage: Stage) => string | Promise<string>;
  /** A cookie that the browser comes with. */
  readonly cookie?: { readonly name: string; readonly value: string };
  /** What is done on the page before the picture is taken. */
  readonly act?: (page: Page, stage: Stage) => Promise<void>;
}

const COMPACT = { name: "board", value: "order/all//compact/" };

/** Until the buttons of the dialog can be pressed, which a new fire moves. */
const LIT_MS = 600;

/** Every page, and the states that people see most. */
export const SHOTS: readonly Shot[] = [
  { name: "board", stage: "demo", path: () => "/" },
  { name: "ringing", stage: "demo", path: () => "/", act: letRing },
  { name: "offline", stage: "demo", path: () => "/", act: loseServer },
  { name: "pair", stage: "demo", path: () => "/pairs/BTCUSDT" },
  { name: "alarms", stage: "demo", path: () => "/alarms" },
  { name: "alarm", stage: "demo", path: async (stage) => `/alarms/${await firstAlarm(stage)}` },
  { name: "log", stage: "demo", path: () => "/log" },
  { name: "settings", stage: "demo", path: () => "/settings" },
  { name: "empty", stage: "bare", path: () => "/" },
  { name: "hundred", stage: "hundred", path: () => "/" },
  { name: "compact", stage: "hundred", path: () => "/", cookie: COMPACT },
];

async function firstAlarm({ api }: Stage): Promise<string> {
  return (await api("GET", "/api/alarms")).alarms[0].alarm.id;
}

/** Tells the alarms of the pictures from the demo's own. */
const NOTE = "Take half off";
/** How near to the price they are set: near enough to ring within seconds. */
const NEAR = 1.0002;

/** Two alarms that ring by real prices; those of the picture before are removed. */
async function letRing(page: Page, { api }: Stage): Promise<void> {
  const { alarms } = await api("GET", "/api/alarms");
  for (const { alarm } of alarms) {
    if (alarm.note === NOTE) await api("DELETE", `/api/alarms/${alarm.id}`);
  }
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

/** The page is told so only after some seconds. */
async function loseServer(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.evaluate(() => globalThis.dispatchEvent(new Event("offline")));
  await page.getByText(/this page has lost the server/).waitFor({ timeout: 90_000 });
}
