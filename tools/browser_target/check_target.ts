import { BROWSER_TARGET } from "@/components/page/Document.tsx";
import { filesBelow } from "../graph.ts";
import { type NewFeatures, newFeatures, newInScript } from "./check_script.ts";

/** What is newer than the target and may be used all the same, with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  ".toBase64": "qr asks for it before it calls it, and only for pictures that nothing here makes",
  ".getSubscription()":
    "push messages: asked for after PushManager was found there, else it is said",
  "navigator.vibrate": "asked for before it is called",
  "navigator.userActivation": "asked for before it is read",
  "navigator.userAgentData": "lightweight-charts asks for it before it reads it",
  "Notification.permission": "read only where there are notifications",
  "Notification.requestPermission": "offered only where there are notifications",
  ".requestPermission()": "the same",
  ".showNotification()": "reached only with the permission to show notifications",
  ".getNotifications()": "reached only with the permission to show notifications",
  "document.fullscreenElement": "none where the browser knows of none",
  "document.fullscreenEnabled": "asked for before the screen is",
  ".requestFullscreen()": "reached only where fullscreenEnabled says so",
  ".exitFullscreen()": "reached only where an element has the screen",
  "document.exitFullscreen": "the same",
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
  for (const name of await filesBelow(folder)) {
    const path = `${folder}/${name}`;
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

/** Chrome 119, Safari 16.4, Firefox 128. */
const RELATIVE = /\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\(\s{0,20}from\s/;

/**
 * What a stylesheet uses that browsers of the target lack: at-rules, selectors (one unknown selector costs
 * the whole rule) and functions (one unknown function costs the declaration). Unknown properties cost only
 * themselves. What the sheet asks for by `@supports` is its own care.
 */
export function newInSheet(css: string, features: NewFeatures): string[] {
  const bare = css.replaceAll(/\/\*.*?\*\//gs, "").replaceAll(/"[^"]*"|'[^']*'/g, '""');
  const conditions = [...bare.matchAll(/@supports([^{]*)/g)].join();
  const found = [
    ...namesIn(bare, /@([a-z-]+)/g, features.atRules).map((name) => `@${name}`),
    // One maker's own parts stand in rules of their own: the others pass them over.
    ...namesIn(bare, /::?([a-z][a-z-]*)(?=[^;{}]{0,500}\{)/g, features.selectors).map((name) =>
      `:${name}`
    ),
    ...features.selectors.has("nesting") && hasNesting(bare) ? ["rule within a rule"] : [],
    ...RELATIVE.test(bare) ? ["colour made from another one"] : [],
    ...namesIn(bare, /[:\s,(]([a-z-]+)\(/g, features.functions).map((name) => `${name}()`),
  ];
  return found.filter((name) => !conditions.includes(name.replace(/\)$/, "")));
}

function namesIn(text: string, pattern: RegExp, wanted: ReadonlySet<string>): string[] {
  const names = [...text.matchAll(pattern)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => wanted.has(name));
}

/** Whether a block begins within the block of a style rule; those of at-rules may hold others. */
function hasNesting(css: string): boolean {
  const isStyle: boolean[] = [];
  let from = 0;
  for (const { 0: sign, index } of css.matchAll(/[{};]/g)) {
    const before = css.slice(from, index).trim();
    from = index + 1;
    if (sign === "}") isStyle.pop();
    if (sign !== "{") continue;
    if (isStyle.at(-1) === true) return true;
    isStyle.push(!before.startsWith("@"));
  }
  return false;
}
