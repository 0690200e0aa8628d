import assert from "node:assert/strict";
import { type ChunkGraph, groupChunks } from "../../lib/fresh/build/group_chunks.ts";

/** A graph from `name: [bytes, ...imports]`. */
function graphOf(
  chunks: Record<string, [number, ...string[]]>,
  pages: string[][],
  lazy: string[] = [],
): ChunkGraph {
  const entries = Object.entries(chunks);
  return {
    bytes: new Map(entries.map(([name, [bytes]]) => [name, bytes])),
    imports: new Map(entries.map(([name, [, ...imports]]) => [name, imports])),
    later: new Map([[pages[0]?.[0] ?? "", lazy]]),
    pages,
  };
}

const named = (groups: string[][]) => groups.map((group) => group.join("")).sort();

Deno.test("groupChunks() joins what the same pages load, however large", () => {
  const graph = graphOf({ a: [90_000, "c"], b: [90_000], c: [90_000] }, [["a", "b"]]);
  assert.deepEqual(named(groupChunks(graph)), ["abc"]);
});

Deno.test("groupChunks() keeps apart what a page would load in vain", () => {
  const chunks = { a: [50_000, "s"], b: [50_000, "s"], s: [20_000] } as const;
  const graph = graphOf({ a: [...chunks.a], b: [...chunks.b], s: [...chunks.s] }, [["a"], ["b"]]);
  assert.deepEqual(named(groupChunks(graph)), ["a", "b", "s"]);
});

Deno.test("groupChunks() accepts little waste for a request less", () => {
  const graph = graphOf({ a: [50_000, "s"], b: [50_000], s: [900] }, [["a"], ["a", "b"], ["b"]]);
  assert.deepEqual(named(groupChunks(graph)), ["as", "b"]);
  const small = graphOf({ a: [500], b: [500], c: [500] }, [["a"], ["b"], ["c"]]);
  assert.deepEqual(named(groupChunks(small)), ["abc"]);
});

Deno.test("groupChunks() makes no circle of groups", () => {
  // a and c always come together, but b stands between them and is large for those who want it not.
  const graph = graphOf(
    { a: [100, "b"], b: [50_000, "c"], c: [100], d: [100, "c"] },
    [["a"], ["d"]],
  );
  const groups = groupChunks(graph);
  const home = (chunk: string) => groups.find((group) => group.includes(chunk));
  assert.ok(home("a") !== home("c") || home("a") === home("b"), JSON.stringify(groups));
});

Deno.test("groupChunks() leaves each lazy chunk in a file of its own names", () => {
  const graph = graphOf({ a: [100], x: [100], y: [100] }, [["a"]], ["x", "y"]);
  const groups = groupChunks(graph);
  assert.ok(!groups.some((group) => group.includes("x") && group.includes("y")));
});

Deno.test("groupChunks() counts what comes along with what a page would load in vain", () => {
  // Little by itself, but it imports what is large.
  const graph = graphOf({ a: [500], b: [500, "c"], c: [50_000], d: [500, "c"] }, [["a"], ["b"], [
    "d",
  ]]);
  const groups = groupChunks(graph);
  const home = (chunk: string) => groups.find((group) => group.includes(chunk));
  assert.ok(home("a") !== home("b") && home("a") !== home("d"), JSON.stringify(groups));
});
