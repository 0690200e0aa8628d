import assert from "node:assert/strict";
import { listInTurns, textInTurns } from "@/lib/server/bodies.ts";

Deno.test("listInTurns() answers what Response.json() would", async () => {
  const lists: readonly (readonly unknown[])[] = [[], [1], ["a", { b: null }, [3]]];
  for (const items of lists) {
    const response = listInTurns("items", items, (item) => ({ item }));
    assert.equal(response.headers.get("content-type"), "application/json");
    assert.deepEqual(await response.json(), { items: items.map((item) => ({ item })) });
  }
});

Deno.test("textInTurns() makes a list's text as it is read, and ends it with its reader", async () => {
  let made = 0;
  let isEnded = false;
  function* parts(): Generator<string> {
    try {
      for (; made < 1000; made++) yield "x".repeat(10_000);
    } finally {
      isEnded = true;
    }
  }
  const reader = textInTurns(parts()).getReader();
  await reader.read();
  for (let nth = 0; nth < 5; nth++) await new Promise((resolve) => setTimeout(resolve));
  assert.ok(made < 10, `${made} parts were made for one that is read`);
  await reader.cancel();
  assert.ok(isEnded);
});
