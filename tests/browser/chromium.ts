import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { TIMEOUT_MS } from "../timeouts.ts";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
];

/** Chromium without its windows: the same engine for two thirds of the processor time. */
const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

/** The path of an installed Chromium (CHROMIUM_PATH first), or null. */
export function chromiumPath(): string | null {
  const wanted = Deno.env.get("CHROMIUM_PATH");
  const paths = wanted === undefined || wanted === "" ? CANDIDATES : [wanted];
  return paths.find(isFile) ?? null;
}

/** The headless shell where it is installed and no other one is wanted. */
function pagesPath(): string {
  const isWanted = (Deno.env.get("CHROMIUM_PATH") ?? "") === "" && isFile(HEADLESS_SHELL);
  return isWanted ? HEADLESS_SHELL : installed();
}

const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Starts a headless Chromium that talks to nobody but the test; its pages wait as long as all tests do.
 * For tests of pages the headless shell will do; it shows no notifications.
 */
export async function launchChromium({ isForPages = false } = {}): Promise<Browser> {
  const executablePath = isForPages ? pagesPath() : installed();
  const browser = await chromium.launch({
    ...{ executablePath, args: ARGUMENTS, timeout: TIMEOUT_MS },
  });
  return browser.on("context", (context) => context.setDefaultTimeout(TIMEOUT_MS));
}

/** Starts one with an ordinary profile in a folder, which takes the certificates that tests make. */
export async function launchProfile(folder: string): Promise<BrowserContext> {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: installed(),
    args: [...ARGUMENTS, "--ignore-certificate-errors"],
    ignoreHTTPSErrors: true,
    timeout: TIMEOUT_MS,
  });
  context.setDefaultTimeout(TIMEOUT_MS);
  return context;
}

function installed(): string {
  const path = chromiumPath();
  if (path === null) throw new Error("Cannot find Chromium; set CHROMIUM_PATH");
  return path;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
