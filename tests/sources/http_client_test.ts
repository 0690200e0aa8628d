import assert from "node:assert/strict";
import fc from "fast-check";
import { refusalWords } from "@/lib/sources/coingecko/coingecko.ts";
import { parseRetryAfter } from "@/lib/sources/http/failure.ts";
import { HttpClient, type HttpTools } from "@/lib/sources/http/http_client.ts";
import { SourceError } from "@/lib/sources/source.ts";
import { FakeTime } from "./fake_time.ts";
import { forever, KEY } from "./rig.ts";

const LONGEST_WAIT_MS = 3 * 24 * 60 * 60 * 1000;

/** A client whose requests are answered from a list; the last answer repeats. */
function clientFor(answers: readonly (() => Response)[], options: HttpTools = {}) {
  const time = new FakeTime();
  const urls: string[] = [];
  const fetch = (input: string | URL | Request) => {
    urls.push(String(input));
    const answer = answers[Math.min(urls.length, answers.length) - 1];
    return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError("no answer"));
  };
  const client = new HttpClient({
    source: "coingecko",
    baseUrl: "https://example.test/api/v3/",
    headers: { "x-cg-demo-api-key": KEY },
    fetch,
    clock: time.clock,
    random: () => 1,
    refusalWords,
    ...options,
  });
  const get = (signal = forever()) => client.getJson("/ping", { key: "x y" }, signal);
  const refused = async (signal?: AbortSignal): Promise<SourceError> => {
    const error = await get(signal).then(() => null, (reason) => reason);
    assert.ok(error instanceof SourceError, String(error));
    return error;
  };
  return { get, refused, urls, time };
}

const fine = () => Response.json({ fine: true });
const status = (code: number, headers: Record<string, string> = {}) => () =>
  new Response("{}", { status: code, headers });
const limited = (retryAfter: string) => status(429, { "retry-after": retryAfter });

Deno.test("HttpClient appends path and params to whatever base it has", async () => {
  const { get, urls } = clientFor([fine]);
  assert.deepEqual(await get(), { fine: true });
  assert.deepEqual(urls, ["https://example.test/api/v3/ping?key=x+y"]);
});

for (const code of [429, 500, 502, 503, 504]) {
  Deno.test(`HttpClient asks again after ${code}, with a doubling wait`, async () => {
    const { get, urls, time } = clientFor([status(code), status(code), status(code), fine]);
    assert.deepEqual(await get(), { fine: true });
    assert.equal(urls.length, 4);
    assert.deepEqual(time.slept, [500, 1000, 2000]);
  });
}

Deno.test("HttpClient gives up after three retries", async () => {
  const { refused, urls } = clientFor([status(503)]);
  assert.equal((await refused()).kind, "unreachable");
  assert.equal(urls.length, 4);
});

Deno.test("HttpClient asks again after a network error", async () => {
  let calls = 0;
  const fetch = () => ++calls < 3 ? Promise.reject(new TypeError("x")) : Promise.resolve(fine());
  const { get } = clientFor([], { fetch });
  assert.deepEqual(await get(), { fine: true });
});

Deno.test("HttpClient follows no redirect, which would take its key elsewhere", async () => {
  let redirect: RequestRedirect | undefined;
  const fetch = (_input: unknown, init?: RequestInit) => {
    redirect = init?.redirect;
    return Promise.resolve(fine());
  };
  await clientFor([], { fetch }).get();
  assert.equal(redirect, "manual");
});

for (const code of [301, 400, 401, 403, 404, 451]) {
  Deno.test(`HttpClient does not ask again after ${code}`, async () => {
    const { refused, urls } = clientFor([status(code)]);
    assert.equal((await refused()).kind, "refused");
    assert.equal(urls.length, 1);
  });
}

Deno.test("HttpClient's jitter takes any part of the wait", async () => {
  const { get, time } = clientFor([status(500), fine], { random: () => 0.25 });
  await get();
  assert.deepEqual(time.slept, [125]);
});

Deno.test("HttpClient waits as long as Retry-After says where that fits", async () => {
  const { get, time } = clientFor([limited("5"), fine]);
  await get();
  assert.deepEqual(time.slept, [5_000]);
});

Deno.test("HttpClient waits for a date in Retry-After", async () => {
  const date = new Date(new FakeTime().now() + 4_000).toUTCString();
  const { get, time } = clientFor([limited(date), fine]);
  await get();
  assert.deepEqual(time.slept, [4_000]);
});

for (const code of [429, 418, 503]) {
  Deno.test(`HttpClient gives up at once on a long Retry-After with ${code}, then keeps away`, async () => {
    const { get, refused, urls, time } = clientFor([status(code, { "retry-after": "119" }), fine]);
    const retryAt = time.now() + 119_000;
    assert.equal((await refused()).retryAt, retryAt);
    time.advance(118_000);
    const error = await refused();
    assert.equal(error.kind, "rateLimited");
    assert.equal(error.retryAt, retryAt);
    assert.match(error.message, /2026-01-15 10:31:59 UTC/);
    assert.equal(urls.length, 1);
    time.advance(1_000);
    assert.deepEqual(await get(), { fine: true });
    assert.equal(urls.length, 2);
  });
}

Deno.test("HttpClient keeps away for two minutes from a ban without an end", async () => {
  const { refused, time } = clientFor([status(418)]);
  assert.equal((await refused()).retryAt, time.now() + 120_000);
});

Deno.test("HttpClient forgets a pause when the clock is set back", async () => {
  const { get, refused, time } = clientFor([limited("119"), fine]);
  await refused();
  time.advance(-86_400_000);
  assert.deepEqual(await get(), { fine: true });
});

Deno.test("HttpClient makes single attempts after a limit without an end, until one succeeds", async () => {
  const bad = status(429);
  const { get, refused, urls } = clientFor([bad, bad, bad, bad, bad, bad, fine, bad, fine]);
  assert.equal((await refused()).kind, "rateLimited");
  assert.equal(urls.length, 4);
  await refused();
  await refused();
  assert.equal(urls.length, 6);
  await get();
  await get();
  assert.equal(urls.length, 9);
});

Deno.test("HttpClient starts no wait that would outlast the call's budget", async () => {
  const { refused, urls, time } = clientFor([status(500)], { budgetMs: 1_400 });
  await refused();
  assert.deepEqual(time.slept, [500]);
  assert.equal(urls.length, 2);
});

Deno.test("HttpClient stops when the signal aborts, also within a wait", async () => {
  const stop = new AbortController();
  const after = () => {
    stop.abort();
    return Promise.resolve();
  };
  const { refused, urls } = clientFor([status(500)], { clock: { now: Date.now, after } });
  await refused(stop.signal);
  assert.equal((await refused(stop.signal)).kind, "timeout");
  assert.equal(urls.length, 1);
});

Deno.test("HttpClient stops when the signal aborts within a request that never ends", async () => {
  const stop = new AbortController();
  const fetch = (_input: unknown, init?: RequestInit) =>
    new Promise<Response>((_, reject) => {
      init?.signal?.addEventListener("abort", () => reject(init.signal?.reason));
      stop.abort();
    });
  const { refused } = clientFor([], { fetch });
  assert.equal((await refused(stop.signal)).kind, "timeout");
});

Deno.test("HttpClient drops a body that is announced or grows too big", async () => {
  const announced = () => new Response("x", { headers: { "content-length": "99999999" } });
  const grown = () => new Response(JSON.stringify({ fine: " ".repeat(2000) }));
  for (const answer of [announced, grown]) {
    const { refused, urls } = clientFor([answer], { maxBytes: 1000 });
    assert.equal((await refused()).kind, "badAnswer");
    assert.equal(urls.length, 1);
  }
});

Deno.test("HttpClient tells nothing of a URL or key that the network error names", async () => {
  const cause = new Error(
    `error sending request for url (https://u:p@example.test/?k=${KEY}): dns`,
  );
  const fetch = () => Promise.reject(new TypeError(`fetch of ${KEY} failed`, { cause }));
  const { refused } = clientFor([], { fetch });
  const error = await refused();
  assert.equal(error.cause, undefined);
  assert.ok(!Deno.inspect(error).includes(KEY));
  assert.match(error.message, /at example\.test: its host name could not be resolved/);
});

Deno.test("HttpClient tells what the source says, without keys and addresses", async () => {
  const said = `Bad key ${KEY}, see https://example.test/?key=${KEY}\n\u0007now`;
  const { refused } = clientFor([() => Response.json({ error: said }, { status: 400 })]);
  assert.match((await refused()).message, /Bad key \[hidden\], see \[address\] now"\)$/);
});

for (
  const [body, setting] of [
    [{ error_code: 10010, status: { error_message: "x" } }, "COINGECKO_PLAN=pro"],
    [{ status: { error_code: 10011, error_message: "x" } }, "COINGECKO_PLAN=demo"],
    [{ error: { status: { error_code: 10002 } } }, "COINGECKO_API_KEY"],
  ] as const
) {
  Deno.test(`HttpClient names ${setting} for ${JSON.stringify(body)}`, async () => {
    const { refused } = clientFor([() => Response.json(body, { status: 400 })]);
    assert.ok((await refused()).message.includes(setting));
  });
}

const NOW = Date.UTC(2026, 0, 15, 10, 30);

Deno.test("parseRetryAfter() adds seconds to now", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: LONGEST_WAIT_MS / 1000 }), (seconds) => {
    assert.equal(parseRetryAfter(` ${seconds} `, NOW), NOW + seconds * 1000);
  }));
});

Deno.test("parseRetryAfter() reads every HTTP date, and never goes back before now", () => {
  fc.assert(fc.property(fc.integer({ min: -1e6, max: LONGEST_WAIT_MS / 1000 }), (seconds) => {
    const at = NOW + seconds * 1000;
    assert.equal(parseRetryAfter(new Date(at).toUTCString(), NOW), Math.max(at, NOW));
  }));
});

Deno.test("parseRetryAfter() never gives more than three days, whatever it is told", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.bigInt().map(String)), (header) => {
    const at = parseRetryAfter(header, NOW);
    assert.ok(at === null || (at >= NOW && at <= NOW + LONGEST_WAIT_MS));
  }));
});

for (const header of [null, "", "soon", "-5", "1.5", "1e3", "0x10", "Foo, bar"]) {
  Deno.test(`parseRetryAfter() reads nothing in ${JSON.stringify(header)}`, () => {
    assert.equal(parseRetryAfter(header, NOW), null);
  });
}

Deno.test("HttpClient says when a source that named a moment is asked again", async () => {
  const { refused, time } = clientFor([limited("600")]);
  const at = new Date(Math.ceil((time.clock.now() + 600_000) / 60_000) * 60_000).toISOString();
  assert.match((await refused()).message, new RegExp(`asked again at ${at.slice(11, 16)} UTC`));
  assert.match((await clientFor([status(503)]).refused()).message, /again at the next check/);
});
