import { type Browser, chromium } from "playwright-core";

const CANDIDATES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
];

/** The path of an installed Chromium (CHROMIUM_PATH first), or null. */
export function chromiumPath(): string | null {
  const wanted = Deno.env.get("CHROMIUM_PATH");
  const paths = wanted === undefined || wanted === "" ? CANDIDATES : [wanted];
  return paths.find(isFile) ?? null;
}

/** Starts a headless Chromium that talks to nobody but the test. */
export function launchChromium(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (executablePath === null) throw new Error("Cannot find Chromium; set CHROMIUM_PATH");
  return chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
