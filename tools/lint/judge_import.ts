import { resolveSpecifier } from "./resolve_specifier.ts";
import { stageOf } from "./stage_of.ts";
import type { Stage } from "./stage.ts";

export interface Import {
  /** Importing file, relative to the project. */
  readonly importer: string;
  readonly specifier: string;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
}

const FRAMEWORK_FOLDER = "lib/fresh/";
const SEES_THE_FRAMEWORK = [FRAMEWORK_FOLDER, "tests/fresh/"];

/** What is wrong with an import, in words for the one who wrote it; null when it may stay. */
export function judgeImport(wanted: Import): string | null {
  const stage = stageOf(wanted.importer);
  if (stage === null) return null;
  const target = targetOf(wanted);
  if (isHiddenFramework(wanted.importer, target.path)) {
    return `${wanted.importer} must not import ${target.path}: ` +
      "import fresh, fresh/runtime or fresh/dev, so that upstream Fresh can take its place";
  }
  if (isAllowed(stage, target.stage, wanted)) return null;
  return `${wanted.importer} (${stage.name}) must not import ${target.path} (${target.stage}): ` +
    stage.remedy;
}

interface Target {
  readonly path: string;
  /** Stage, framework entry or `server`; null for what the table does not judge. */
  readonly stage: string | null;
}

function targetOf({ specifier, importer }: Import): Target {
  const path = resolveSpecifier(specifier, importer);
  if (path !== null) return { path, stage: stageOf(path)?.name ?? null };
  if (/^fresh(\/|$)/.test(specifier)) return { path: specifier, stage: specifier };
  return { path: specifier, stage: specifier.startsWith("node:") ? "server" : null };
}

function isHiddenFramework(importer: string, target: string): boolean {
  return target.startsWith(FRAMEWORK_FOLDER) &&
    !SEES_THE_FRAMEWORK.some((folder) => importer.startsWith(folder));
}

function isAllowed(stage: Stage, target: string | null, { typeOnly }: Import): boolean {
  if (target === null || target === stage.name) return true;
  if (target === "server") return !stage.browser || typeOnly;
  return stage.may.includes(target) || (typeOnly && (stage.mayTypes ?? []).includes(target));
}
