import assert from "node:assert/strict";
import { MemoryGuard } from "@/lib/http/memory_guard.ts";

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
