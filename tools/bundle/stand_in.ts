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

/** Everything that can be asked of a value is asked of the one that is loaded then. */
export const PROXY = `const later = (find) => new Proxy(function () {}, {
  apply: (_, self, given) => Reflect.apply(find(), self, given),
  construct: (_, given, as) => Reflect.construct(find(), given, as),
  get: (_, name) => Reflect.get(find(), name),
  has: (_, name) => Reflect.has(find(), name),
  getPrototypeOf: () => Reflect.getPrototypeOf(find()),
});`;

/** Classes and the constants that modules have are used in other ways than being called. */
export function isPlainFunction(name: string, value: unknown): boolean {
  return typeof value === "function" && /^[a-z]/.test(name);
}
