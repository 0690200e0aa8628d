import { type Node, parse } from "acorn";
import { ITERATOR_MEMBERS, type NewFeatures } from "./features.ts";

/** ECMAScript as the oldest browser of the target reads it: syntax, and what patterns may hold. */
const ECMA_VERSION = 2022;
/** Calls that answer an iterator. */
const MAKES_ITERATORS: ReadonlySet<string> = new Set(["values", "keys", "entries", "matchAll"]);
/** Objects whose `values()`, `keys()` and `entries()` are arrays. */
const MAKES_ARRAYS: ReadonlySet<string> = new Set(["Object"]);
/** Objects that every page has, with their kinds. */
const INSTANCES: Readonly<Record<string, string>> = {
  navigator: "Navigator",
  document: "Document",
  window: "Window",
  globalThis: "Window",
  self: "Window",
};
const LOOKBEHIND = /(?:^|[^\\])(?:\\\\)*\(\?<[=!]/;

export type Tree = Node & Readonly<Record<string, unknown>>;

/** What a script uses that browsers of the target lack, each once, in words. */
export function newInScript(code: string, features: NewFeatures, isModule: boolean): string[] {
  const sourceType = isModule ? "module" : "script";
  const found = new Set<string>();
  try {
    const tree = parse(code, { ecmaVersion: ECMA_VERSION, sourceType });
    for (const node of nodesOf(tree as Node as Tree)) {
      for (const name of newIn(node, features)) found.add(name);
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    found.add(`syntax: ${error.message}`);
  }
  return [...found];
}

export function* nodesOf(root: Tree): Generator<Tree> {
  const waiting = [root];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    for (const value of Object.values(node)) {
      for (const child of [value].flat()) if (isNode(child)) waiting.push(child);
    }
  }
}

function isNode(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && "type" in value &&
    typeof value.type === "string";
}

function newIn(node: Tree, features: NewFeatures): string[] {
  if (node.type === "VariableDeclarator") return newTaken(node, features);
  // It came a version after all other syntax of its year.
  if (node.type === "StaticBlock") return ["static block of a class"];
  const name = newName(node, features);
  return name === null ? [] : [name];
}

/** What is taken out of an object by a pattern, as in `const { withResolvers } = Promise`. */
function newTaken({ id, init }: Tree, features: NewFeatures): string[] {
  if (!isNode(id) || id.type !== "ObjectPattern") return [];
  return (id["properties"] as Tree[]).flatMap((property) =>
    newMember({ ...property, property: property["key"], object: init } as Tree, features) ?? []
  );
}

function newName(node: Tree, features: NewFeatures): string | null {
  if (node.type === "MemberExpression") return newMember(node, features);
  if (node.type === "NewExpression" || node.type === "CallExpression") {
    return newCall(node, features);
  }
  const { regex } = node as { regex?: { pattern: string } };
  return regex === undefined ? null : newPattern(regex.pattern);
}

function newMember(node: Tree, features: NewFeatures): string | null {
  const name = nameOf(node["property"]);
  const owner = nameOf(node["object"]);
  if (name === null) return null;
  const kind = INSTANCES[owner ?? ""] ?? owner;
  if (features.statics.has(`${kind}.${name}`)) return `${owner}.${name}`;
  if (features.members.has(name)) return `.${name}`;
  if (owner !== null && isGlobal(owner, features)) return owner;
  return isIterator(node["object"]) && ITERATOR_MEMBERS.has(name) ? `Iterator.${name}` : null;
}

/** Whether this is a call such as `map.values()`. */
function isIterator(node: unknown): boolean {
  if (!isNode(node) || node.type !== "CallExpression" || !isNode(node["callee"])) return false;
  const method = nameOf(propertyOf(node["callee"])) ?? "";
  const owner = nameOf(node["callee"]["object"]) ?? "";
  return MAKES_ITERATORS.has(method) && !MAKES_ARRAYS.has(owner);
}

function newCall(node: Tree, features: NewFeatures): string | null {
  const callee = nameOf(node["callee"]) ?? nameOf(propertyOf(node["callee"]));
  if (callee === null) return null;
  if (callee === "RegExp") {
    const [source] = node["arguments"] as Tree[];
    const { value } = (source ?? {}) as { value?: unknown };
    return typeof value === "string" ? newPattern(value) : null;
  }
  if (propertyOf(node["callee"]) !== null) {
    return features.methods.has(callee) ? `.${callee}()` : null;
  }
  return isGlobal(callee, features) ? callee : null;
}

/** What a window has is global, too: `requestIdleCallback`. */
function isGlobal(name: string, { globals, statics }: NewFeatures): boolean {
  return globals.has(name) || statics.has(`Window.${name}`);
}

// What else is new in patterns is no syntax for the parser.
function newPattern(pattern: string): string | null {
  return LOOKBEHIND.test(pattern) ? `lookbehind in /${pattern}/` : null;
}

function propertyOf(node: unknown): unknown {
  return isNode(node) && node.type === "MemberExpression" ? node["property"] : null;
}

/** The name of an identifier, or of a property that is written as text. */
function nameOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === "Identifier") return String(node["name"]);
  return node.type === "Literal" && typeof node["value"] === "string" ? node["value"] : null;
}
