import assert from "node:assert/strict";
import { bytesInPieces, type Place, Unread } from "@/lib/server/bodies.ts";

const MB = 1024 * 1024;

/** Room for 4 MB, 2 of them of one address, and three that wait; time passes by hand. */
function setUp() {
  const late: (() => void)[] = [];
  const unread = new Unread({
    ...{ mostBytes: 4 * MB, mostOfAddress: 2 * MB, mostWaiting: 3, longestWaitMs: 1 },
    after: (_ms, act) => {
      late.push(act);
      return () => {};
    },
  });
  const ends: string[] = [];
  const enter = (address: string, bytes = MB) => {
    const name = `${address} ${bytes / MB}`;
    return unread.enter(address, bytes).then((place) => {
      ends.push(place === null ? `${name} sent away` : name);
      return place;
    });
  };
  return { enter, ends, passTime: () => late.splice(0).forEach((work) => work()) };
}

const settled = () => new Promise((resolve) => setTimeout(resolve));
const leave = (place: Place | null) => place?.leave();

Deno.test("Unread lets an address have so much that it has not read, and then one after the other", async () => {
  const { enter, ends } = setUp();
  const places = [await enter("a"), await enter("a")];
  void enter("a");
  void enter("a");
  await settled();
  assert.equal(ends.length, 2);
  places.forEach(leave);
  places.forEach(leave);
  await settled();
  assert.equal(ends.length, 4);
  void enter("a");
  await settled();
  assert.equal(ends.length, 4, "a place that is left twice counts once");
});

Deno.test("Unread keeps no address out for what another one does not read", async () => {
  const { enter, ends } = setUp();
  const first = await enter("a", 2 * MB);
  void enter("a", 2 * MB);
  void enter("a");
  const other = await enter("b", 2 * MB);
  assert.deepEqual(ends, ["a 2", "b 2"]);
  void enter("c");
  await settled();
  assert.equal(ends.length, 2, "all together have no more than there is");
  leave(other);
  await settled();
  assert.deepEqual(ends, ["a 2", "b 2", "c 1"]);
  leave(first);
  await settled();
  assert.deepEqual(ends, ["a 2", "b 2", "c 1", "a 2"]);
});

Deno.test("Unread keeps the order of an address, whatever is small enough to pass", async () => {
  const { enter, ends } = setUp();
  const first = await enter("a");
  void enter("a", 2 * MB);
  void enter("a");
  await settled();
  assert.deepEqual(ends, ["a 1"]);
  leave(first);
  await settled();
  assert.deepEqual(ends, ["a 1", "a 2"]);
});

Deno.test("Unread sends away whoever waits too long, and at once when too many wait", async () => {
  const { enter, ends, passTime } = setUp();
  await enter("a", 2 * MB);
  for (let nth = 0; nth < 4; nth++) void enter("a");
  await settled();
  assert.deepEqual(ends, ["a 2", "a 1 sent away"]);
  passTime();
  await settled();
  assert.deepEqual(ends.slice(2), Array(3).fill("a 1 sent away"));
});

Deno.test("Unread counts what an answer really has", async () => {
  const { enter, ends } = setUp();
  const place = await enter("a");
  place?.resize(2 * MB);
  void enter("a");
  await settled();
  assert.equal(ends.length, 1);
  leave(place);
  await settled();
  assert.equal(ends.length, 2);
});

Deno.test("bytesInPieces() hands on all bytes, and ends with them or with its reader", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  let ends = 0;
  const whole = await new Response(bytesInPieces(bytes, () => ends++)).bytes();
  assert.deepEqual(whole, bytes);
  assert.equal(ends, 1);
  const reader = bytesInPieces(bytes, () => ends++).getReader();
  assert.equal((await reader.read()).value?.length, 16 * 1024);
  await reader.cancel();
  assert.equal(ends, 2);
});
