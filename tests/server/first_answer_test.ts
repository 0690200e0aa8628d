import assert from "node:assert/strict";
import { ownInfo } from "@/lib/server/guards.ts";
import { untilFirstAnswer } from "@/lib/server/listener.ts";
import { FakeClock } from "../engine/fake_clock.ts";

Deno.test("untilFirstAnswer() has the rest of the start wait for a page that somebody waits for", async () => {
  const order: string[] = [];
  const page = Promise.withResolvers<Response>();
  const { fetch, given } = untilFirstAnswer(() => page.promise, new FakeClock());
  const rest = given.then(() => order.push("the rest"));
  const asked = Promise.resolve(fetch(new Request("http://localhost/"), ownInfo()))
    .then(() => order.push("the page"));
  page.resolve(new Response());
  await Promise.all([asked, rest]);
  assert.deepEqual(order, ["the page", "the rest"]);
});

Deno.test("untilFirstAnswer() goes on after a moment in which nobody asks", async () => {
  const clock = new FakeClock();
  const { given } = untilFirstAnswer(() => new Response(), clock);
  await clock.pass(250);
  await given;
});

Deno.test("untilFirstAnswer() has sockets and changes wait for the rest of the start, and hurries it", async () => {
  for (const init of [{ method: "POST" }, { headers: { upgrade: "websocket" } }]) {
    const order: string[] = [];
    const answer = () => {
      order.push("answered");
      return new Response();
    };
    const { fetch, given, open } = untilFirstAnswer(answer, new FakeClock());
    const asked = Promise.resolve(fetch(new Request("http://localhost/", init), ownInfo()));
    await given;
    order.push("started");
    open();
    await asked;
    assert.deepEqual(order, ["started", "answered"]);
  }
});
