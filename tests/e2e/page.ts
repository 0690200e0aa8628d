import assert from "node:assert/strict";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** A visitor with a browser profile of their own, who notes whatever goes wrong on the page. */
export interface Visitor {
  readonly page: Page;
  /** Console errors, uncaught errors and violations of the content security policy. */
  readonly complaints: string[];
  /** Fails when there was a complaint, and leaves. */
  leave(): Promise<void>;
}

type Device = Parameters<Browser["newContext"]>[0];

/**
 * For tests that watch or change requests: those of a page whose service worker has just woken up
 * pass by Playwright unseen, now and then.
 */
export const SEEN_REQUESTS: Device = { serviceWorkers: "block" };

/** For tests of what moves. Other pages are asked to keep still: sixty drawings a second are dear. */
export const MOVING: Device = { reducedMotion: "no-preference" };

/**
 * A tab that may serve several tests, one after the other: to open one costs more than most tests do
 * in it. Each test's server has a port of its own, so nothing that is stored for one page is another's.
 */
interface Tab {
  readonly page: Page;
  complaints: string[];
  /** Something was changed for good: the tab is closed after this test. */
  isSpent: boolean;
}

/** Tabs that nobody uses now, by browser and device. */
const free = new WeakMap<Browser, Map<string, Tab[]>>();
const FREE: WeakSet<BrowserContext> = new WeakSet();

/** What a tab keeps of a test that calls it. */
const LASTING = {
  page: ["addInitScript", "route", "emulateMedia", "setViewportSize", "exposeFunction", "close"],
  context: ["addInitScript", "route", "grantPermissions", "setOffline", "newPage", "addCookies"],
  clock: ["install", "fastForward", "pauseAt", "resume", "runFor", "setFixedTime", "setSystemTime"],
} as const;

/** Opens a page as one more person would; `device` is a screen size and colour scheme. */
export async function visit(browser: Browser, url: string, device: Device = {}): Promise<Visitor> {
  const visitor = await sitDown(browser, device);
  await visitor.page.goto(url);
  await untilLive(visitor.page);
  return visitor;
}

/** A visitor who has not opened anything yet. */
export async function sitDown(browser: Browser, device: Device = {}): Promise<Visitor> {
  const tab = freeTabs(browser, device).pop() ?? await openTab(browser, device);
  const { page } = tab;
  const complaints: string[] = tab.complaints = [];
  FREE.delete(page.context());
  return {
    page,
    complaints,
    async leave() {
      if (tab.isSpent) await page.context().close();
      else await empty(page);
      assert.deepEqual(complaints, []);
      if (!tab.isSpent) freeTabs(browser, device).push(tab);
    },
  };
}

/** Closes what the last test opened and did not leave in order. */
export async function closeUsed(browser: Browser): Promise<void> {
  const used = browser.contexts().filter((context) => !FREE.has(context));
  await Promise.all(used.map((context) => context.close()));
}

function freeTabs(browser: Browser, device: Device): Tab[] {
  const tabs = free.get(browser) ?? new Map<string, Tab[]>();
  free.set(browser, tabs);
  const key = JSON.stringify(device);
  const found = tabs.get(key) ?? [];
  tabs.set(key, found);
  return found;
}

async function openTab(browser: Browser, device: Device): Promise<Tab> {
  const context = await browser.newContext({
    ...{ locale: "en-US", reducedMotion: "reduce" },
    ...device,
  });
  await context.addInitScript(keepSounds);
  const page = await context.newPage();
  const tab: Tab = { page, complaints: [], isSpent: false };
  page.on("console", (message) => {
    // What was under way when the page was left (an icon) fails on the empty one that came after it.
    if (page.url() === "about:blank") return;
    if (message.type() === "error") tab.complaints.push(message.text());
  });
  page.on("pageerror", (error) => tab.complaints.push(String(error)));
  const spend = () => tab.isSpent = true;
  onCall(page, LASTING.page, spend);
  onCall(context, LASTING.context, spend);
  onCall(page.clock, LASTING.clock, spend);
  return tab;
}

/** Tells whenever one of these methods is called. */
function onCall<T extends object>(target: T, names: readonly (keyof T)[], tell: () => void): void {
  for (const name of names) {
    const method = target[name];
    if (typeof method !== "function") throw new Error(`There is no method ${String(name)}`);
    const told = (...args: unknown[]) => {
      tell();
      return Reflect.apply(method, target, args);
    };
    Object.defineProperty(target, name, { value: told });
  }
}

/** Leaves the tab as it was opened. */
async function empty(page: Page): Promise<void> {
  await page.mouse.move(0, 0);
  await page.goto("about:blank");
  await page.context().clearCookies();
  FREE.add(page.context());
}

/** Waits until the page hears the server: what is sent before that is refused. */
export async function untilLive(page: Page): Promise<void> {
  await page.locator("[data-phase=live]").waitFor();
}

declare global {
  /** In the browser: every sound that was ever asked to play. */
  var sounds: HTMLMediaElement[];
}

/** Runs in the browser: sounds need not be in the document, so they are noted as they start. */
function keepSounds(): void {
  globalThis.sounds = [];
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function () {
    if (!globalThis.sounds.includes(this)) globalThis.sounds.push(this);
    return play.call(this);
  };
}
