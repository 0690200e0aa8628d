import type { Locator, Page } from "playwright-core";
import type { PageStage } from "./page_stage.ts";

/** The dialog over whatever page is open. */
export const ringing = (page: Page): Locator => page.getByRole("alertdialog");

/** Presses the first button of the dialog with this name. */
export const press = (page: Page, name: string | RegExp) =>
  ringing(page).getByRole("button", { name }).first().click();

export const TARGET = { type: "target", targetPrice: 55_000, direction: "fromBelow" };

/** Sets an alarm, by default on BTCUSDT at 55,000, and gives its id. */
export async function setAlarm(
  { api }: PageStage,
  pair = "BTCUSDT",
  alarm: object = TARGET,
): Promise<string> {
  const answer = await api("POST", `/api/pairs/${pair}/alarms`, alarm);
  return (answer as { alarm: { id: string } }).alarm.id;
}

/** Sets an alarm on BTCUSDT at 55,000 and lets the price pass it. */
export async function letRing(stage: PageStage): Promise<string> {
  const id = await setAlarm(stage);
  stage.binance.setPrice("BTCUSDT", 55_550);
  return id;
}

/** Lets an alarm ring as a rehearsal, and gives the fire's id. */
export async function rehearse({ api }: PageStage, id: string): Promise<string> {
  return (await api("POST", `/api/alarms/${id}/test`) as { fire: { id: string } }).fire.id;
}

export async function alarmNow({ api }: PageStage, id: string): Promise<Record<string, unknown>> {
  return (await api("GET", `/api/alarms/${id}`) as { alarm: Record<string, unknown> }).alarm;
}
