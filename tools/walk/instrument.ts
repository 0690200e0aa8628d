import { type Node, parse } from "acorn";
import { stop, transform } from "esbuild";
import { join } from "node:path";
import { nodesOf, type Tree } from "../browser_target/check_script.ts";

/** What the program's process loads of the project; the rest is left out of the copy. */
const COPIED = ["lib", "components", "islands", "routes", "static", "_fresh"];
const COPIED_FILES = /^(main\.ts|serve\.ts|deno\.jsonc?|deno\.lock)$/;
/** Written by the build; it only leads to files of the project. */
const BUILT = "_fresh/";

/** JavaScript of a module in which every function begins with `enterFile(path)`. */
export async function instrument(code: string, path: string): Promise<string> {
  const { code: script } = await transform(code, {
    jsx: "automatic",
    jsxImportSource: "preact",
    loader: path.endsWith("x") ? "tsx" : "ts",
    target: "esnext",
    tsconfigRaw: "{}",
  });
  const tree = parse(script, { ecmaVersion: "latest", sourceType: "module" });
  const call = `enterFile(${JSON.stringify(path)})`;
  const inserted = [...nodesOf(tree as Node as Tree)]
    .flatMap((node) => insertionsOf(node, call))
    .sort((a, b) => b.at - a.at);
  return inserted.reduce((text, { at, put }) => text.slice(0, at) + put + text.slice(at), script);
}

interface Insertion {
  readonly at: number;
  readonly put: string;
}

function insertionsOf(node: Tree, call: string): Insertion[] {
  if (!/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
    return [];
  }
  const body = node["body"] as Tree;
  if (body.type === "BlockStatement") return [{ at: body.start + 1, put: ` ${call};` }];
  return [{ at: body.start, put: `(${call}, ` }, { at: body.end, put: ")" }];
}

/** Copies the built program to a folder, its own modules instrumented. */
export async function copyInstrumented(root: string, to: string): Promise<void> {
  await Deno.symlink(join(root, "node_modules"), join(to, "node_modules"));
  for await (const { name, isFile } of Deno.readDir(root)) {
    if (isFile && COPIED_FILES.test(name)) await copyFile(root, name, to);
    if (COPIED.includes(name)) await copyFolder(root, name, to);
  }
  // The service process of esbuild would outlive its use.
  await stop();
}

async function copyFolder(root: string, folder: string, to: string): Promise<void> {
  await Deno.mkdir(join(to, folder));
  for await (const { name, isDirectory } of Deno.readDir(join(root, folder))) {
    const path = `${folder}/${name}`;
    if (isDirectory) await copyFolder(root, path, to);
    else await copyFile(root, path, to);
  }
}

async function copyFile(root: string, path: string, to: string): Promise<void> {
  if (!/\.tsx?$/.test(path) || path.startsWith(BUILT)) {
    return await Deno.copyFile(join(root, path), join(to, path));
  }
  const code = await Deno.readTextFile(join(root, path));
  await Deno.writeTextFile(join(to, path), await instrument(code, path));
}
