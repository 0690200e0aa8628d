import assert from "node:assert/strict";
import { signal } from "@preact/signals";
import { modelOf } from "@/lib/client/model.ts";
import { ThrottledModel } from "@/lib/client/client.ts";
import { aSnapshot } from "./samples.ts";

function stage() {
  const drawings: (() => void)[] = [];
  const shown = signal(modelOf(aSnapshot()));
  const paced = new ThrottledModel(shown, (run) => void drawings.push(run));
  const at = (seq: number) => ({ ...shown.value, seq });
  return { drawings, shown, paced, at };
}

Deno.test("ThrottledModel shows what came between two drawings together, and once", () => {
  const { drawings, shown, paced, at } = stage();
  let times = 0;
  shown.subscribe(() => times++);
  paced.showSoon(at(1));
  paced.showSoon(at(2));
  assert.deepEqual([paced.value.seq, shown.value.seq, drawings.length], [2, 0, 1]);
  drawings[0]?.();
  assert.deepEqual([shown.value.seq, times], [2, 2]);
  paced.showSoon(at(3));
  assert.equal(drawings.length, 2);
});

Deno.test("ThrottledModel shows at once what must not wait, with all that waited", () => {
  const { drawings, shown, paced, at } = stage();
  paced.showSoon(at(1));
  paced.show(at(2));
  assert.equal(shown.value.seq, 2);
  drawings[0]?.();
  assert.equal(shown.value.seq, 2);
});
