import assert from "node:assert/strict";
import { pages, projectFile } from "./project_file.ts";

const VERSION = projectFile(".dvmrc").trim();
/** `deno@2.9.6`, `denoland/deno:2.9.6`, `DENO_VERSION=2.9.6`, `sh -s v2.9.6`, `Deno 2.9.6`. */
const NAMED = /(?:deno[@:]|DENO_VERSION=|sh -s v|Deno )(\d+\.\d+\.\d+)/g;

Deno.test(".dvmrc: names the version of Deno that runs the tests", () => {
  assert.equal(Deno.version.deno, VERSION);
});

for (
  const path of [...pages(), "Dockerfile", "compose.yaml", ".ci/run", "tools/hooks/pre-commit"]
) {
  Deno.test(`.dvmrc: ${path} names no other version of Deno`, () => {
    const others = [...projectFile(path).matchAll(NAMED)].map((match) => match[1])
      .filter((version) => version !== VERSION);
    assert.deepEqual(others, []);
  });
}

Deno.test(".dvmrc: README and Dockerfile name its version, .ci/run reads it", () => {
  assert.ok(projectFile("README.md").includes(`deno@${VERSION}`));
  assert.ok(projectFile("Dockerfile").includes(`DENO_VERSION=${VERSION}`));
  assert.ok(projectFile(".ci/run").includes(".dvmrc"));
});
