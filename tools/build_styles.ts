import { build, stop } from "esbuild";
import { fileURLToPath } from "node:url";
import { type SheetName, SHEETS } from "@/components/page/Document.tsx";

const SOURCES = fileURLToPath(new URL("../static/css", import.meta.url));
const OUTPUT = fileURLToPath(new URL("../static/styles", import.meta.url));

/** Joins the files of `static/css` to the stylesheets of `static/styles` that pages load. */
export async function buildStyles(target: string[]): Promise<void> {
  await Deno.mkdir(OUTPUT, { recursive: true });
  try {
    for (const name of Object.keys(SHEETS) as SheetName[]) {
      await writeChanged(`${OUTPUT}/${name}.css`, await joinSheet(name, target));
    }
  } finally {
    await stop();
  }
}

async function joinSheet(name: SheetName, target: string[]): Promise<string> {
  const { outputFiles: [file] } = await build({
    bundle: true,
    logLevel: "error",
    minify: true,
    plugins: [{
      name: "plain-colours",
      setup({ onLoad }) {
        onLoad({ filter: /tokens\.css$/ }, async ({ path }) => {
          const text = await Deno.readTextFile(path);
          return { contents: text + plainColours(text), loader: "css" };
        });
      },
    }],
    stdin: {
      contents: SHEETS[name].map((area) => `@import "./${area}.css";`).join("\n"),
      loader: "css",
      resolveDir: SOURCES,
    },
    target,
    write: false,
  });
  return file?.text ?? "";
}

/**
 * The colours by theme once more, for browsers that know no `light-dark()` (Safari before 17.5): each
 * `:root` block that has such colours, as light ones, and as dark ones where the theme is dark.
 */
export function plainColours(css: string): string {
  const bare = css.replaceAll(/\/\*.*?\*\//gs, "");
  const blocks = [...bare.matchAll(/(@media [^{]{1,100}\{\s*)?:root\s*\{([^}]*)\}/g)];
  const rules = blocks.map(([, media = "", body = ""]) => {
    const declarations = body.split(";").filter((text) => text.includes("light-dark("));
    if (declarations.length === 0) return "";
    const themed = (pick: "$1" | "$2") =>
      declarations.map((text) => text.replaceAll(/light-dark\(([^,()]*),\s*([^,()]*)\)/g, pick))
        .join(";");
    const dark = themed("$2");
    return `${media}:root{${themed("$1")}}:root[data-theme="dark"]{${dark}}` +
      `@media (prefers-color-scheme:dark){:root:not([data-theme="light"]){${dark}}}` +
      (media === "" ? "" : "}");
  });
  return `@supports not (color:light-dark(red,red)){${rules.join("")}}`;
}

// An unchanged file stays as it is, or else watching the folder during development never rests.
async function writeChanged(path: string, text: string): Promise<void> {
  const before = await Deno.readTextFile(path).catch(() => null);
  if (before !== text) await Deno.writeTextFile(path, text);
}
