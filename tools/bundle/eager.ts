import { type Node, parse } from "acorn";
import { changeFile, type Piece } from "./one_file.ts";

/**
 * Has V8 compile the functions that a start calls together with the file, as which Deno keeps them: others it reads
 * over and compiles anew in each start. What stands in parentheses is compiled so; a function with a name of its own
 * becomes a value of that name, at the head of the file because others call it before its place.
 */
export async function compileCalled(file: string): Promise<void> {
  const runs = await Promise.all([calledBy(file, []), calledBy(file, ["--demo"])]);
  await changeFile(file, ({ code }) => withEager(code, new Set(runs.flat())));
}

/** What Deno needs to find its caches. */
const DENOS_OWN = ["PATH", "HOME", "DENO_DIR"].filter((name) => Deno.env.has(name));

/** Where the functions end that the program calls until its first page. */
async function calledBy(file: string, args: readonly string[]): Promise<number[]> {
  const folder = await Deno.makeTempDir();
  try {
    const told = `${folder}/called.json`;
    const script = import.meta.resolve("./first_run.ts");
    const { success, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", script, file, told, ...args],
      // No setting of whoever builds is to count.
      ...{ clearEnv: true, cwd: folder },
      env: {
        ...Object.fromEntries(DENOS_OWN.map((name) => [name, Deno.env.get(name) ?? ""])),
        ...{ DATA_DIR: `${folder}/data`, LOG_DIR: `${folder}/logs` },
        ...{ HOST: "127.0.0.1", PORT: "0", PRICE_SOURCE: "demo" },
      },
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).output();
    if (!success) throw new Error(`The bundle shows no page: ${new TextDecoder().decode(stderr)}`);
    return JSON.parse(await Deno.readTextFile(told));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Fields of nodes that hold other nodes. */
type Fields = Readonly<Record<string, unknown>>;

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** The code with the functions that end where `called` says compiled when it is loaded. */
export function withEager(code: string, called: ReadonlySet<number>): Piece[] {
  const parentheses: Insertion[] = [];
  const moved: Piece[] = [];
  const left: Piece[] = [];
  let done = 0;
  for (const statement of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    collect(statement, called, parentheses);
    const { start, end } = statement;
    if (statement.type !== "FunctionDeclaration" || !called.has(end)) continue;
    const { id } = statement as unknown as { id: Node & { readonly name: string } };
    moved.push(`var ${id.name}=(`, ...inserted(parentheses, start, id.start));
    moved.push(...inserted(parentheses, id.end, end), ");");
    left.push(...inserted(parentheses, done, start), ";");
    done = end;
  }
  return [...moved, ...left, ...inserted(parentheses, done, code.length)];
}

/** Parentheses for the called functions of a statement that are values. */
function collect(node: Node, called: ReadonlySet<number>, parentheses: Insertion[]): void {
  const { type, start, end } = node;
  const isValue = type === "ArrowFunctionExpression" || type === "FunctionExpression";
  if (isValue && called.has(end)) parentheses.push({ at: start, text: "(" });
  for (const child of childrenOf(node)) collect(child, called, parentheses);
  if (isValue && called.has(end)) parentheses.push({ at: end, text: ")" });
}

/** What a node is made of, in order; of a method what is in it, since it is no value of its own. */
function childrenOf(node: Node): Node[] {
  const fields = node as unknown as Fields;
  const isMethod = node.type === "MethodDefinition" ||
    node.type === "Property" && (fields.method === true || fields.kind !== "init");
  const children = Object.values(fields).flat().filter(isNode);
  return children.flatMap((child) =>
    isMethod && child === fields.value ? childrenOf(child) : [child]
  ).sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** A part of the code, with what is put into it. */
function inserted(insertions: readonly Insertion[], from: number, to: number): Piece[] {
  const pieces: Piece[] = [];
  let done = from;
  for (const { at, text } of insertions) {
    if (at < from || at >= to) continue;
    pieces.push([done, at], text);
    done = at;
  }
  return [...pieces, [done, to]];
}
