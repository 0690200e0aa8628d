import type { z } from "zod";

const SHOWN = 3;

/** The first few problems zod found, each with its path: `pairs.BTCUSDT.alarms[3].id: …`. */
export function describeIssues(error: z.ZodError, root = ""): string {
  const shown = error.issues.slice(0, SHOWN).map((issue) => {
    const path = pathText(issue.path, root);
    return path === "" ? issue.message : `${path}: ${issue.message}`;
  });
  const more = error.issues.length - shown.length;
  return shown.join("; ") + (more > 0 ? `; and ${more} more` : "");
}

function pathText(path: readonly PropertyKey[], root: string): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === "number") return `${text}[${key}]`;
    return text === "" ? String(key) : `${text}.${String(key)}`;
  }, root);
}
