import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { launchChromium } from "../../tests/browser/chromium.ts";
import { type Shot, SHOTS } from "./shots.ts";
import { type Stage, startStage, watchHundred } from "./stage.ts";

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

/** The demo rings whenever it likes, and a screen says who silenced it. */
async function silence(page: Page, { api }: Stage): Promise<void> {
  await api("POST", "/api/fires/acknowledge");
  await page.getByRole("alertdialog").waitFor({ state: "detached" });
  for (const notice of await page.locator(".notice").all()) {
    await notice.getByRole("button", { name: "Dismiss" }).click().catch(() => {});
  }
  await page.mouse.move(1, 1);
}

if (import.meta.main) await main(Deno.args);
