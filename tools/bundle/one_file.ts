import { build, type Metafile, type Plugin } from "esbuild";
import { basename } from "node:path";

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
  for (const name of later) await redirect(`${folder}/${name}`, first, wanted);
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
async function redirect(
  path: string,
  first: ReadonlySet<Name>,
  wanted: Set<string>,
): Promise<void> {
  const code = await Deno.readTextFile(path);
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
  if (at === 0) return;
  await Deno.writeTextFile(path, head + code.slice(at));
  const map = JSON.parse(await Deno.readTextFile(`${path}.map`));
  map.mappings = shiftedMap(map.mappings, head.length - at);
  await Deno.writeTextFile(`${path}.map`, JSON.stringify(map));
}

function redirected(chunk: Name, names: string, wanted: Set<string>): string {
  return names.split(",").map((each) => {
    const [name = "", local = name] = each.split(" as ");
    wanted.add(`${chunk} ${name}`);
    return `${joinedName(chunk, name)} as ${local}`;
  }).join(",");
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** The mappings of a source map whose first line begins `columns` later than it did: only its first segment says so. */
export function shiftedMap(mappings: string, columns: number): string {
  const [digits = ""] = /^[A-Za-z0-9+/]*/.exec(mappings) ?? [];
  if (digits === "") return mappings;
  const { value, length } = decoded(digits);
  return encoded(value + columns) + mappings.slice(length);
}

/** The first number of a text in base 64 VLQ, and how many digits it takes. */
function decoded(digits: string): { value: number; length: number } {
  let bits = 0;
  let length = 0;
  for (;; length++) {
    const digit = DIGITS.indexOf(digits.charAt(length));
    bits += (digit & 31) * 32 ** length;
    if (digit < 32) break;
  }
  return { value: (bits % 2 === 1 ? -1 : 1) * Math.floor(bits / 2), length: length + 1 };
}

function encoded(value: number): string {
  let rest = Math.abs(value) * 2 + (value < 0 ? 1 : 0);
  let text = "";
  do {
    const digit = rest % 32;
    rest = Math.floor(rest / 32);
    text += DIGITS.charAt(digit + (rest > 0 ? 32 : 0));
  } while (rest > 0);
  return text;
}
