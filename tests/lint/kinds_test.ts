import assert from "node:assert/strict";
import { z } from "zod";
import { CONDITION_COLUMNS, CONDITION_INPUTS } from "@/lib/alarms/alarm.ts";
import { readFiles } from "@/tools/graph.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const KINDS = [...CONDITION_INPUTS.keys()];

/** Where a kind may be named: its folder, the tables that find it, its fields in the form, and files of older versions. */
const ALLOWED: readonly string[] = [
  ...KINDS.map((kind) => `lib/alarms/kinds/${kind}/`),
  "lib/alarms/alarm.ts",
  ...["kinds", "typed"].map(tableOf),
  "lib/alarms/texts.de.ts",
  "components/alarm/KindFields.tsx",
  "lib/store/import/",
  // The framework knows nothing of alarms: its "target" is one of a build.
  "lib/fresh/",
];

/** Fields that mean the same in all that moves. */
const EVERYBODYS: ReadonlySet<string> = new Set(["direction", "percentage"]);

function tableOf(name: string): string {
  return `lib/alarms/kinds/${name}.ts`;
}

/** A kind, a type of it, a field of one condition, or a word that only such a field takes, as code names them. */
function namesOfKinds(): RegExp {
  const types = KINDS.map((kind) => kind.charAt(0).toUpperCase() + kind.slice(1));
  const fields = Object.keys(CONDITION_COLUMNS).filter((field) => !EVERYBODYS.has(field));
  const words = [...CONDITION_INPUTS.values()].flatMap(Object.values)
    .flatMap((field) => field instanceof z.ZodEnum ? field.options.map(String) : [])
    .filter((word) => /[a-z][A-Z]/.test(word));
  return new RegExp([
    `"(?:${KINDS.join("|")})"`,
    `\\b(?:${types.join("|")})(?:Alarm|Condition|Input|Draft)\\b`,
    `\\b(?:${[...fields, ...new Set(words)].join("|")})\\b`,
  ].join("|"));
}

/** What stands in a file without lines that only explain. */
function codeOf(text: string): string[] {
  return text.split("\n").filter((line) => !/^\s*(?:\/\/|\/?\*)/.test(line));
}

/** The lines of code that name a kind, as `path: line`. */
async function linesThatName(names: RegExp): Promise<string[]> {
  const files = await readFiles(ROOT);
  const texts = await Promise.all(files.map(async ({ path }) => ({
    path,
    lines: codeOf(await Deno.readTextFile(`${ROOT}${path}`)),
  })));
  return texts.flatMap(({ path, lines }) =>
    lines.filter((line) => names.test(line)).map((line) => `${path}: ${line.trim()}`)
  );
}

Deno.test("No file but those of a kind, and the tables of kinds, names one", async () => {
  const found = await linesThatName(namesOfKinds());
  const foreign = found.filter((line) => !ALLOWED.some((place) => line.startsWith(place)));
  assert.deepEqual(foreign, [], "Ask the kind by one of the tables: docs/adding-a-kind.md");
});

Deno.test("Every kind is found where it may be named, so that the search above sees something", async () => {
  const found = await linesThatName(namesOfKinds());
  const silent = ALLOWED.slice(0, KINDS.length).filter((place) =>
    !found.some((line) => line.startsWith(place))
  );
  assert.deepEqual(silent, []);
});
