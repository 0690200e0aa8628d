import type { NewFeatures } from "./features.ts";

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
