// deno task graph [--check]: which folder of the app imports which, and what runs in a circle.
// Exits with 1 when a folder or a file is in a cycle; with --check it says nothing else.
import { readdir } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { resolveSpecifier } from "./lint/folders.ts";

/** A file of the app with the app's files that it imports, types included; paths within the project. */
export interface SourceFile {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly string[];
}

/** Files taken together: a folder, or a folder in a folder. */
interface Folder {
  readonly name: string;
  readonly files: number;
  readonly lines: number;
  /** Names of the others that its files import. */
  readonly imports: readonly string[];
  readonly fanIn: number;
}

type Edges = ReadonlyMap<string, ReadonlySet<string>>;

/** Folders whose imports are read; beside them the files at the root. */
const APP = ["lib", "components", "islands", "routes"];
const TOOLS = ["tools"];
const MOST_LINES = 350;

// `deno fmt` puts statements at the start of a line, so no comment or text is taken for one.
const STATEMENTS = [
  /^(?:import|export)\b[^"';]*?\bfrom "([^"\n]+)"/gm,
  /^import "([^"\n]+)"/gm,
  /\bimport\(\s*"([^"\n]+)"/g,
];

/** Everything that a module names in imports, exports, `import()` and types. */
export function specifiersOf(text: string): string[] {
  return STATEMENTS.flatMap((statement) =>
    [...text.matchAll(statement)].map(([, specifier = ""]) => specifier)
  );
}

/** Reads the files of a project's app, or of other folders. */
export async function readFiles(root: string, folders = APP): Promise<SourceFile[]> {
  const below = await Promise.all(folders.map((folder) => filesBelow(root, folder)));
  const atRoot = folders === APP
    ? await Array.fromAsync(Deno.readDir(root), ({ name }) => name)
    : [];
  const paths = new Set([...atRoot, ...below.flat()].filter((path) => /\.tsx?$/.test(path)));
  return await Promise.all(
    [...paths].sort().map(async (path) => {
      const text = await Deno.readTextFile(join(root, path));
      const imports = specifiersOf(text)
        .map((specifier) => targetOf(specifier, path, root))
        .filter((target) => paths.has(target) && target !== path);
      return { path, lines: text.split("\n").length - 1, imports: [...new Set(imports)] };
    }),
  );
}

/** The imported file within the project; what is none of it stays as it is. */
function targetOf(specifier: string, importer: string, root: string): string {
  const path = resolveSpecifier(specifier, importer);
  if (path !== null) return path;
  // A package may be a folder of ours by the import map, as the framework is.
  const url = isPackage(specifier) ? import.meta.resolve(specifier) : specifier;
  if (!url.startsWith(pathToFileURL(root).href)) return specifier;
  return relative(root, fileURLToPath(url)).replaceAll(sep, "/");
}

function isPackage(specifier: string): boolean {
  return !specifier.includes(":");
}

/** The topic that a file belongs to: `lib/market`, `components`; `main` is what stands at the root. */
export function folderOf(path: string): string {
  const [first = "", second = "", ...rest] = path.split("/");
  if (second === "") return "main";
  return first === "lib" && rest.length > 0 ? `${first}/${second}` : first;
}

/** Its room: the folder right below the topic (`lib/sources/http`), or the topic itself. */
export function roomOf(path: string): string {
  const folder = folderOf(path);
  const [room, ...rest] = path.slice(folder.length + 1).split("/");
  return folder === "main" || rest.length === 0 ? folder : `${folder}/${room}`;
}

/** Files by what `nameOf` puts together, those that most others import first. */
export function foldersOf(
  files: readonly SourceFile[],
  nameOf: (path: string) => string,
): Folder[] {
  const edges = edgesBetween(files, nameOf);
  const folders = [...edges].map(([name, imports]): Folder => {
    const own = files.filter(({ path }) => nameOf(path) === name);
    return {
      name,
      files: own.length,
      lines: own.reduce((sum, { lines }) => sum + lines, 0),
      imports: [...imports].sort(),
      fanIn: [...edges.values()].filter((others) => others.has(name)).length,
    };
  });
  return folders.sort((a, b) => b.fanIn - a.fanIn || (a.name < b.name ? -1 : 1));
}

/** The rooms of the folders that have any. */
export function roomsOf(files: readonly SourceFile[]): Folder[] {
  const split = files.filter(({ path }) => roomOf(path) !== folderOf(path));
  const names = new Set(split.map(({ path }) => folderOf(path)));
  return foldersOf(files, roomOf).filter(({ name }) => names.has(folderOf(`${name}/_.ts`)));
}

function edgesBetween(files: readonly SourceFile[], nameOf: (path: string) => string): Edges {
  const edges = new Map<string, Set<string>>();
  for (const { path, imports } of files) {
    const name = nameOf(path);
    const others = edges.get(name) ?? new Set();
    edges.set(name, others);
    for (const target of imports) if (nameOf(target) !== name) others.add(nameOf(target));
  }
  return edges;
}

/** Groups in which each leads to each, and in each group a shortest way from the first back to it. */
export function cyclesOf(edges: Edges): { members: string[]; loop: string[] }[] {
  const reached = new Map([...edges.keys()].map((name) => [name, reachedFrom(name, edges)]));
  const isIn = (one: string, other: string) => reached.get(one)?.has(other) ?? false;
  const cyclic = [...edges.keys()].filter((name) => isIn(name, name)).sort();
  const groups = new Map(cyclic.map((name) => {
    const members = cyclic.filter((other) => isIn(name, other) && isIn(other, name));
    return [members[0] ?? name, members];
  }));
  return [...groups].map(([first, members]) => ({ members, loop: loopFrom(first, edges) }));
}

/** What can be reached, each with the one it was reached by first. */
function reachedFrom(start: string, edges: Edges): Map<string, string> {
  const reached = new Map<string, string>();
  const waiting = [start];
  for (const name of waiting) {
    for (const next of edges.get(name) ?? []) {
      if (reached.has(next)) continue;
      reached.set(next, name);
      waiting.push(next);
    }
  }
  return reached;
}

function loopFrom(start: string, edges: Edges): string[] {
  const reached = reachedFrom(start, edges);
  const loop = [start];
  for (let at = reached.get(start); at !== start && at !== undefined; at = reached.get(at)) {
    loop.unshift(at);
  }
  return [start, ...loop];
}

/** What is in a circle, a paragraph each; nothing when nothing is. */
export function cycleLines(files: readonly SourceFile[]): string[] {
  const ofFolders = cyclesOf(edgesBetween(files, folderOf)).map(({ members, loop }) => {
    const steps = loop.slice(1).map((to, at) => `  ${exampleOf(files, loop[at] ?? "", to)}`);
    return [`Cycle of ${members.length} folders: ${members.join(", ")}`, ...steps].join("\n");
  });
  const ofFiles = cyclesOf(edgesBetween(files, (path) => path)).map(({ members, loop }) =>
    `Cycle of ${members.length} files: ${loop.join("\n  → ")}`
  );
  return [...ofFolders, ...ofFiles];
}

/** Which import leads from one folder to another. */
function exampleOf(files: readonly SourceFile[], from: string, to: string): string {
  const all = files.filter(({ path }) => folderOf(path) === from).flatMap(({ path, imports }) =>
    imports.filter((target) => folderOf(target) === to).map((target) => `${path} → ${target}`)
  );
  const others = all.length > 1 ? ` and ${all.length - 1} more` : "";
  return `${from} → ${to}: ${all[0]}${others}`;
}

/** A table with a row a folder. */
export function tableOf(title: string, folders: readonly Folder[]): string {
  const rows = folders.map(({ name, files, lines, fanIn, imports }) =>
    [name, files, lines, fanIn, imports.length, imports.join(" ")].map(String)
  );
  const all = [[title, "files", "lines", "fan-in", "fan-out", "imports from"], ...rows];
  const widths = [0, 1, 2, 3, 4].map((column) =>
    Math.max(...all.map((row) => row[column]?.length ?? 0))
  );
  return all.map((row) =>
    row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)
    ).join("  ")
  ).join("\n");
}

/** How many files, how long, and how many have one importer or none. */
export function sizeLines(files: readonly SourceFile[]): string[] {
  const lengths = files.map(({ lines }) => lines).sort((a, b) => a - b);
  const [low = 0, high = 0] = [lengths[(files.length - 1) >> 1], lengths[files.length >> 1]];
  const importers = Map.groupBy(files.flatMap(({ imports }) => imports), (path) => path);
  const one = files.filter(({ path }) => importers.get(path)?.length === 1);
  const none = files.filter(({ path }) => path.startsWith("lib/") && !importers.has(path));
  const long = files.filter(({ lines }) => lines > MOST_LINES);
  return [
    `${files.length} files, ${lengths.reduce((sum, lines) => sum + lines, 0)} lines, ` +
    `median ${(low + high) / 2}; ${one.length} with one importer`,
    `Over ${MOST_LINES} lines: ${
      long.map(({ path, lines }) => `${path} (${lines})`).join(", ") || "none"
    }`,
    `In lib/ and imported by none of them: ${none.map(({ path }) => path).join(", ") || "none"}`,
  ];
}

async function main(): Promise<boolean> {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const files = await readFiles(root);
  const cycles = cycleLines(files);
  const isBrief = Deno.args.includes("--check");
  const tools = (await readFiles(root, TOOLS)).length;
  const parts = [
    tableOf("folder", foldersOf(files, folderOf)),
    tableOf("room", roomsOf(files)),
    [...sizeLines(files), `Beside them in tools/: ${tools} files`].join("\n"),
    ...(cycles.length === 0 ? ["No folder and no file is in a cycle"] : cycles),
  ];
  // deno-lint-ignore no-console -- the tables are what a developer runs this for
  console.log((isBrief ? cycles : parts).join("\n\n"));
  return cycles.length === 0;
}

if (import.meta.main && !await main()) Deno.exit(1);

/** Paths within `root` of all files below one of its folders, sorted, with `/` on every system; [] without the folder. */
export async function filesBelow(root: string, folder = "."): Promise<string[]> {
  const options = { recursive: true, withFileTypes: true } as const;
  const entries = await readdir(join(root, folder), options).catch((error) => {
    if (error.code !== "ENOENT") throw error;
    return [];
  });
  return entries.filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => relative(root, join(parentPath, name)).replaceAll(sep, "/"))
    .sort();
}
