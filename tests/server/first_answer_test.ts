import assert from "node:assert/strict";
import { ownInfo } from "@/lib/server/guards.ts";
import { untilFirstAnswer } from "@/lib/server/listener.ts";
import { nextTurn } from "@/lib/time/clock.ts";
import { FakeClock } from "../engine/fake_clock.ts";

Deno.test("untilFirstAnswer() has the rest of the start wait for a page that somebody waits for", async () => {
  const order: string[] = [];
  const sent = Promise.withResolvers<void>();
  const { fetch, given } = untilFirstAnswer(() => new Response(), new FakeClock());
  const rest = given.then(() => order.push("the rest"));
  await fetch(new Request("http://localhost/"), { ...ownInfo(), completed: sent.promise });
  await nextTurn();
  order.push("the page");
  sent.resolve();
  await rest;
  assert.deepEqual(order, ["the page", "the rest"]);
});

Deno.test("untilFirstAnswer() goes on after a moment in which nobody asks", async () => {
  const clock = new FakeClock();
  const { given } = untilFirstAnswer(() => new Response(), clock);
  await clock.pass(250);
  await given;
});

Deno.test("untilFirstAnswer() has the board and its files answered before the rest of the start", async () => {
  for (const path of ["", "styles/board.css?v=1", "_fresh/js/1/board.js", "manifest.webmanifest"]) {
    const { fetch } = untilFirstAnswer(() => new Response(), new FakeClock(), "/prices");
    await fetch(new Request(`http://localhost/prices/${path}`), ownInfo());
  }
});

const WAITING: readonly (readonly [path: string, init?: RequestInit])[] = [
  ["/", { method: "POST" }],
  ["/", { headers: { upgrade: "websocket" } }],
  ["/alarms"],
  ["/api/status"],
  ["/api/openapi.js"],
];

Deno.test("untilFirstAnswer() has sockets, changes and other pages wait for the rest of the start, and hurries it", async () => {
  for (const [path, init] of WAITING) {
    const order: string[] = [];
    const answer = () => {
      order.push("answered");
      return new Response();
    };
    const { fetch, given, open } = untilFirstAnswer(answer, new FakeClock());
    const asked = Promise.resolve(fetch(new Request(`http://localhost${path}`, init), ownInfo()));
    await given;
    order.push("started");
    open();
    await asked;
    assert.deepEqual(order, ["started", "answered"]);
  }
});
