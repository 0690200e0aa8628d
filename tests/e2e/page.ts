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

/** Opens a page as one more person would; `device` is a screen size and colour scheme. */
export async function visit(
  browser: Browser,
  url: string,
  device: Parameters<Browser["newContext"]>[0] = {},
): Promise<Visitor> {
  const context: BrowserContext = await browser.newContext({ locale: "en-US", ...device });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  await context.addInitScript(keepSounds);
  await page.goto(url);
  await untilLive(page);
  return {
    page,
    complaints,
    async leave() {
      await context.close();
      assert.deepEqual(complaints, []);
    },
  };
}

/** Waits until the page hears the server: what is sent before that is refused. */
export async function untilLive(page: Page): Promise<void> {
  await page.getByText("Live", { exact: true }).first().waitFor();
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
