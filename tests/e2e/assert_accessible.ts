import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";

declare global {
  /** In the browser: what `axe.source` leaves there. */
  var axe: typeof import("axe-core");
}

/** Fails when axe finds a violation of its rules on the page as it stands. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const told = violations.map(({ id, help, nodes }) => (
    `${id}: ${help}: ${nodes.map(({ html }) => html.slice(0, 200)).join("; ")}`
  ));
  assert.deepEqual(told, [], page.url());
}
