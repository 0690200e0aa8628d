import compat, {
  type Identifier,
  type SimpleSupportStatement,
} from "@mdn/browser-compat-data" with { type: "json" };
import { type Node, parse } from "acorn";

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

/** Browsers by MDN's name for them, each with the oldest version that pages work in. */
type Target = Readonly<Record<string, number>>;

/** What exists in some browsers only that are newer than the target. */
export interface NewFeatures {
  /** Global names, such as `WebTransport`. */
  readonly globals: ReadonlySet<string>;
  /** Members that are named with what they belong to, such as `Promise.withResolvers`. */
  readonly statics: ReadonlySet<string>;
  /** Members of the language's own objects whose name alone says what is meant, such as `isWellFormed`. */
  readonly members: ReadonlySet<string>;
  /** Methods of the browser's objects that have a name of several words, such as `showPopover`. */
  readonly methods: ReadonlySet<string>;
  /** Selectors by name, without colons. */
  readonly selectors: ReadonlySet<string>;
  readonly atRules: ReadonlySet<string>;
  /** Functions of CSS values, without parentheses. */
  readonly functions: ReadonlySet<string>;
}

const { api, css, javascript } = compat;
const BUILTINS = entriesOf(javascript?.["builtins"]);

/** The features below one, without what is said of itself. */
function entriesOf(feature: object | undefined): [name: string, feature: Identifier][] {
  return Object.entries(feature ?? {}).filter(([name]) => name !== "__compat");
}

/** Members of the iterators that `values()`, `keys()`, `entries()` and `matchAll()` answer. */
const ITERATOR_MEMBERS: ReadonlySet<string> = new Set(
  BUILTINS.filter(([name]) => name === "Iterator")
    .flatMap(([, iterator]) => entriesOf(iterator)).map(([name]) => name),
);

/** Looks up what the target lacks in MDN's browser compatibility data. */
export function newFeatures(target: Target): NewFeatures {
  const isNew = (feature: Identifier | undefined) =>
    feature?.__compat !== undefined && !isSupported(feature, target);
  const builtins = BUILTINS.filter(([name]) => name !== "Iterator");
  const interfaces = [...builtins, ...entriesOf(api)];
  const members = interfaces.flatMap(([owner, feature]) => membersOf(owner, feature));
  const known = new Set(members.filter(({ feature }) => !isNew(feature)).map(({ name }) => name));
  const later = members.filter(({ feature }) => isNew(feature));
  // Their names are those of arrays' methods: they count where the owner is written.
  const iterator = BUILTINS.filter(([name]) => name === "Iterator")
    .flatMap(([, feature]) => entriesOf(feature)).filter(([, feature]) => isNew(feature));
  const ofIterators = iterator
    .map(([name]) => ({ owner: "Iterator", name: name.replace(/_static$/, "") }));
  const ownersOfLanguage = new Set(builtins.map(([name]) => name));
  const unknown = (isOfLanguage: boolean) =>
    later.filter(({ owner, name }) =>
      ownersOfLanguage.has(owner) === isOfLanguage && !known.has(name)
    ).map(({ name }) => name);
  return {
    globals: namesOf([
      ...interfaces.filter(([, feature]) => isNew(feature)),
      // There were iterators before there was a global of that name: its constructor tells.
      ...iterator.filter(([name]) => name === "Iterator"),
    ]),
    statics: new Set([...later, ...ofIterators].map(({ owner, name }) => `${owner}.${name}`)),
    members: new Set(unknown(true)),
    methods: new Set(unknown(false).filter((name) => /[a-z][A-Z]/.test(name))),
    selectors: namesOf(entriesOf(css?.selectors).filter(([, it]) => isNew(it))),
    atRules: namesOf(entriesOf(css?.["at-rules"]).filter(([, it]) => isNew(it))),
    functions: newFunctions(entriesOf(css?.types), isNew),
  };
}

const namesOf = (entries: [string, unknown][]) => new Set(entries.map(([name]) => name));

interface Member {
  readonly owner: string;
  readonly name: string;
  readonly feature: Identifier;
}

function membersOf(owner: string, feature: Identifier): Member[] {
  return entriesOf(feature)
    .filter(([name]) => name !== owner && !name.endsWith("_event"))
    .map(([name, feature]) => ({ owner, name: name.replace(/_static$/, ""), feature }))
    .filter(({ name }) => /^[a-zA-Z][a-zA-Z\d]*$/.test(name));
}

/** Functions stand below the type of value that they make, or are one themselves. */
function newFunctions(
  types: [string, Identifier][],
  isNew: (feature: Identifier) => boolean,
): Set<string> {
  const names = types.flatMap(([name, feature]): string[] => {
    const isFunction = feature.__compat?.description?.includes("()") ?? false;
    return [
      ...isFunction && isNew(feature) ? [name] : [],
      ...newFunctions(entriesOf(feature), isNew),
    ];
  });
  return new Set(names);
}

function isSupported(feature: Identifier, target: Target): boolean {
  return Object.entries(target).every(([browser, version]) => {
    const support: Readonly<Record<string, unknown>> = feature.__compat?.support ?? {};
    const statements = [support[browser] ?? []].flat() as SimpleSupportStatement[];
    return statements.some((statement) => isIn(statement, version));
  });
}

// What needs a flag, a prefix or another name is not there.
function isIn(statement: SimpleSupportStatement, version: number): boolean {
  const { version_added: added, version_removed: removed, flags, prefix, alternative_name } =
    statement;
  if (flags !== undefined || prefix !== undefined || alternative_name !== undefined) return false;
  const from = Number(/^≤?([\d.]+)$/.exec(String(added))?.[1] ?? NaN);
  return from <= version && removed === undefined;
}
