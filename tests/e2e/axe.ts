import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";

declare global {
  /** In the browser: what `axe.source` leaves there. */
  var axe: typeof import("axe-core");
}

/** Fails when axe finds anything wrong with the page as it is shown. */
export async function assertAccessible(page: Page, says: string): Promise<void> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map(({ id, help, nodes }) =>
    `${says}: ${id}: ${help} (${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")})`
  );
  assert.deepEqual(found, []);
}
