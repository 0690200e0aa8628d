import assert from "node:assert/strict";
import axe from "axe-core";
import type { Page } from "playwright-core";

declare global {
  /** In the browser: what `axe.source` leaves there. */
  var axe: typeof import("axe-core");
}

/** The rules that look at colours: all that another theme can break. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/**
 * Fails when axe finds a violation of its rules on the page as it stands: of all of them in the light
 * theme, of those about colours in the dark one, too.
 */
export async function assertAccessible(page: Page, says = page.url()): Promise<void> {
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe.source);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(
      (rules) => globalThis.axe.run(rules === null ? {} : { runOnly: rules }),
      colorScheme === "dark" ? OF_COLOURS : null,
    );
    const found = violations.map(({ id, help, nodes }) => {
      const places = nodes.map(({ html }) => html.slice(0, 200)).join(" | ");
      return `${says}, ${colorScheme}: ${id}: ${help} (${places})`;
    });
    assert.deepEqual(found, []);
  }
  await page.emulateMedia({ colorScheme: "light" });
}
