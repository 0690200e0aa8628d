import assert from "node:assert/strict";
import { type Lock, readIngredients, sbomOf } from "../../tools/sbom.ts";

const LOCK: Lock = {
  specifiers: { "npm:one@1.0.0": "1.0.0_two@2.0.0", "npm:@a/tests@3.0.0": "3.0.0" },
  npm: {
    "one@1.0.0_two@2.0.0": { integrity: "sha512-AAEC", dependencies: ["two", "four@4.1.0"] },
    "two@2.0.0": { integrity: "sha512-AAEC" },
    "@a/tests@3.0.0": { integrity: "sha512-AAEC", optionalDependencies: ["four@4.0.0"] },
    "four@4.0.0": { integrity: "sha512-AAEC" },
    "four@4.1.0": { integrity: "sha512-AAEC" },
  },
};

const SBOM = sbomOf({
  ...{ name: "app", version: "0.1.0", license: "MIT", deno: "2.9.6", lock: LOCK },
  imported: new Set(["one"]),
  licenseOf: (key) =>
    key.startsWith("two") ? "MIT OR Apache-2.0" : key.startsWith("@") ? null : "ISC",
});

Deno.test("sbomOf() names each package with its hash and licence, and whether the program needs it", () => {
  const [deno, ...packages] = SBOM.components;
  assert.equal(deno?.purl, "pkg:github/denoland/deno@v2.9.6");
  assert.deepEqual(
    packages.map((each) => [each.purl, "scope" in each ? each.scope : ""]),
    [
      ["pkg:npm/%40a/tests@3.0.0", "excluded"],
      ["pkg:npm/four@4.0.0", "excluded"],
      ["pkg:npm/four@4.1.0", "required"],
      ["pkg:npm/one@1.0.0", "required"],
      ["pkg:npm/two@2.0.0", "required"],
    ],
  );
  assert.deepEqual(packages.at(-1), {
    ...{ type: "library", "bom-ref": "pkg:npm/two@2.0.0", name: "two", version: "2.0.0" },
    scope: "required",
    hashes: [{ alg: "SHA-512", content: "000102" }],
    licenses: [{ expression: "MIT OR Apache-2.0" }],
    purl: "pkg:npm/two@2.0.0",
  });
});

Deno.test("sbomOf() tells who needs whom, by versions", () => {
  const needs = Object.fromEntries(SBOM.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  assert.deepEqual(needs["pkg:npm/one@1.0.0"], ["pkg:npm/four@4.1.0", "pkg:npm/two@2.0.0"]);
  assert.deepEqual(needs["app@0.1.0"], [
    ...["deno@2.9.6", "pkg:npm/%40a/tests@3.0.0", "pkg:npm/one@1.0.0"],
  ]);
});

Deno.test("deno task sbom lists all that is locked, once, with whole hashes, and names nothing else", async () => {
  const ingredients = await readIngredients();
  const { components, dependencies, metadata } = sbomOf(ingredients);
  const refs = new Set([
    metadata.component["bom-ref"],
    ...components.map((each) => each["bom-ref"]),
  ]);
  assert.equal(refs.size, components.length + 1);
  assert.equal(components.length, Object.keys(ingredients.lock.npm).length + 1);
  assert.deepEqual(new Set(dependencies.map(({ ref }) => ref)), refs);
  for (const { dependsOn } of dependencies) assert.ok(dependsOn.every((ref) => refs.has(ref)));
  for (const each of components) {
    if ("hashes" in each) assert.match(each.hashes[0]?.content ?? "", /^[\da-f]{128}$/, each.purl);
  }
  const runs = components.filter((each) => "scope" in each && each.scope === "required");
  const names = new Set(runs.map(({ name }) => name));
  assert.ok(names.has("zod") && names.has("openid-client") && names.has("oauth4webapi"));
  for (const name of ["playwright-core", "oidc-provider", "koa", "fast-check", "esbuild"]) {
    assert.ok(!names.has(name), name);
  }
  // Whoever hands the program on must know under which terms.
  assert.deepEqual(runs.filter((each) => !("licenses" in each)).map(({ name }) => name), []);
});
