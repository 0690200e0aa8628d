import { build, type Metafile, type Plugin } from "esbuild";
import { basename } from "node:path";
import { changeFile, type Piece } from "./mapped_text.ts";

/** How chunks are called here: `chunk-AB12CD34.js`. */
type Name = string;

/**
 * Joins `main.js` of a bundle in `folder` and every chunk that it imports to one file: a start takes as long for
 * finding, reading and linking a hundred small files as for running them. What is loaded later imports from the
 * joined file what it imported from those chunks.
 */
export async function joinFirst(folder: string, { outputs }: Metafile): Promise<void> {
  const chunks = new Map(
    Object.entries(outputs).map(([path, output]) => [basename(path), output.imports]),
  );
  const first = new Set<Name>();
  const add = (name: Name) => {
    if (first.has(name)) return;
    first.add(name);
    for (const { path, kind, external } of chunks.get(name) ?? []) {
      if (kind === "import-statement" && !external) add(basename(path));
    }
  };
  add("main.js");
  const later = [...chunks.keys()].filter((name) => name.endsWith(".js") && !first.has(name));
  const wanted = new Set<string>();
  for (const name of later) {
    await changeFile(`${folder}/${name}`, ({ code }) => redirect(code, first, wanted));
  }
  await build({
    ...{ absWorkingDir: folder, allowOverwrite: true, bundle: true, format: "esm" },
    ...{ logLevel: "error", minifySyntax: true, minifyWhitespace: true },
    ...{ outfile: "main.js", platform: "node", plugins: [onlyOf(first)], target: "esnext" },
    ...{ sourcemap: "linked", sourcesContent: false },
    stdin: { contents: entryOf(wanted), loader: "js", resolveDir: folder },
  });
  first.delete("main.js");
  for (const name of first) {
    await Deno.remove(`${folder}/${name}`);
    await Deno.remove(`${folder}/${name}.map`);
  }
  for (const name of ["main.js", ...later]) {
    await changeFile(`${folder}/${name}`, ({ code }) => hidden(code));
  }
}

/** What is no part of the joined file stays a file of its own. */
function onlyOf(first: ReadonlySet<Name>): Plugin {
  return {
    name: "only-of-first",
    setup({ onResolve }) {
      onResolve({ filter: /./ }, ({ path, kind }) => {
        if (kind === "entry-point") return undefined;
        return first.has(path.replace("./", "")) ? undefined : { path, external: true };
      });
    },
  };
}

/** `wanted` has an entry `chunk-AB12CD34.js name` for each name that is imported later. */
function entryOf(wanted: ReadonlySet<string>): string {
  const lines = [`export { run } from "./main.js";`];
  for (const each of wanted) {
    const [chunk = "", name = ""] = each.split(" ");
    lines.push(`export { ${name} as ${joinedName(chunk, name)} } from "./${chunk}";`);
  }
  return lines.join("\n");
}

/** Two chunks may export the same name. */
function joinedName(chunk: Name, name: string): string {
  return `${name}$${chunk.replace(/^.*-|\.js$/g, "")}`;
}

const IMPORT = /^import(?:\{([^}]*)\}from)?"\.\/([^"]+)";/;

/** Has a file import from `main.js` what chunks of `first` exported, and notes the names. */
function redirect(code: string, first: ReadonlySet<Name>, wanted: Set<string>): Piece[] {
  let at = 0;
  let head = "";
  for (;;) {
    const found = IMPORT.exec(code.slice(at));
    if (found === null) break;
    const [statement, names = "", chunk = ""] = found;
    at += statement.length;
    if (!first.has(chunk)) head += statement;
    else if (names !== "") head += `import{${redirected(chunk, names, wanted)}}from"./main.js";`;
  }
  return [head, [at, code.length]];
}

function redirected(chunk: Name, names: string, wanted: Set<string>): string {
  return names.split(",").map((each) => {
    const [name = "", local = name] = each.split(" as ");
    wanted.add(`${chunk} ${name}`);
    return `${joinedName(chunk, name)} as ${local}`;
  }).join(",");
}

const LATER = /\bimport\("\.\/([^"`$\\]+)"\)/g;

/**
 * Hides from Deno what a file imports when it is first used. Else it reads all of these files at once, and what they
 * import, and looks through the packages that they name: a third of the time that loading takes.
 */
function hidden(code: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: { length }, 1: file = "", index } of code.matchAll(LATER)) {
    pieces.push([done, index], `import(${BESIDE}\`${file}\`)`);
    done = index + length;
  }
  const head = done === 0 ? "" : `const ${BESIDE}=([file])=>"./"+file;`;
  return [head, ...pieces, [done, code.length]];
}

/** A file beside this one, by a tag: Deno reads no names from those. */
const BESIDE = "fileBeside";
