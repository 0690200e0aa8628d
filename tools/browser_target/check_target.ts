import { BROWSER_TARGET } from "@/components/OldBrowser.tsx";
import { newInScript } from "./check_script.ts";
import { newInSheet } from "./check_sheet.ts";
import { type NewFeatures, newFeatures } from "./features.ts";

/** What is newer than the target and may be used all the same, with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  "navigator.vibrate": "asked for before it is called",
  "navigator.userActivation": "asked for before it is read",
  "navigator.userAgentData": "lightweight-charts asks for it before it reads it",
  "Notification.permission": "read only where there are notifications",
  "Notification.requestPermission": "offered only where there are notifications",
  ".requestPermission()": "the same",
  ".showNotification()": "reached only with the permission to show notifications",
  ".getNotifications()": "reached only with the permission to show notifications",
  "Symbol.dispose": "@preact/signals names a method by it that nothing here calls",
  ".dispose": "of a signal's effect, not of a language's stack",
  ".detached": "of a lightweight-charts plugin, not of a buffer",
  ".displayName": "of a component, not of a language's Intl object",
};

/** The script that upstream Fresh brings along, where it is the one that builds. */
const UPSTREAM_SCRIPT = /\/fresh-runtime\.js$/;
/** What that script asks for before it uses it, or uses for values that nothing here passes. */
const ALLOWED_THERE = /^(Temporal\.|scheduler|\.postTask|\.startViewTransition|document\.start)/;

/** Reads every script and stylesheet below `folder`. @throws {Error} naming what the target lacks */
export async function checkTarget(folder: string): Promise<void> {
  const features = newFeatures(BROWSER_TARGET);
  const problems: string[] = [];
  for await (const path of filesBelow(folder)) {
    const text = await Deno.readTextFile(path);
    const isAllowed = (name: string) =>
      name in ALLOWED || (UPSTREAM_SCRIPT.test(path) && ALLOWED_THERE.test(name));
    const found = newIn(path, text, features).filter((name) => !isAllowed(name));
    problems.push(...found.map((name) => `${path}: ${name}`));
  }
  if (problems.length === 0) return;
  const browsers = Object.entries(BROWSER_TARGET).map((entry) => entry.join(" ")).join(", ");
  throw new Error(
    `Cannot serve what browsers of the target (${browsers}) do not know:\n${problems.join("\n")}`,
  );
}

function newIn(path: string, text: string, features: NewFeatures): string[] {
  if (path.endsWith(".js")) return newInScript(text, features, path.includes("/_fresh/js/"));
  return path.endsWith(".css") && path.includes("/styles/") ? newInSheet(text, features) : [];
}

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}
