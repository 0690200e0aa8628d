import assert from "node:assert/strict";
import { stop } from "esbuild";
import { instrument } from "@/tools/walk/instrument.ts";
import { linesOf, walkOf } from "@/tools/walk/run.ts";

const CODE = `
  interface Price { readonly value: number }
  export class Base { constructor(readonly name: string) {} }
  export class Source extends Base {
    constructor() { super("binance"); }
    get price(): Price { return { value: 1 }; }
    static *all() { yield 1; }
  }
  export const twice = (price: number) => ({ value: price * 2 });
  export const adder = (a: number) => (b: number) => a + b;
  export function named() { return "never called" }
  export const later = async () => await Promise.resolve(3);
`;

/** Runs some code in a module of its own; how often a function of it was entered. */
async function entriesOf(use: string): Promise<number> {
  const script = await instrument(CODE, "lib/a.ts");
  const entered: string[] = [];
  Object.assign(globalThis, { enterFile: (path: string) => entered.push(path) });
  try {
    await import(`data:text/javascript,${encodeURIComponent(`${script}\n${use}`)}`);
  } finally {
    Reflect.deleteProperty(globalThis, "enterFile");
  }
  assert.ok(entered.every((path) => path === "lib/a.ts"));
  return entered.length;
}

Deno.test("instrument() counts each function that is called, and no other", async () => {
  const cases = [
    ["", 0],
    ["new Base('a')", 1],
    ["new Source()", 2],
    ["new Source().price.value", 3],
    ["[...Source.all()]", 1],
    ["if (twice(2).value !== 4) throw new Error('twice')", 1],
    ["if (adder(1)(2) !== 3) throw new Error('adder')", 2],
    ["if (await later() !== 3) throw new Error('later')", 1],
  ] as const;
  try {
    for (const [use, entries] of cases) assert.equal(await entriesOf(use), entries, use);
  } finally {
    await stop();
  }
});

Deno.test("instrument() reads markup where a file may have it", async () => {
  try {
    const script = await instrument("export const A = () => <b>{<T,>(a: T) => a}</b>;", "a.tsx");
    assert.match(script, /preact\/jsx-runtime/);
    assert.equal(script.split('enterFile("a.tsx")').length, 3);
  } finally {
    await stop();
  }
});

const ROUND = [["lib/a/1.ts", "lib/b/1.ts"], ["lib/a/2.ts", "lib/a/1.ts"], ["lib/c/1.ts"]];

Deno.test("walkOf() marks where the walk comes back to a folder that it had left", () => {
  const { files, back } = walkOf([[...ROUND, ["lib/b/1.ts", "lib/b/2.ts", "lib/b/3.ts"]]], []);
  assert.deepEqual(files, [
    ...["lib/a/1.ts", "lib/b/1.ts", "lib/a/2.ts", "lib/c/1.ts", "lib/b/2.ts", "lib/b/3.ts"],
  ]);
  assert.deepEqual([...back], ["lib/a/2.ts", "lib/b/2.ts"]);
});

Deno.test("walkOf() keeps what every round entered and tells the rest apart", () => {
  const { files, beside } = walkOf([[...ROUND, ["main.ts"]], [["lib/d.ts"], ...ROUND]], []);
  assert.deepEqual(files, ["lib/a/1.ts", "lib/b/1.ts", "lib/a/2.ts", "lib/c/1.ts"]);
  assert.deepEqual(beside, ["lib/d.ts", "main.ts"]);
});

Deno.test("walkOf() leaves out turns that come when nothing happens, not their files elsewhere", () => {
  const idle = [["lib/c/1.ts"], ["lib/a/1.ts"]];
  assert.deepEqual(walkOf([ROUND], idle).files, ["lib/a/1.ts", "lib/b/1.ts", "lib/a/2.ts"]);
});

Deno.test("linesOf() prints a walk as a list", () => {
  assert.deepEqual(
    linesOf(
      "A tick",
      walkOf([[["lib/a/1.ts", "main.ts", "lib/a/2.ts"]], [["lib/a/1.ts", "lib/a/2.ts"]]], []),
    ),
    [
      "A tick: 2 files, turns back to a folder it had left 0 times",
      "   1   lib/a/1.ts",
      "   2   lib/a/2.ts",
      "  not every time: main.ts",
    ],
  );
});
