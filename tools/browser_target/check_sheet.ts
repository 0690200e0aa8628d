import type { NewFeatures } from "./features.ts";

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
    ...namesIn(bare, /[:\s,(]([a-z-]+)\(/g, features.functions).map((name) => `${name}()`),
  ];
  return found.filter((name) => !conditions.includes(name.replace(/\)$/, "")));
}

function namesIn(text: string, pattern: RegExp, wanted: ReadonlySet<string>): string[] {
  const names = [...text.matchAll(pattern)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => wanted.has(name));
}
