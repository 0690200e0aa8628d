import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { browserTest } from "../browser/in_browser.ts";
import { inSharedChromium } from "../browser/shared_chromium.ts";
import { type LocalStage, withLocalServer } from "./with_server.ts";

/** A running program that watches BTCUSDT at 50,000 and ETHBTC at 0.05, and a browser to look at it. */
export interface PageStage extends LocalStage {
  readonly browser: Browser;
  /** Asks the API; fails unless it answers with success. */
  api(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** A test of a page in a browser, against a program of its own in this process. */
export function pageTest(
  name: string,
  test: (stage: PageStage) => Promise<void>,
  env: Readonly<Record<string, string>> = {},
  inBrowser: typeof inSharedChromium = inSharedChromium,
): void {
  browserTest(name, () =>
    withLocalServer(async (stage) => {
      const { server, binance, client } = stage;
      const api = (method: string, path: string, body?: unknown) =>
        ask(server.url, method, path, body);
      try {
        binance.setPrice("ETHBTC", 0.05);
        for (const pair of ["BTCUSDT", "ETHBTC"]) await api("POST", "/api/pairs", { pair });
        await inBrowser((browser) => test({ ...stage, browser, api }));
      } finally {
        await client.close();
      }
    }, env));
}

async function ask(url: string, method: string, path: string, body?: unknown): Promise<unknown> {
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, ...init });
  assert.ok(response.ok, `${method} ${path}: ${response.status}`);
  return await response.json();
}
