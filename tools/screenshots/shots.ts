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

async function letRing(page: Page, stage: Stage): Promise<void> {
  await stage.api("POST", `/api/alarms/${await firstAlarm(stage)}/test`);
  await page.getByRole("alertdialog").waitFor();
}

/** The page is told so only after some seconds. */
async function loseServer(page: Page): Promise<void> {
  await page.context().setOffline(true);
  await page.evaluate(() => globalThis.dispatchEvent(new Event("offline")));
  await page.getByText(/this page has lost the server/).waitFor({ timeout: 90_000 });
}
