import assert from "node:assert/strict";
import { doInTurns, Gate, GateFullError, type Steps, Turns, Turnstile } from "@/lib/time/turns.ts";

const turn = () => new Promise((resolve) => setTimeout(resolve));

/** Work of so many parts, each of which takes a millisecond of a clock that only work moves. */
function* parts(count: number, clock: { now: number; longest: number }): Steps<number> {
  for (let part = 0; part < count; part++) {
    clock.now++;
    yield;
  }
  return count;
}

/** The longest time on the clock between two rounds of the event loop. */
async function longestOf(works: (clock: { now: number; longest: number }) => Promise<unknown>) {
  const clock = { now: 0, longest: 0 };
  let isDone = false;
  const all = works(clock).finally(() => isDone = true);
  for (let before = 0; !isDone; before = clock.now) {
    await turn();
    clock.longest = Math.max(clock.longest, clock.now - before);
  }
  await all;
  return clock;
}

Deno.test("Turns keep all else waiting for 8 ms, with one work or with fifty", async () => {
  for (const count of [1, 50]) {
    const { now, longest } = await longestOf((clock) =>
      Promise.all(
        Array.from({ length: count }, () =>
          doInTurns(
            parts(100, clock),
            new Turns({ elapsed: () => clock.now }),
          )),
      )
    );
    assert.equal(now, count * 100);
    // A round may see the end of one turn and the whole of the next.
    assert.ok(longest <= 24, `${longest} ms with ${count}`);
  }
});

Deno.test("Turns.next() tells when nobody waits for the work any more", async () => {
  const gone = new AbortController();
  const turns = new Turns({ signal: gone.signal });
  assert.equal(await turns.next(), true);
  gone.abort();
  assert.equal(await turns.next(), false);
});

Deno.test("Gate lets so many works run at once, the others in order, and no more wait than may", async () => {
  const gate = new Gate(2, 2);
  const ends = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const begun: number[] = [];
  const runs = ends.map(({ promise }, nth) =>
    gate.run(() => {
      begun.push(nth);
      return promise;
    })
  );
  await turn();
  assert.deepEqual(begun, [0, 1]);
  await assert.rejects(gate.run(() => Promise.resolve(0)), GateFullError);
  ends[1]?.reject(new Error("it failed"));
  await assert.rejects(runs[1] ?? Promise.resolve(), /it failed/);
  await turn();
  assert.deepEqual(begun, [0, 1, 2]);
  for (const [nth, { resolve }] of ends.entries()) resolve(nth);
  assert.deepEqual(await Promise.all([runs[0], runs[2], runs[3]]), [0, 2, 3]);
  assert.equal(await gate.run(() => Promise.resolve(9)), 9);
});

Deno.test("Gate does no work for whoever has gone while it waited", async () => {
  const gate = new Gate(1, 5);
  const first = Promise.withResolvers<void>();
  const running = gate.run(() => first.promise);
  const gone = new AbortController();
  const left = gate.run(() => Promise.reject(new Error("nobody wants it")), gone.signal);
  gone.abort(new Error("gone"));
  first.resolve();
  await running;
  await assert.rejects(left, /^Error: gone$/);
  assert.equal(await gate.run(() => Promise.resolve(1)), 1);
});

Deno.test("Turnstile lets the first begin at once, and the others one each round of the event loop", async () => {
  const turnstile = new Turnstile();
  let begun = 0;
  const all = Promise.all(
    Array.from({ length: 50 }, () => turnstile.pass().then(() => begun++)),
  );
  await Promise.resolve();
  assert.equal(begun, 1);
  let most = 0;
  for (let before = begun; begun < 50; before = begun) {
    await turn();
    most = Math.max(most, begun - before);
  }
  await all;
  assert.ok(most <= 2, `${most} in one round`);
  await turn();
});

Deno.test("Turnstile lets so many begin each round as it is told, however many come", async () => {
  const turnstile = new Turnstile(16);
  const rounds: number[] = [];
  let begun = 0;
  const all = Promise.all(Array.from({ length: 500 }, () => turnstile.pass().then(() => begun++)));
  for (let before = 0; begun < 500; before = begun) {
    await turn();
    rounds.push(begun - before);
  }
  await all;
  // A round of the event loop may run two timers.
  assert.ok(Math.max(...rounds) <= 32, rounds.join());
  await turn();
  await turnstile.pass();
});
