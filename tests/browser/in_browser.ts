import { chromiumPath } from "./chromium.ts";

const isRequired = Deno.env.get("CHROMIUM_REQUIRED") === "1";
const ignore = chromiumPath() === null && !isRequired;
let isTold = false;

/** A test that needs Chromium: left out, and said so, where there is none; `CHROMIUM_REQUIRED=1` makes it fail instead. */
export function browserTest(name: string, fn: (t: Deno.TestContext) => Promise<void>): void {
  if (ignore && !isTold) {
    isTold = true;
    // deno-lint-ignore no-console -- a person must see that something was left out
    console.log("No Chromium found: browser tests are left out. Install it or set CHROMIUM_PATH");
  }
  // Chromium's own connections outlive the test that used them.
  Deno.test({ name, fn, ignore, sanitizeOps: false, sanitizeResources: false });
}
