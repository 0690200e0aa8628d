import assert from "node:assert/strict";
import { existsInProject, filesBelow, projectFile } from "./project_file.ts";

const DOCKERFILE = projectFile("Dockerfile");
const PACKAGES = Object.values<string>(JSON.parse(projectFile("deno.json")).imports)
  .map((target) => /^npm:(@?[^@]+)@/.exec(target)?.[1])
  .filter((name) => name !== undefined);

/** What the server loads; the framework's build runs before. */
const RUNS = ["lib", "routes", "islands", "components"]
  .flatMap((folder) => filesBelow(folder, ".ts", ".tsx"))
  .filter((path) => !path.startsWith("lib/fresh/build/") && path !== "lib/fresh/dev.ts");

Deno.test("Dockerfile: leaves out exactly the packages that the server does not import", () => {
  const imported = new Set(RUNS.flatMap((path) => packagesIn(projectFile(path))));
  const removed = PACKAGES.filter((name) =>
    DOCKERFILE.includes(`.deno/${name.replace("/", "+")}@*`)
  );
  assert.deepEqual(removed.sort(), PACKAGES.filter((name) => !imported.has(name)).sort());
});

Deno.test("Dockerfile: copies only what exists or is built", () => {
  const copied = [...DOCKERFILE.matchAll(/\/app\/([\w./]+)/g)].map((match) => match[1] ?? "");
  const built = ["_fresh", "node_modules"];
  assert.deepEqual(copied.filter((path) => !built.includes(path) && !existsInProject(path)), []);
});

function packagesIn(source: string): string[] {
  const specifiers = [...source.matchAll(/(?:from |import\()"([^".][^"]*)"/g)].map((match) =>
    match[1] ?? ""
  );
  return PACKAGES.filter((name) =>
    specifiers.some((specifier) => specifier === name || specifier.startsWith(`${name}/`))
  );
}
