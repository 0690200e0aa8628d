import { createHash } from "node:crypto";
import { build, type BuildOptions, type Plugin } from "esbuild";
import { closureOf } from "./group_chunks.ts";

/** A chunk as the splitting build made it. */
interface Chunk {
  code: string;
  exports: readonly string[];
  imports: readonly string[];
  later: readonly string[];
}

/** Which chunks are joined, and what is asked of them from outside. */
export interface Layout {
  chunks: ReadonlyMap<string, Chunk>;
  groups: readonly (readonly string[])[];
  /** Chunks that a page begins with: each is exported as a namespace. */
  starts: ReadonlySet<string>;
  /** Chunks that `import()` asks for by their own names. */
  lazy: ReadonlySet<string>;
}

/** A group's file, named after its content and that of everything it loads. */
interface JoinedFile {
  /** As it may stand in a name: what the file begins with. */
  path: string;
  /** The file, and its source map where one is wanted, by path. */
  files: Map<string, Uint8Array<ArrayBuffer>>;
}

/** The name under which a group's file exports a chunk that pages begin with. */
export function namespaceOf({ chunks }: Layout, chunk: string): string {
  return `$${[...chunks.keys()].indexOf(chunk)}`;
}

/**
 * Joins chunks to one file a group. Minified names of several chunks would collide, so what one group
 * takes from another passes under a name of its own.
 */
export async function joinChunks(
  layout: Layout,
  nameOf: (group: readonly string[]) => string,
  options: BuildOptions,
): Promise<JoinedFile[]> {
  const { outputFiles = [] } = await build({
    ...options,
    entryPoints: layout.groups.map((_, i) => ({ in: `group:${i}`, out: placeholder(i) })),
    plugins: [joinPlugin(layout)],
  });
  const texts = layout.groups.map((_, i) =>
    outputFiles.filter(({ path }) => path.includes(placeholder(i)))
  );
  const hashes = texts.map(([file]) => sha256(file?.text ?? ""));
  const paths = layout.groups.map((group, i) => {
    const reached = [...reachable(layout, i)].map((index) => hashes[index]).sort();
    // Groups that load each other later reach the same ones: what is their own keeps them apart.
    const hash = BigInt(`0x${sha256([hashes[i], ...reached].join())}`).toString(36).slice(0, 8)
      .toUpperCase();
    return `${nameOf(group)}-${hash}`;
  });
  const named = (text: string) =>
    text.replaceAll(/__group_(\d+)__/g, (_, index) => paths[Number(index)] ?? "");
  return layout.groups.map((_, i) => ({
    path: `${paths[i]}.js`,
    files: new Map(
      texts[i]?.map((file) => [
        `${paths[i]}${file.path.slice(file.path.indexOf("__.js") + 2)}`,
        new TextEncoder().encode(named(file.text)),
      ]),
    ),
  }));
}

const placeholder = (index: number | undefined) => `__group_${index}__`;

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function homesOf({ groups }: Layout): Map<string, number> {
  return new Map(groups.flatMap((group, i) => group.map((chunk) => [chunk, i] as const)));
}

/** The groups that a group loads now or later, itself included. */
function reachable(layout: Layout, start: number): Set<number> {
  const home = homesOf(layout);
  const next = (group: number) =>
    (layout.groups[group] ?? []).flatMap((chunk) => {
      const { imports = [], later = [] } = layout.chunks.get(chunk) ?? {};
      return [...imports, ...later].map((other) => home.get(other) ?? group);
    });
  return closureOf([start], next);
}

/** A chunk → the names that are taken of it. */
type Taken = ReadonlyMap<string, ReadonlySet<string>>;

// deno-lint-ignore app/bounded-regex -- it reads what the bundler wrote
const IMPORT = /\bimport\s*\{([^}]*)\}\s*from\s*"\.\/([^"]+)"/g;

/** What the chunks of a group take of all others, as their code says. */
function takenBy(group: readonly string[], { chunks }: Layout): Taken {
  const taken = new Map<string, Set<string>>();
  for (const chunk of group) {
    for (const [, list = "", from = ""] of (chunks.get(chunk)?.code ?? "").matchAll(IMPORT)) {
      const names = taken.get(from) ?? new Set();
      taken.set(from, names);
      for (const part of list.split(",")) names.add(part.trim().split(/\s/)[0] ?? "");
    }
  }
  return taken;
}

/** Shows a group's chunks to the bundler as modules, and those of other groups as their files. */
function joinPlugin(layout: Layout): Plugin {
  const home = homesOf(layout);
  const taken = layout.groups.map((group) => takenBy(group, layout));
  const fileOf = (chunk: string) => `./${placeholder(home.get(chunk))}.js`;
  return {
    name: "join-chunks",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^group:/ }, ({ path }) => ({ path: path.slice(6), namespace: "group" }));
      onResolve({ filter: /^\.\/__group_/ }, ({ path }) => ({ path, external: true }));
      onResolve({ filter: /^\.\// }, ({ path, kind, importer, namespace }) => {
        const chunk = path.slice(2);
        if (kind === "dynamic-import") return { path: fileOf(chunk), external: true };
        const asker = namespace === "group" ? Number(importer) : home.get(importer);
        const isOwn = home.get(chunk) === asker;
        return {
          path: isOwn ? chunk : `${asker}/${chunk}`,
          namespace: isOwn ? "chunk" : "foreign",
        };
      });
      onLoad({ filter: /.*/, namespace: "group" }, ({ path }) => ({
        contents: groupModule(layout, Number(path), taken),
      }));
      onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({
        contents: layout.chunks.get(path)?.code ?? "",
      }));
      // Only what is used: every visit pays for each name.
      onLoad({ filter: /.*/, namespace: "foreign" }, ({ path }) => {
        const [asker, chunk = ""] = path.split("/");
        const names = [...taken[Number(asker)]?.get(chunk) ?? []]
          .map((own) => `${namespaceOf(layout, chunk)}${own} as ${own}`);
        return { contents: `export{${names.join()}}from${JSON.stringify(fileOf(chunk))};` };
      });
    },
  };
}

/** The module that a group's file is built from: what it exports of its chunks. */
function groupModule(layout: Layout, index: number, taken: readonly Taken[]): string {
  const others = taken.filter((_, other) => other !== index);
  return (layout.groups[index] ?? []).map((chunk) => {
    const from = JSON.stringify(`./${chunk}`);
    const name = namespaceOf(layout, chunk);
    const shared = new Set(others.flatMap((names) => [...names.get(chunk) ?? []]));
    const exported = [
      ...[...shared].map((own) => `${own} as ${name}${own}`),
      ...layout.lazy.has(chunk) ? layout.chunks.get(chunk)?.exports ?? [] : [],
    ];
    const start = layout.starts.has(chunk) ? `export * as ${name} from ${from};` : "";
    return `import ${from};${start}export{${exported.join()}}from${from};`;
  }).join("\n");
}
