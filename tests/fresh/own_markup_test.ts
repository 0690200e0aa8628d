import assert from "node:assert/strict";
import { mock } from "node:test";
import { App } from "fresh";
import { ask } from "./fixture_app.ts";

// What lib/fresh does in a way of its own, or beyond upstream: the app must rely on none of it. The
// meanings that both share stand in the app, context, fs_routes, security, static_files and upgrade tests.

const textOf = async (path: string) => await (await ask(path)).text();

Deno.test("render loads scripts only on pages with islands, and only theirs", async () => {
  assert.doesNotMatch(await textOf("/"), /<script|modulepreload/);
  const html = await textOf("/counters");
  const preloads = [...html.matchAll(/modulepreload" href="([^"]+)"/g)].map((match) => match[1]);
  assert.match(html, /"islands\/Counter":m0\}/);
  assert.ok(preloads.length > 0);
  for (const url of preloads) {
    const script = await ask(url ?? "");
    assert.equal(script.status, 200);
    assert.match(script.headers.get("cache-control") ?? "", /immutable/);
    await script.body?.cancel();
  }
});

Deno.test("render keeps props inside their script tag", async () => {
  const html = await textOf("/kinds");
  const state = /<script type="application\/json"[^>]*>(.*?)<\/script>/s.exec(html)?.[1] ?? "";
  assert.doesNotMatch(state, /<|\u2028|\u2029/);
  assert.ok(Array.isArray(JSON.parse(state).cells));
});

Deno.test("staticFiles answers 304 to a client that has the file", async () => {
  const etag = (await ask("/style.css", { method: "HEAD" })).headers.get("etag") ?? "";
  assert.match(etag, /^W\/"/);
  const response = await ask("/style.css", { headers: { "if-none-match": etag } });
  assert.deepEqual([response.status, await response.text()], [304, ""]);
  const other = await ask("/style.css", { headers: { "if-none-match": '"x"' } });
  assert.equal(other.status, 200);
  await other.body?.cancel();
});

const location = async (target: string) => {
  const response = await new App().get("/", (ctx) => ctx.redirect(target))
    .handler()(new Request("http://localhost/"));
  return [response.status, response.headers.get("location")];
};

Deno.test("Context.redirect of lib/fresh lets no other spelling of a host or scheme out", async () => {
  const cases = [
    ["/\\evil.example", "/evil.example"],
    ["\t//evil.example", "/evil.example"],
    ["javascript:alert(1)", "/javascript:alert(1)"],
  ] as const;
  for (const [target, expected] of cases) assert.deepEqual(await location(target), [302, expected]);
});

Deno.test("render lets all else go on while it writes what islands hold", async () => {
  // Each look at the clock finds it eight milliseconds on, as if every step took as long.
  let now = 0;
  const spy = mock.method(performance, "now", () => now += 8);
  try {
    let [rounds, isDone] = [0, false];
    const page = textOf("/kinds").finally(() => isDone = true);
    for (; !isDone; rounds++) await new Promise((resolve) => setTimeout(resolve));
    await page;
    assert.ok(rounds > 10, `${rounds} rounds of the event loop`);
  } finally {
    spy.mock.restore();
  }
});
