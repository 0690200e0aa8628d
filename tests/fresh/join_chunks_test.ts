import assert from "node:assert/strict";
import { joinChunks } from "@/lib/fresh/build/join_chunks.ts";

Deno.test("joinChunks() gives two files that load each other later names of their own", async () => {
  const chunk = (name: string, other: string) => ({
    code: `export const ${name} = () => import("./${other}.js");`,
    exports: [name],
    imports: [],
    later: [`${other}.js`],
  });
  const files = await joinChunks(
    {
      chunks: new Map([["a.js", chunk("a", "b")], ["b.js", chunk("b", "a")]]),
      groups: [["a.js"], ["b.js"]],
      starts: new Set(),
      lazy: new Set(["a.js", "b.js"]),
    },
    () => "chunk",
    { bundle: true, format: "esm", outdir: "/out", write: false, logLevel: "silent" },
  );
  const [first, second] = files.map(({ path }) => path);
  assert.notEqual(first, second);
  const texts = files.flatMap(({ files }) =>
    [...files.values()].map((bytes) => new TextDecoder().decode(bytes))
  );
  assert.ok(texts[0]?.includes(second ?? "") && texts[1]?.includes(first ?? ""), texts.join("\n"));
});
