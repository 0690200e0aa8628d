import compat, {
  type Identifier,
  type SimpleSupportStatement,
} from "@mdn/browser-compat-data" with { type: "json" };

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
export const ITERATOR_MEMBERS: ReadonlySet<string> = new Set(
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
