import { posix } from "node:path";
import { type Folder, folderOf, projectPath } from "./folders.ts";

/** Keeps "who may import whom", types included: the table is `folders.ts`. */
export const importRule: Deno.lint.Rule = {
  create(context) {
    const importer = projectPath(context.filename);
    const check = (source: Deno.lint.Node | null) => {
      if (source?.type !== "Literal" || typeof source.value !== "string") return;
      const message = checkImport(importer, source.value);
      if (message !== null) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: ({ source }) => check(source),
      ExportAllDeclaration: ({ source }) => check(source),
      ExportNamedDeclaration: ({ source }) => check(source),
      ImportExpression: ({ source }) => check(source),
      TSImportType: ({ argument }) =>
        check(argument.type === "TSLiteralType" ? argument.literal : null),
    };
  },
};

const FRAMEWORK_FOLDER = "lib/fresh/";
const SEES_THE_FRAMEWORK = [FRAMEWORK_FOLDER, "tests/fresh/", "tests/program/built_app.ts"];

/** What is wrong with an import of a file (both relative to the project), in words for its author; null when it may stay. */
export function checkImport(importer: string, specifier: string): string | null {
  const folder = folderOf(importer);
  if (folder === null) return null;
  const target = targetOf(importer, specifier);
  if (isHiddenFramework(importer, target.path)) {
    return `${importer} must not import ${target.path}: ` +
      "import fresh, fresh/runtime or fresh/dev, so that upstream Fresh can take its place";
  }
  if (isAllowed(folder, target.folder)) return null;
  return `${importer} (${folder.name}) must not import ${target.path} (${target.folder}): ` +
    folder.remedy;
}

interface Target {
  readonly path: string;
  /** A row of the table, an entry of the framework, or `node`; null for what the table does not evaluate. */
  readonly folder: string | null;
}

function targetOf(importer: string, specifier: string): Target {
  const path = resolveSpecifier(specifier, importer);
  if (path !== null) return { path, folder: folderOf(path)?.name ?? null };
  if (/^fresh(\/|$)/.test(specifier)) return { path: specifier, folder: specifier };
  return { path: specifier, folder: specifier.startsWith("node:") ? "node" : null };
}

function isHiddenFramework(importer: string, target: string): boolean {
  return target.startsWith(FRAMEWORK_FOLDER) &&
    !SEES_THE_FRAMEWORK.some((folder) => importer.startsWith(folder));
}

function isAllowed(folder: Folder, target: string | null): boolean {
  if (target === null || target === folder.name) return true;
  if (target === "node") return folder.browser !== true;
  return folder.may.includes(target);
}

/** Path of an imported file relative to the project; null for packages and built-in modules. */
export function resolveSpecifier(specifier: string, importer: string): string | null {
  if (specifier.startsWith("@/")) return posix.normalize(specifier.slice(2));
  if (specifier.startsWith("/")) return posix.normalize(specifier.slice(1));
  if (!specifier.startsWith(".")) return null;
  return posix.join(posix.dirname(importer), specifier);
}
