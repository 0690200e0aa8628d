import assert from "node:assert/strict";
import plugin from "@/tools/lint/plugin.ts";

function messages(path: string, source: string): string[] {
  return Deno.lint.runPlugin(plugin, path, source).map((found) => found.message);
}

const WAYS_TO_IMPORT: [string, string][] = [
  ["an import", 'import { Store } from "@/lib/store/store.ts";'],
  ["an import for its effect", 'import "@/lib/store/store.ts";'],
  ["an import of a type and a value", 'import { type A, b } from "@/lib/store/store.ts";'],
  ["an export from", 'export { Store } from "@/lib/store/store.ts";'],
  ["an export of all", 'export * from "@/lib/store/store.ts";'],
  ["a dynamic import", 'await import("@/lib/store/store.ts");'],
];

const WAYS_TO_IMPORT_TYPES: [string, string][] = [
  ["an import of types", 'import type { Store } from "@/lib/store/store.ts";'],
  ["an import of nothing but types", 'import { type Store } from "@/lib/store/store.ts";'],
  ["an export of types", 'export type { Store } from "@/lib/store/store.ts";'],
  ["a type taken in place", 'type S = import("@/lib/store/store.ts").Store;'],
];

for (const [name, source] of [...WAYS_TO_IMPORT, ...WAYS_TO_IMPORT_TYPES]) {
  Deno.test(`import-direction: finds ${name} in an island`, () => {
    assert.match(messages("islands/Board.tsx", source).join(), /^islands\/Board\.tsx \(islands\)/);
  });
}

Deno.test("place: finds a folder whose name says nothing", () => {
  assert.deepEqual(messages("lib/alarms/utils/round.ts", ""), [
    "lib/alarms/utils/round.ts is in a folder named utils: " +
    "name the folder after what its files do",
  ]);
});

Deno.test("place: finds a file that belongs to no row of the table", () => {
  assert.match(
    messages("lib/weather/rain.ts", "").join(),
    /belongs to no folder of the table: say in/,
  );
});

Deno.test("place: is content with a file that has a row", () => {
  assert.deepEqual(messages("lib/store/store.ts", ""), []);
});
