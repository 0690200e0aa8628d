import { fileURLToPath } from "node:url";
import type { Plugin } from "esbuild";

/** Lets esbuild resolve what deno.json's import map names: npm packages and local modules. */
export function importMapPlugin(): Plugin {
  return {
    name: "import-map",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path, kind, importer, pluginData }) => {
        const again = pluginData === "import-map" || kind === "entry-point";
        const preact = path === "preact" || path.startsWith("preact/");
        // Packages find their own dependencies, but all must share one Preact.
        if (again || (importer.includes("/node_modules/") && !preact)) return undefined;
        const local = localModule(path);
        if (local !== null) return { path: local };
        // From here, since this module and `import.meta.resolve` belong to the same project.
        const resolveDir = import.meta.dirname ?? ".";
        return build.resolve(path, { kind, resolveDir, pluginData: "import-map" });
      });
    },
  };
}

function localModule(specifier: string): string | null {
  const url = import.meta.resolve(specifier);
  return url.startsWith("file:") && !url.includes("/node_modules/") ? fileURLToPath(url) : null;
}
