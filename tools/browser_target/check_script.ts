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
  const pattern = PATTERNS[node.type];
  if (pattern !== undefined) return newTaken(node[pattern.to], node[pattern.from], features);
  // Of a parameter nobody knows what it is; the name may be enough.
  if (node.type === "ObjectPattern") return newTaken(node, null, features);
  // It came a version after all other syntax of its year.
  if (node.type === "StaticBlock") return ["static block of a class"];
  const name = newName(node, features);
  return name === null ? [] : [name];
}

/** Where something is taken out of an object: in a declaration, an assignment, or with a default. */
const PATTERNS: Readonly<Record<string, { readonly to: string; readonly from: string }>> = {
  VariableDeclarator: { to: "id", from: "init" },
  AssignmentExpression: { to: "left", from: "right" },
  AssignmentPattern: { to: "left", from: "right" },
};

/** What is taken out of an object by a pattern, as in `const { withResolvers } = Promise`, at any depth. */
function newTaken(pattern: unknown, object: unknown, features: NewFeatures): string[] {
  if (!isNode(pattern) || pattern.type !== "ObjectPattern") return [];
  return (pattern["properties"] as Tree[]).flatMap((property) => {
    const { key, value, computed } = property;
    const member = { type: "MemberExpression", property: key, object, computed } as unknown as Tree;
    const inner = isNode(value) && value.type === "AssignmentPattern" ? value["left"] : value;
    return [newMember(member, features) ?? [], newTaken(inner, member, features)].flat();
  });
}

function newName(node: Tree, features: NewFeatures): string | null {
  if (node.type === "MemberExpression") return newMember(node, features);
  const { superClass } = node;
  if (isNode(superClass) && superClass.type === "Identifier") {
    const name = String(superClass["name"]);
    return isGlobal(name, features) ? name : null;
  }
  if (node.type === "NewExpression" || node.type === "CallExpression") {
    return newCall(node, features);
  }
  const { regex } = node as { regex?: { pattern: string } };
  return regex === undefined ? null : newPattern(regex.pattern);
}

function newMember(node: Tree, features: NewFeatures): string | null {
  const name = memberName(node);
  const owner = ownerName(node["object"]);
  if (name === null) return null;
  const kind = INSTANCES[owner ?? ""] ?? owner;
  if (kind === "Window" && isGlobal(name, features)) return name;
  if (features.statics.has(`${kind}.${name}`)) return `${owner}.${name}`;
  if (features.members.has(name)) return `.${name}`;
  if (owner !== null && isGlobal(owner, features)) return owner;
  return isIterator(node["object"]) && ITERATOR_MEMBERS.has(name) ? `Iterator.${name}` : null;
}

/** Whether this is a call such as `map.values()` or `list[Symbol.iterator]()`. */
function isIterator(given: unknown): boolean {
  const node = withoutChain(given);
  if (!isNode(node) || node.type !== "CallExpression") return false;
  const callee = withoutChain(node["callee"]);
  if (!isNode(callee) || callee.type !== "MemberExpression") return false;
  const property = callee["property"];
  if (isNode(property) && property.type === "MemberExpression") {
    return ownerName(property["object"]) === "Symbol" && memberName(property) === "iterator";
  }
  const owner = ownerName(callee["object"]) ?? "";
  return MAKES_ITERATORS.has(memberName(callee) ?? "") && !MAKES_ARRAYS.has(owner);
}

function newCall(node: Tree, features: NewFeatures): string | null {
  const member = memberOf(node["callee"]);
  const callee = member === null ? nameOf(node["callee"]) : memberName(member);
  if (callee === null) return null;
  if (callee === "RegExp") {
    const [source] = node["arguments"] as Tree[];
    const { value } = (source ?? {}) as { value?: unknown };
    return typeof value === "string" ? newPattern(value) : null;
  }
  if (member !== null) {
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

function memberOf(given: unknown): Tree | null {
  const node = withoutChain(given);
  return isNode(node) && node.type === "MemberExpression" ? node : null;
}

/** `a?.b` stands in brackets of its own. */
function withoutChain(node: unknown): unknown {
  return isNode(node) && node.type === "ChainExpression" ? node["expression"] : node;
}

/** The name of what `a.b`, `a["b"]` or a pattern takes; null where only running it tells. */
function memberName({ property, computed }: Tree): string | null {
  const isVariable = computed === true && isNode(property) && property.type === "Identifier";
  return isVariable ? null : nameOf(property);
}

/** What a member belongs to: `Promise`, also as `globalThis.Promise`. */
function ownerName(node: unknown): string | null {
  const member = memberOf(node);
  if (member === null) return nameOf(node);
  const isOfWindow = INSTANCES[ownerName(member["object"]) ?? ""] === "Window";
  return isOfWindow ? memberName(member) : null;
}

/** The name of an identifier, or of a property that is written as text, in whatever way. */
function nameOf(node: unknown): string | null {
  if (!isNode(node)) return null;
  if (node.type === "Identifier") return String(node["name"]);
  if (node.type === "TemplateLiteral") return nameInTemplate(node);
  if (node.type === "BinaryExpression" && node["operator"] === "+") return joinedName(node);
  return node.type === "Literal" && typeof node["value"] === "string" ? node["value"] : null;
}

function nameInTemplate({ quasis }: Tree): string | null {
  const [only, ...others] = quasis as { value: { cooked: string } }[];
  return only !== undefined && others.length === 0 ? only.value.cooked : null;
}

/** `"un" + "ion"`. */
function joinedName({ left, right }: Tree): string | null {
  const parts = [left, right].map((part) =>
    isNode(part) && part.type === "Identifier" ? null : nameOf(part)
  );
  return parts.includes(null) ? null : parts.join("");
}
