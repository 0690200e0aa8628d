import assert from "node:assert/strict";
import { listInTurns, textInTurns } from "@/lib/http/text_in_turns.ts";

Deno.test("listInTurns() answers what Response.json() would", async () => {
  const lists: readonly (readonly unknown[])[] = [[], [1], ["a", { b: null }, [3]]];
  for (const items of lists) {
    const response = await listInTurns("items", items, (item) => ({ item }));
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), { items: items.map((item) => ({ item })) });
  }
});

Deno.test("textInTurns() has no more than two texts in the making, however many are asked for", async () => {
  let [making, most] = [0, 0];
  function* parts(): Generator<string> {
    most = Math.max(most, ++making);
    for (let part = 0; part < 200; part++) yield "x";
    making--;
  }
  const texts = await Promise.all(Array.from({ length: 50 }, () => textInTurns(parts())));
  assert.ok(texts.every((text) => text.length === 200));
  assert.ok(most <= 2, `${most} at once`);
});
