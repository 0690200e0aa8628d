import assert from "node:assert/strict";
import { MemoryGuard } from "@/lib/server/listener.ts";

const MB = 1024 * 1024;

function setUp(sockets = 0) {
  const memory = { rss: 100 * MB, heapTotal: 40 * MB, external: 10 * MB };
  const cuts: string[] = [];
  const guard = new MemoryGuard({
    usage: () => ({ ...memory }),
    sockets: () => sockets,
    cut: (reason) => cuts.push(reason),
  });
  return { memory, cuts, guard };
}

Deno.test("MemoryGuard cuts once for what grows beside the heap, and measures anew after it", () => {
  const { memory, cuts, guard } = setUp();
  memory.rss += 128 * MB;
  guard.look();
  assert.equal(cuts.length, 0);
  memory.rss += MB;
  guard.look();
  assert.equal(cuts.length, 1);
  assert.match(cuts[0] ?? "", /135 MB/);
  for (let look = 0; look < 100; look++) guard.look();
  assert.equal(cuts.length, 1, "what a cut does not free is the program's own");
  memory.rss += 129 * MB;
  guard.look();
  assert.equal(cuts.length, 2);
});

Deno.test("MemoryGuard leaves the heap's own growth alone", () => {
  const { memory, cuts, guard } = setUp();
  memory.rss += 900 * MB;
  memory.heapTotal += 800 * MB;
  memory.external += 50 * MB;
  guard.look();
  assert.equal(cuts.length, 0);
});

Deno.test("MemoryGuard holds what grows later against the least there was", () => {
  const { memory, cuts, guard } = setUp();
  memory.rss -= 30 * MB;
  guard.look();
  memory.rss += 129 * MB;
  guard.look();
  assert.equal(cuts.length, 1);
});

Deno.test("MemoryGuard leaves room for what many honest sockets hold", () => {
  const { memory, cuts, guard } = setUp(3_000);
  memory.rss += 300 * MB;
  guard.look();
  assert.equal(cuts.length, 0);
  memory.rss += 50 * MB;
  guard.look();
  assert.equal(cuts.length, 1);
});

/** Memory at one look after another, in MB: in all, and in the heap. */
type Samples = readonly (readonly [rss: number, heap: number])[];

const still = (looks: number, rss: number, heap: number): Samples =>
  Array.from({ length: looks }, () => [rss, heap] as const);

const SAMPLES: readonly (readonly [name: string, samples: Samples, cuts: number])[] = [
  ["the heap shrinks, and the system has it a second later", [
    ...[[500, 400], [500, 200], ...still(20, 500, 200), [300, 200]] as const,
    ...still(100, 300, 200),
  ], 0],
  ["the heap shrinks at once", [[500, 400], [300, 200], ...still(100, 300, 200)], 0],
  ["the heap shrinks, and the process keeps it", [[500, 400], ...still(200, 500, 200)], 0],
  ["the heap shrinks in steps, and the process keeps it", [
    ...Array.from({ length: 60 }, (_, nth) => [500, 400 - nth * 5] as const),
    ...still(100, 500, 100),
  ], 0],
  ["the heap shrinks and grows again in the place it had", [
    ...[[500, 400], ...still(10, 500, 200), ...still(10, 500, 400)] as const,
    ...still(10, 500, 200),
  ], 0],
  ["a message comes while the heap shrinks", [[500, 400], [640, 200]], 1],
  ["a message comes after the heap shrank", [[500, 400], ...still(200, 300, 200), [430, 200]], 1],
  ["a message comes after the heap shrank and the process kept it", [
    ...[[500, 400], ...still(200, 500, 200), [630, 200]] as const,
  ], 1],
  ["a message comes while the heap grows", [[200, 100], [400, 150]], 1],
  ["a message is freed and another one comes", [
    ...[[500, 400], [600, 400], [500, 400], [600, 400], ...still(50, 600, 400)] as const,
  ], 0],
  ["messages come a little at a time", [
    ...Array.from({ length: 30 }, (_, nth) => [200 + nth * 5, 100] as const),
  ], 1],
];

for (const [name, samples, expected] of SAMPLES) {
  Deno.test(`MemoryGuard cuts ${expected === 0 ? "nobody" : "all"} when ${name}`, () => {
    let [now, ...later] = samples;
    const cuts: string[] = [];
    const guard = new MemoryGuard({
      usage: () => {
        const [rss, heap] = now ?? [0, 0];
        return { rss: rss * MB, heapTotal: heap * MB, external: 0 };
      },
      sockets: () => 0,
      cut: (reason) => cuts.push(reason),
    });
    for (const sample of later) {
      now = sample;
      guard.look();
    }
    assert.equal(cuts.length, expected);
  });
}
