import type { Plugin } from "esbuild";
import { fileURLToPath } from "node:url";

const PATH = fileURLToPath(import.meta.resolve("./path.ts"));

/**
 * Has Deno load its modules for Node (`node:crypto`) when something of them is first used: reading them takes
 * longer than all else at start, and the first page needs next to nothing of them. What a bundle imports of one is
 * stood in for; what a constant or a class is, by a proxy.
 */
export const nodeLater: Plugin = {
  name: "node-later",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:path$/ }, () => ({ path: PATH }));
    onResolve({ filter: /^node:/ }, ({ path }) => ({ path, namespace: "node-later" }));
    onLoad({ filter: /.*/, namespace: "node-later" }, async ({ path }) => ({
      contents: standIn(path, await import(path)),
      loader: "js",
    }));
  },
};

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
const PROXY = `const later = (find) => new Proxy(function () {}, {
  apply: (_, self, given) => Reflect.apply(find(), self, given),
  construct: (_, given, as) => Reflect.construct(find(), given, as),
  get: (_, name) => Reflect.get(find(), name),
  has: (_, name) => Reflect.has(find(), name),
  getPrototypeOf: () => Reflect.getPrototypeOf(find()),
});`;

/** Classes and the constants that modules have are used in other ways than being called. */
function isPlainFunction(name: string, value: unknown): boolean {
  return typeof value === "function" && /^[a-z]/.test(name);
}
