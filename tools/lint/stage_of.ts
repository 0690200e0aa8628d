import type { Stage } from "./stage.ts";
import { STAGES } from "./stages.ts";

/** The row of the table a file belongs to; `path` is relative to the project. */
export function stageOf(path: string): Stage | null {
  return STAGES.find((stage) => stage.paths.some((pattern) => holds(pattern, path))) ?? null;
}

function holds(pattern: string, path: string): boolean {
  if (pattern.endsWith("/")) return path.startsWith(pattern);
  if (!pattern.endsWith("/*")) return path === pattern;
  const folder = pattern.slice(0, -1);
  return path.startsWith(folder) && !path.slice(folder.length).includes("/");
}
