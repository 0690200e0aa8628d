import assert from "node:assert/strict";
import { type Delivery, newDelivery } from "@/lib/alarms/delivery.ts";
import { TokenIndex } from "@/lib/notify/actions.ts";

const STRANGE = "x".repeat(22);

function delivery(nth: number): Delivery {
  return newDelivery(`fire_${nth}`, "phone", "2024-01-15T12:00:16Z");
}

/** Deliveries that a test changes, and the keys that tokens were made for. */
function scene(count: number) {
  let deliveries: readonly Delivery[] = Array.from({ length: count }, (_, nth) => delivery(nth));
  const made: string[] = [];
  const tokenOf = (key: string, action: string) =>
    `${action}-${key.split(":")[0]}`.padEnd(22, "-").slice(0, 22);
  const index = new TokenIndex({
    deliveries: () => deliveries,
    tokenOf: (key, action) => {
      made.push(key);
      return tokenOf(key, action);
    },
  });
  const change = (next: readonly Delivery[]) => (deliveries = next);
  return { index, made, tokenOf, change };
}

Deno.test("TokenIndex makes the tokens of a delivery once, however often strangers ask", async () => {
  const { index, made, tokenOf, change } = scene(50);
  for (let nth = 0; nth < 20; nth++) assert.equal(await index.find(STRANGE), null);
  assert.equal(made.length, 100);
  change(Array.from({ length: 51 }, (_, nth) => delivery(nth)));
  await Promise.all([index.find(STRANGE), index.find(STRANGE), index.find(STRANGE)]);
  assert.equal(made.length, 102);
  const { key } = delivery(50);
  const found = await index.find(tokenOf(key, "snooze"));
  assert.deepEqual([found?.delivery.key, found?.action], [key, "snooze"]);
  assert.equal(made.length, 102);
});

Deno.test("TokenIndex answers with the delivery as it is now", async () => {
  const { index, tokenOf, change } = scene(1);
  const token = tokenOf(delivery(0).key, "acknowledge");
  assert.equal((await index.find(token))?.delivery.state, "due");
  change([{ ...delivery(0), state: "accepted" }]);
  assert.equal((await index.find(token))?.delivery.state, "accepted");
});

Deno.test("TokenIndex finds a delivery that came while it learned the others", async () => {
  const { index, tokenOf, change } = scene(3);
  const first = index.find(STRANGE);
  change([delivery(0), delivery(7)]);
  const found = await index.find(tokenOf(delivery(7).key, "acknowledge"));
  assert.equal(found?.delivery.fireId, "fire_7");
  assert.equal(await first, null);
});

Deno.test("TokenIndex forgets deliveries that are gone", async () => {
  const { index, made, tokenOf, change } = scene(2);
  const token = tokenOf(delivery(1).key, "acknowledge");
  assert.notEqual(await index.find(token), null);
  change([delivery(0)]);
  assert.equal(await index.find(token), null);
  await index.find(STRANGE);
  assert.equal(made.length, 4);
  change([delivery(0), delivery(1)]);
  assert.notEqual(await index.find(token), null);
  assert.equal(made.length, 6);
});

for (const text of ["", "é".repeat(22), "x".repeat(21), "x".repeat(23), `${"x".repeat(21)}\n`]) {
  Deno.test(`TokenIndex makes nothing for ${JSON.stringify(text)}, which is no token`, async () => {
    const { index, made } = scene(2);
    assert.equal(await index.find(text), null);
    assert.equal(made.length, 0);
  });
}
