// deno task sbom: prints what the program is made of, as CycloneDX 1.6: packages with versions, hashes, licences, and
// who needs whom. The same sources print the same bytes.
import { Buffer } from "node:buffer";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { specifiersOf } from "./graph.ts";

interface LockedPackage {
  /** `sha512-` and Base64. */
  readonly integrity: string;
  /** By name, and version where there are several. */
  readonly dependencies?: readonly string[];
  readonly optionalDependencies?: readonly string[];
}

/** What is read of `deno.lock`. */
export interface Lock {
  /** The version that each wanted one came to. */
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<Record<string, LockedPackage>>;
}

interface Ingredients {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  /** Version of Deno that runs it. */
  readonly deno: string;
  readonly lock: Lock;
  /** Packages that the program itself imports, such as `zod`; all others are for builds and tests. */
  readonly imported: ReadonlySet<string>;
  /** What a package says of its licence; null where it is not installed here. */
  readonly licenseOf: (key: string) => string | null;
}

/** The bill of materials of the program. */
export function sbomOf(from: Ingredients) {
  const { name, version, license, deno, lock, imported, licenseOf } = from;
  const root = `${name}@${version}`;
  const platform = `deno@${deno}`;
  const wanted = Object.entries(lock.specifiers)
    .flatMap(([specifier, came]) => {
      const [, of = ""] = /^npm:(@?[^@]+)@/.exec(specifier) ?? [];
      return of === "" ? [] : [{ of, key: keyOf(`${of}@${came}`, lock) }];
    });
  const runs = reachedFrom(wanted.filter(({ of }) => imported.has(of)).map(({ key }) => key), lock);
  const keys = Object.keys(lock.npm).toSorted();
  return {
    ...{ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 },
    metadata: {
      component: { type: "application", "bom-ref": root, name, version, ...licensed(license) },
    },
    components: [
      {
        ...{ type: "platform", "bom-ref": platform, name: "deno", version: deno },
        purl: `pkg:github/denoland/deno@v${deno}`,
        ...licensed("MIT"),
      },
      ...keys.map((key) => ({
        ...{ type: "library", "bom-ref": purlOf(key), ...partsOf(key) },
        scope: runs.has(key) ? "required" : "excluded",
        hashes: [{ alg: "SHA-512", content: hexOf(lock.npm[key]?.integrity ?? "") }],
        ...licensed(licenseOf(key)),
        purl: purlOf(key),
      })),
    ],
    dependencies: [
      { ref: root, dependsOn: [platform, ...refsOf(wanted.map(({ key }) => key))] },
      { ref: platform, dependsOn: [] },
      ...keys.map((key) => ({ ref: purlOf(key), dependsOn: refsOf(neededBy(key, lock)) })),
    ],
  };
}

const refsOf = (keys: readonly string[]) => [...new Set(keys.map(purlOf))].toSorted();

/** A key such as `@scope/name@1.2.3`, behind which versions of peers may stand: `_preact@10.0.0`. */
function readKey(key: string): { readonly name: string; readonly version: string } {
  const [, name = key, version = ""] = /^(@?[^@]+)@([^_]+)/.exec(key) ?? [];
  return { name, version };
}

function partsOf(key: string) {
  const { name, version } = readKey(key);
  const [scope, bare] = name.startsWith("@") ? name.split("/", 2) : [undefined, name];
  return { ...(scope !== undefined && { group: scope }), name: bare ?? name, version };
}

function purlOf(key: string): string {
  const { name, version } = readKey(key);
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** The lock's own key of a package that is named with or without a version. @throws where it is not locked */
function keyOf(named: string, { npm }: Lock): string {
  if (named in npm) return named;
  const found = Object.keys(npm).find((key) => {
    const { name, version } = readKey(key);
    return named === name || named === `${name}@${version}`;
  });
  if (found !== undefined) return found;
  throw new Error(`${named} is not in deno.lock: run deno install`);
}

function neededBy(key: string, lock: Lock): string[] {
  const { dependencies = [], optionalDependencies = [] } = lock.npm[key] ?? {};
  return [...dependencies, ...optionalDependencies].map((named) => keyOf(named, lock));
}

function reachedFrom(keys: readonly string[], lock: Lock): ReadonlySet<string> {
  const reached = new Set<string>();
  const due = [...keys];
  for (let key = due.pop(); key !== undefined; key = due.pop()) {
    if (reached.has(key)) continue;
    reached.add(key);
    due.push(...neededBy(key, lock));
  }
  return reached;
}

function hexOf(integrity: string): string {
  return Buffer.from(integrity.replace(/^sha512-/, ""), "base64").toString("hex");
}

/** As the standard wants it: one licence by its id, several as an expression, other words as a name. */
function licensed(license: string | null) {
  if (license === null) return {};
  if (/ (?:OR|AND|WITH) /.test(license)) return { licenses: [{ expression: license }] };
  const isId = /^[\w.+-]+$/.test(license);
  return { licenses: [{ license: isId ? { id: license } : { name: license } }] };
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const APP = ["lib", "routes", "islands", "components"];
/** The framework's own build, which does not run with the program. */
const BUILDS = /^lib\/fresh\/(?:build\/|dev\.ts)/;

/** Reads all of it from the project's folder; what is installed there says the licences. */
export async function readIngredients(): Promise<Ingredients> {
  const json = async (path: string) => JSON.parse(await Deno.readTextFile(join(ROOT, path)));
  const [{ name, version, license, imports }, lock] = [
    await json("deno.json"),
    await json("deno.lock"),
  ];
  const packages = Object.keys(imports).filter((each) => imports[each].startsWith("npm:"));
  const specifiers = new Set((await Promise.all(APP.map(specifiersBelow))).flat());
  const isImported = (each: string) =>
    [...specifiers].some((one) => one === each || one.startsWith(`${each}/`));
  return {
    ...{ name, version, license, lock, licenseOf: installedLicense },
    deno: (await Deno.readTextFile(join(ROOT, ".dvmrc"))).trim(),
    imported: new Set(packages.filter(isImported)),
  };
}

async function specifiersBelow(folder: string): Promise<string[]> {
  const paths = await readdir(join(ROOT, folder), { recursive: true });
  const sources = paths.map((path) => join(folder, path))
    .filter((path) => /\.tsx?$/.test(path) && !BUILDS.test(path));
  const texts = await Promise.all(sources.map((path) => Deno.readTextFile(join(ROOT, path))));
  return texts.flatMap(specifiersOf);
}

function installedLicense(key: string): string | null {
  const { name, version } = readKey(key);
  const folder = `${name.replace("/", "+")}@${version}`;
  try {
    const path = join(ROOT, "node_modules", ".deno", folder, "node_modules", name, "package.json");
    const { license } = JSON.parse(Deno.readTextFileSync(path));
    return typeof license === "string" ? license : license?.type ?? null;
  } catch {
    // For another system than this one.
    return null;
  }
}

if (import.meta.main) {
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log(JSON.stringify(sbomOf(await readIngredients()), null, 2));
}
