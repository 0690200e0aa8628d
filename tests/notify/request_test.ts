import assert from "node:assert/strict";
import { guardedDial } from "@/lib/notify/dial.ts";
import { Guard } from "@/lib/notify/guard.ts";
import { type Ask, ECHO_BYTES, guardedAsk, outcomeOfStatus } from "@/lib/notify/request.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { MessageServer } from "../servers/message_server.ts";

const NO_END = new AbortController().signal;
const POST = { method: "POST", body: "{}" } as const;

function askOf(server: MessageServer, signal = NO_END): Ask {
  const guard = new Guard({ allowed: [server.host] });
  return guardedAsk({ guard, clock: SYSTEM_CLOCK, signal });
}

Deno.test("guardedAsk() sends method, headers and body, and gives back what was answered", async () => {
  await using server = new MessageServer();
  server.answer = () => new Response("thanks", { status: 202, headers: { "retry-after": "7" } });
  const answer = await askOf(server)(`${server.url}/in?a=1`, {
    ...{ method: "PUT", body: "ä", headers: { "content-type": "text/plain" } },
  });
  assert.deepEqual([answer.status, answer.text, answer.headers["retry-after"]], [
    202,
    "thanks",
    "7",
  ]);
  const [{ method, path, body, headers } = {}] = server.received as Partial<
    typeof server.received[number]
  >[];
  assert.deepEqual([method, path, body], ["PUT", "/in?a=1", "ä"]);
  assert.equal(headers?.get("content-type"), "text/plain");
});

Deno.test("guardedAsk() follows no redirect", async () => {
  await using server = new MessageServer();
  server.answer = () => Response.redirect(`${server.url}/elsewhere`, 302);
  assert.equal((await askOf(server)(server.url, POST)).status, 302);
  assert.equal(server.received.length, 1);
});

Deno.test("guardedAsk() reads 4 KB of an answer of 10 MB, and 64 KB where the asker wants more", async () => {
  await using server = new MessageServer();
  server.answer = () => new Response("x".repeat(10_000_000));
  const ask = askOf(server);
  assert.equal((await ask(server.url, POST)).text.length, 4_096);
  assert.equal((await ask(server.url, { ...POST, answerBytes: ECHO_BYTES })).text.length, 65_536);
});

Deno.test("guardedAsk() connects to the address that was checked, whatever the name means then", async () => {
  await using server = new MessageServer();
  const port = server.host.split(":")[1];
  // A second look-up would find nobody: the name exists for the guard alone.
  const resolve = () => Promise.resolve(["127.0.0.1"]);
  const guard = new Guard({ allowed: [`rebound.invalid:${port}`], resolve });
  const ask = guardedAsk({ guard, clock: SYSTEM_CLOCK, signal: NO_END });
  assert.equal((await ask(`http://rebound.invalid:${port}/`, POST)).status, 200);
  assert.equal(server.received[0]?.headers.get("host"), `rebound.invalid:${port}`);
});

Deno.test("guardedAsk() ends after its time, and says that the message may have arrived", async () => {
  await using server = new MessageServer();
  const release = Promise.withResolvers<Response>();
  server.answer = () => release.promise;
  const due = Promise.withResolvers<void>();
  const clock = { after: () => due.promise };
  const guard = new Guard({ allowed: [server.host] });
  const asked = guardedAsk({ guard, clock, signal: NO_END })(server.url, POST);
  await server.until(1);
  due.resolve();
  await assert.rejects(asked, { message: "No answer came in time", isSent: true, isFinal: false });
  release.resolve(new Response());
});

Deno.test("guardedAsk() says that nobody listens, and names no path", async () => {
  const server = new MessageServer();
  const [{ url }, ask] = [server, askOf(server)];
  await server[Symbol.asyncDispose]();
  await assert.rejects(ask(`${url}/hook/s3cret`, POST), {
    ...{ message: "Nobody listens at this address", isSent: false, isFinal: false },
  });
});

Deno.test("guardedAsk() asks nobody at an address that is refused", async () => {
  await using server = new MessageServer();
  const guard = new Guard({ allowed: [] });
  const ask = guardedAsk({ guard, clock: SYSTEM_CLOCK, signal: NO_END });
  await assert.rejects(ask(server.url, POST), { name: "NoAnswer", isFinal: true });
  assert.deepEqual(server.received, []);
});

for (const meaning of ["10.0.0.7", "169.254.169.254"]) {
  Deno.test(`guardedAsk() asks nobody at a name that means ${meaning}, and may be asked again`, async () => {
    const guard = new Guard({ allowed: [], resolve: () => Promise.resolve([meaning]) });
    const ask = guardedAsk({ guard, clock: SYSTEM_CLOCK, signal: NO_END });
    await assert.rejects(ask("https://hooks.example.com/", POST), {
      ...{ name: "NoAnswer", isSent: false, isFinal: false },
    });
  });
}

Deno.test("guardedAsk() refuses a header with a line break", async () => {
  await using server = new MessageServer();
  const headers = { "x-title": "a\r\nx-evil: 1" };
  await assert.rejects(askOf(server)(server.url, { ...POST, headers }));
  assert.deepEqual(server.received, []);
});

Deno.test("guardedAsk() and guardedDial() try a host's next address where one does not answer", async () => {
  await using server = new MessageServer();
  const port = server.host.split(":")[1];
  // Nobody listens at the first.
  const resolve = () => Promise.resolve(["127.0.0.2", "127.0.0.1"]);
  const guard = new Guard({ allowed: [`two.invalid:${port}`], resolve });
  const way = { guard, clock: SYSTEM_CLOCK, signal: NO_END };
  assert.equal((await guardedAsk(way)(`http://two.invalid:${port}/`, POST)).status, 200);
  assert.equal(server.received.length, 1);
  const call = { address: `mqtt://two.invalid:${port}`, schemes: ["mqtt:"] as const };
  const reached = await guardedDial(way)(
    call,
    (line) => Promise.resolve(line.socket.remoteAddress),
  );
  assert.equal(reached, "127.0.0.1");
});

Deno.test("guardedAsk() asks no other address once a request was sent", async () => {
  const listener = Deno.listen({ port: 0, hostname: "127.0.0.1" });
  const { port } = listener.addr;
  let calls = 0;
  const served = (async () => {
    for await (const connection of listener) {
      calls++;
      await connection.read(new Uint8Array(1000));
      connection.close();
    }
  })();
  const resolve = () => Promise.resolve(["127.0.0.1", "127.0.0.1"]);
  const guard = new Guard({ allowed: [`two.invalid:${port}`], resolve });
  const ask = guardedAsk({ guard, clock: SYSTEM_CLOCK, signal: NO_END });
  await assert.rejects(ask(`http://two.invalid:${port}/`, POST), { isSent: true });
  assert.equal(calls, 1);
  listener.close();
  await served;
});

/** `Retry-After` of a 429, and how long the service is left alone, in milliseconds. */
const HINTS: readonly [hint: string | undefined, afterMs: number][] = [
  [undefined, 5000],
  ["7", 7000],
  ["0", 0],
  ["Tue, 31 Mar 2026 12:00:30 GMT", 30_000],
  // A moment that is over, and what is no moment.
  ["Tue, 31 Mar 2026 11:00:00 GMT", 0],
  ["soon", 5000],
  ["-5", 5000],
  ["1e99", 5000],
];

for (const [hint, afterMs] of HINTS) {
  Deno.test(`outcomeOfStatus() waits ${afterMs} ms where 429 says Retry-After: ${hint}`, () => {
    const headers = hint === undefined ? {} : { "retry-after": hint };
    const now = Date.parse("2026-03-31T12:00:00Z");
    const outcome = outcomeOfStatus({ status: 429, headers }, { now });
    assert.deepEqual(outcome, { kind: "retry", why: "It answered with status 429", afterMs });
  });
}
