import * as zod from "zod";
import { type Node, parse } from "acorn";
import { build, type Plugin, transform } from "esbuild";
import { isDeepStrictEqual } from "node:util";
import { readConfig } from "@/lib/settings/config.ts";

/**
 * Has schemas made when they are first used: making all of them takes longer than a whole bare server, and the first
 * page needs those of the settings only. What stands at the top of a module and begins with `z.` becomes a proxy
 * of what it will be.
 */
export const schemasLater: Plugin = {
  name: "schemas-later",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^schemas-later$/ }, () => ({ path: LATER, namespace: "schemas-later" }));
    onLoad({ filter: /.*/, namespace: "schemas-later" }, () => ({ contents: HELPERS }));
    onLoad({ filter: /\/(?:lib|routes)\/.*\.tsx?$/ }, async ({ path }) => {
      const source = await Deno.readTextFile(path);
      if (path.includes("/node_modules/") || !source.includes(WHOLE_ZOD)) return undefined;
      const whole = withUnset(source).replace(WHOLE_ZOD, 'import * as z from "zod";');
      const { code } = await transform(whole, {
        ...{ format: "esm", jsx: "automatic", jsxImportSource: "preact", target: "esnext" },
        ...{ loader: path.endsWith("x") ? "tsx" : "ts", sourcefile: path, sourcemap: "inline" },
      });
      return { contents: withSchemasLater(code), loader: "js" };
    });
  },
};

const LATER = "schemas-later";
const NO_UNSET = "const UNSET: ReadonlyMap<string, unknown> = new Map();";

/** The module of settings, with the values of those that are not set: a start need not make their rules. */
export function withUnset(source: string): string {
  if (!source.includes(NO_UNSET)) return source;
  const unset = Object.entries(readConfig({})).filter(([, value]) =>
    value === undefined || isDeepStrictEqual(JSON.parse(JSON.stringify(value)), value)
  );
  const pairs = unset.map((pair) => pair[1] === undefined ? pair.slice(0, 1) : pair);
  return source.replace(NO_UNSET, `const UNSET = new Map(${JSON.stringify(pairs)});`);
}

/** Only what is used of the schema library: by `z.object` of one object that has all, all would be. */
const WHOLE_ZOD = 'import { z } from "zod";';

/** `schemaLater` stands for what `make` will make; `schemaItself` is that, of a schema that stands for another. */
const HELPERS = `const itself = Symbol("itself");
export function schemaLater(make) {
  let made;
  const find = () => made ??= make();
  return new Proxy({}, {
    get: (_, name) => name === itself ? find() : Reflect.get(find(), name),
    has: (_, name) => name in find(),
    set: (_, name, value) => Reflect.set(find(), name, value),
    ownKeys: () => Reflect.ownKeys(find()),
    getPrototypeOf: () => Reflect.getPrototypeOf(find()),
    getOwnPropertyDescriptor(_, name) {
      const found = Reflect.getOwnPropertyDescriptor(find(), name);
      return found && { ...found, configurable: true };
    },
  });
}
/** What stands for a schema or, in an object, what its fields stand for: parsing is slower by way of a proxy. */
export function schemaItself(value) {
  if (typeof value !== "object" || value === null) return value;
  const own = value[itself];
  if (own !== undefined || Object.getPrototypeOf(value) !== Object.prototype) return own ?? value;
  const fields = Object.entries(value).map(([name, field]) => [name, field?.[itself] ?? field]);
  return Object.fromEntries(fields);
}
`;

/** Methods that nothing but a schema has: what is imported has them where it is one. */
const OF_SCHEMAS =
  /^(?:extend|safeExtend|omit|pick|partial|optional|nullable|nullish|refine|superRefine|strict|default)$/;

/** Methods whose result is no schema. */
const ENDS = /^(?:parse|safeParse|parseAsync|safeParseAsync|enum|options|shape|def|toJSONSchema)$/;

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** The code of a module (JavaScript) with its schemas made when they are first used. */
export function withSchemasLater(code: string): string {
  const insertions: Insertion[] = [];
  const later = new Set(MAKERS);
  for (const statement of parse(code, { ecmaVersion: "latest", sourceType: "module" }).body) {
    visit(statement, { insertions, later, isInside: false });
  }
  if (insertions.length === 0) return code;
  insertions.sort((a, b) => a.at - b.at);
  let text = `import { schemaLater, schemaItself } from "${LATER}"; `;
  let done = 0;
  for (const { at, text: inserted } of insertions) {
    text += code.slice(done, at) + inserted;
    done = at;
  }
  return text + code.slice(done);
}

interface Visit {
  readonly insertions: Insertion[];
  /** Names in this module of schemas that are made later, and `name()` of functions that make some. */
  readonly later: Set<string>;
  /** Within a schema that is made later. */
  readonly isInside: boolean;
}

/** Fields of nodes that hold other nodes. */
type Fields = Readonly<Record<string, unknown>>;

function visit(node: Node, given: Visit): void {
  // What a function does, it does when it is called.
  if (/Function/.test(node.type)) return;
  const fields = node as unknown as Fields;
  if (!given.isInside && isSchema(node, given.later)) {
    surround(node, ["schemaLater(() => ", ")"], given);
    return visitChildren(fields, { ...given, isInside: true });
  }
  visitChildren(fields, given);
  if (node.type === "VariableDeclarator") noteName(fields, given.later);
}

function visitChildren(fields: Fields, given: Visit): void {
  for (const [name, value] of Object.entries(fields)) {
    const isPassed = given.isInside && (name === "arguments" || name === "elements");
    for (const child of Array.isArray(value) ? value : [value]) {
      if (!isNode(child)) continue;
      if (isPassed && child.type === "Identifier") surround(child, ["schemaItself(", ")"], given);
      else if (given.isInside && child.type === "Property") visitProperty(child, given);
      else if (given.isInside && child.type === "SpreadElement") {
        const { argument } = child as unknown as { argument: Node };
        surround(argument, ["schemaItself(", ")"], given);
        visit(argument, given);
      } else visit(child, given);
    }
  }
}

/** A field of an object within a schema: what it names may be made later itself. */
function visitProperty(node: Node, given: Visit): void {
  const { value, shorthand } = node as unknown as { value: Node; shorthand: boolean };
  if (value.type !== "Identifier") return visit(value, given);
  const { name } = value as unknown as { name: string };
  if (shorthand) given.insertions.push({ at: value.start, text: `${name}: ` });
  surround(value, ["schemaItself(", ")"], given);
}

function surround(node: Node, [before, after]: readonly [string, string], { insertions }: Visit) {
  insertions.push({ at: node.start, text: before }, { at: node.end, text: after });
}

function noteName({ id, init }: Fields, later: Set<string>): void {
  if (!isNode(id) || id.type !== "Identifier" || !isNode(init)) return;
  const { name } = id as unknown as { name: string };
  if (init.type === "ArrowFunctionExpression" && isSchema(givenBy(init), later)) {
    // Of `const wholeNumber = (low, high) => z.string()`, what it returns is one.
    later.add(`${name}()`);
  }
  if (isSchema(init, later)) later.add(name);
}

/** What a function gives in the end: its expression, or what its last statement returns. */
function givenBy(made: Node): Node {
  const { body } = made as unknown as { body: Node };
  if (body.type !== "BlockStatement") return body;
  const { body: statements } = body as unknown as { body: Node[] };
  const { argument } = (statements.at(-1) ?? {}) as unknown as { argument?: Node | null };
  return argument ?? body;
}

/** Functions of other modules that give schemas. */
const MAKERS = ["wordInput", "numberInput", "readableRows"]
  .map((name) => `${name}()`);

/** Whether it is a call like `z.string().min(1)`, or of a method of another schema. */
function isSchema(node: Node, later: ReadonlySet<string>): boolean {
  if (node.type !== "CallExpression") return false;
  const { callee } = node as unknown as { callee: Node };
  if (callee.type === "Identifier") return later.has(`${rootOf(callee)}()`);
  if (callee.type !== "MemberExpression") return false;
  const { object, property } = callee as unknown as { object: Node; property: { name?: string } };
  const { name = "" } = property;
  const root = rootOf(callee);
  // `z.enum` makes a schema, and what one has by that name is none.
  if (ENDS.test(name) && !(name === "enum" && root === "z" && object.type === "Identifier")) {
    return false;
  }
  return root === "z" || later.has(root) || (root !== "" && OF_SCHEMAS.test(name)) ||
    isMade(callee, later);
}

/** Whether a chain of members and calls begins with a call that makes a schema: `wholeNumber(1, 60).refine(…)`. */
function isMade(node: Node, later: ReadonlySet<string>): boolean {
  const { object, callee } = node as unknown as { object?: Node; callee?: Node };
  if (node.type === "MemberExpression" && object !== undefined) return isMade(object, later);
  if (node.type !== "CallExpression" || callee === undefined) return false;
  return callee.type === "Identifier" ? later.has(`${rootOf(callee)}()`) : isMade(callee, later);
}

/** The name that a chain of members and calls begins with; empty where it is another thing. */
function rootOf(node: Node): string {
  if (node.type === "Identifier") return (node as unknown as { name: string }).name;
  const { object, callee } = node as unknown as { object?: Node; callee?: Node };
  const inner = node.type === "MemberExpression" ? object : callee;
  return inner === undefined ? "" : rootOf(inner);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** Everything that can be asked of a value is asked of the one that is loaded then. */
const PROXY = `const later = (find) => new Proxy(function () {}, {
  apply: (_, self, given) => Reflect.apply(find(), self, given),
  construct: (_, given, as) => Reflect.construct(find(), given, as),
  get: (_, name) => Reflect.get(find(), name),
  has: (_, name) => Reflect.has(find(), name),
  getPrototypeOf: () => Reflect.getPrototypeOf(find()),
});`;

const FILE = "zod.js";
/** Code of the program, which has schemas; packages have none of their own. */
const OURS = /\/(?:lib|routes)\/(?:(?!node_modules).)*$/;
/** What the names of the library begin with where the bundle says which it uses. */
const MARK = "zod:";

/**
 * Has the schema library loaded after the first page, which needs no schema: it is an eighth of the bundle. Whoever
 * needs one sooner, such as for a rarer setting, has it read at once, as Node's modules are.
 */
export const zodLater: Plugin = {
  name: "zod-later",
  setup({ onLoad, onResolve }) {
    onResolve({ filter: /^\.\/zod-later$/ }, () => ({ path: "zod", namespace: "zod-later" }));
    onResolve(
      { filter: /^zod$/ },
      ({ path, importer }) => OURS.test(importer) ? { path, namespace: "zod-later" } : undefined,
    );
    onResolve({ filter: /./, namespace: "zod-later" }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /./, namespace: "zod-later" }, () => ({ contents: STAND_IN }));
    onLoad({ filter: /\/lib\/program\/work\.ts$/ }, async ({ path }) => ({
      contents: `${await Deno.readTextFile(path)}
        import { bring } from "./zod-later";
        await bring();`,
      loader: "ts",
    }));
  },
};

const STAND_IN = [
  `let library;`,
  // Naming `process` takes half as long as a bare server, so only who needs it does.
  `const required = () =>`,
  `  process.getBuiltinModule("node:module").createRequire(import.meta.url)("./${FILE}");`,
  `const part = (name) => (library ??= required())[name.slice(${MARK.length})];`,
  `export const bring = async () => { library ??= await import("./${FILE}"); };`,
  PROXY,
  ...Object.entries(zod).map(([name, value]) =>
    (isPlainFunction(name, value)
      ? `function z_${name}(...given) { return part("${MARK}${name}")(...given); }`
      : `const z_${name} = /* @__PURE__ */ later(() => part("${MARK}${name}"));`) +
    `export { z_${name} as ${name} };`
  ),
].join("\n");

/** Writes what the files of a bundle in `folder` use of the library to one beside them. */
export async function writeZod(folder: string, plugins: Plugin[]): Promise<void> {
  const used = new Set<string>();
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".js")) continue;
    const code = await Deno.readTextFile(`${folder}/${name}`);
    for (const [, name = ""] of code.matchAll(/"zod:(\w+)"/g)) used.add(name);
  }
  await build({
    ...{ absWorkingDir: folder, bundle: true, format: "esm", logLevel: "error" },
    ...{ minifySyntax: true, minifyWhitespace: true, outfile: FILE, plugins, target: "esnext" },
    ...{ sourcemap: "linked", sourcesContent: false },
    stdin: { contents: `export { ${[...used].join(", ")} } from "zod";`, resolveDir: folder },
  });
}

/** A module that exports the same names as one of Node's. */
export function standIn(specifier: string, module: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(module).filter((name) =>
    name !== "default" && name !== "module.exports"
  );
  return [
    `let loaded;`,
    `const load = () => loaded ??= process.getBuiltinModule(${JSON.stringify(specifier)});`,
    PROXY,
    ...names.map((name) =>
      isPlainFunction(name, module[name])
        ? `export function ${name}(...given) { return load().${name}(...given); }`
        : `export const ${name} = /* @__PURE__ */ later(() => load().${name});`
    ),
    `export default /* @__PURE__ */ later(load);`,
  ].join("\n");
}

/** Classes and the constants that modules have are used in other ways than being called. */
function isPlainFunction(name: string, value: unknown): boolean {
  return typeof value === "function" && /^[a-z]/.test(name);
}
