import { posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";

/** One row of "who may import whom"; types count as well. */
interface Folder {
  readonly name: string;
  /** Files and folders (`folder/`) that belong to it; that of `lib/` with its name unless told. */
  readonly paths?: readonly string[];
  /** Names of the rows it may import, beside itself. */
  readonly may: readonly string[];
  /** Runs in the browser too, so `node:` modules are out of reach. */
  readonly browser?: true;
  /** What to do instead of a forbidden import. */
  readonly remedy: string;
}

const RULES = ["language", "time", "market", "alarms"];
const SHARED = [...RULES, "protocol", "text"];
const BACKEND = [...SHARED, "logs", "sources", "store", "notify", "commands"];
const SERVER = [...BACKEND, "settings", "audit", "accounts", "engine", "server"];
const PAGE = [...SHARED, "client", "components", "islands"];
const FRAMEWORK = ["fresh", "fresh/runtime", "fresh/dev"];
const EVERYTHING = [...SERVER, ...PAGE, ...FRAMEWORK, "program", "routes", "root", "workshop"];

/** The lowest first: a row may import what stands above it, never what stands below. */
export const FOLDERS: readonly Folder[] = [
  {
    ...{ name: "language", browser: true, may: [] },
    remedy: "take what is needed as an argument: texts are said everywhere, and know nothing",
  },
  {
    ...{ name: "time", browser: true, may: [] },
    remedy: "take what is needed as an argument: clocks and turns know nothing of the app",
  },
  {
    ...{ name: "market", browser: true, may: ["language", "time"] },
    remedy: "take what is needed as an argument: the market knows nothing of alarms",
  },
  {
    ...{ name: "alarms", browser: true, may: ["language", "time", "market"] },
    remedy: "take what is needed as an argument: the rules are pure",
  },
  {
    ...{ name: "protocol", browser: true, may: RULES },
    remedy: "describe what is sent by itself: server and browser share the protocol",
  },
  {
    ...{ name: "text", browser: true, may: [...RULES, "protocol"] },
    remedy: "take what is needed as an argument: both sides read text",
  },
  {
    ...{ name: "logs", may: [...RULES, "text"] },
    remedy: "take what is needed as an argument: everything logs, so logs know nobody",
  },
  {
    ...{ name: "sources", may: ["time", "market", "logs"] },
    remedy: "answer observations and let lib/engine hand them on",
  },
  {
    ...{ name: "settings", may: ["time", "market", "text", "protocol", "logs", "sources"] },
    remedy: "let the folder take its settings from the config, not the other way round",
  },
  {
    ...{ name: "store", may: [...RULES, "text", "logs"] },
    remedy: "let the caller decide and listen to what was committed",
  },
  {
    ...{ name: "notify", may: [...SHARED, "logs", "store"] },
    remedy: "take what is needed as an argument: what a button does is passed in",
  },
  {
    ...{ name: "commands", may: [...SHARED, "logs", "sources", "store", "notify"] },
    remedy: "return the result and let lib/server answer with it",
  },
  {
    ...{ name: "audit", may: [...SHARED, "logs", "store"] },
    remedy: "take what was committed: the audit log only tells of it",
  },
  {
    ...{ name: "accounts", may: ["time", "protocol", "logs", "store"] },
    remedy: "take what is needed as an argument: accounts know nothing of alarms, and no transport",
  },
  {
    ...{ name: "engine", may: [...BACKEND, "settings", "audit"] },
    remedy: "tell it by a listener: lib/program puts engine and server together",
  },
  {
    ...{ name: "server", may: [...BACKEND, "settings", "audit", "accounts", "engine", "fresh"] },
    remedy: "take what is needed as an argument, serve.ts hands it over",
  },
  {
    ...{ name: "program", may: SERVER },
    remedy: "leave pages and the framework to routes and serve.ts",
  },
  {
    ...{ name: "framework", paths: ["lib/fresh/"], may: FRAMEWORK },
    remedy: "keep the framework free of the app, so that upstream Fresh can take its place",
  },
  {
    ...{ name: "client", browser: true, may: SHARED },
    remedy: "ask the server over lib/client/connection.ts; what both know is lib/protocol",
  },
  {
    ...{
      name: "components",
      paths: ["components/"],
      browser: true,
      may: [...SHARED, "client", "fresh/runtime"],
    },
    remedy: "take what is needed as props: a component is markup from props",
  },
  {
    ...{
      name: "islands",
      paths: ["islands/"],
      browser: true,
      may: [...SHARED, "client", "components", "fresh/runtime"],
    },
    remedy: "ask the server over lib/client/connection.ts; what both know is lib/protocol",
  },
  {
    ...{ name: "static", paths: ["static/"], browser: true, may: [] },
    remedy: "serve it as it is: a static file imports nothing",
  },
  {
    ...{ name: "routes", paths: ["routes/"], may: [...SERVER, ...PAGE, "fresh", "fresh/runtime"] },
    remedy: "parse, call one function of lib, answer",
  },
  {
    ...{ name: "root", paths: ["main.ts", "serve.ts", "dev.ts"], may: EVERYTHING },
    remedy: "use the import map's entry",
  },
  {
    ...{
      name: "workshop",
      paths: ["tests/", "bench/", "tools/"],
      may: [...EVERYTHING, "framework"],
    },
    remedy: "use the import map's entry",
  },
];

/** The row of the table a file belongs to; `path` is relative to the project. */
export function folderOf(path: string): Folder | null {
  const holds = (pattern: string) =>
    pattern.endsWith("/") ? path.startsWith(pattern) : path === pattern;
  return FOLDERS.find(({ name, paths = [`lib/${name}/`] }) => paths.some(holds)) ?? null;
}

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A linted file's path relative to the project, with `/` on every system. */
export function projectPath(filename: string): string {
  const path = filename.startsWith(ROOT) ? relative(ROOT, filename) : filename;
  return path.replaceAll(sep, "/");
}

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
