import assert from "node:assert/strict";
import { App } from "fresh";

const location = async (target: string, status?: number) => {
  const app = new App().get("/", (ctx) => ctx.redirect(target, status));
  const response = await app.handler()(new Request("http://localhost/"));
  return [response.status, response.headers.get("location")];
};

Deno.test("Context.redirect keeps a path a path of this app", async () => {
  const cases = [
    ["/", "/"],
    ["/a?b=//c#d", "/a?b=//c#d"],
    ["//evil.example/x", "/evil.example/x"],
    ["///evil.example?a", "/evil.example?a"],
    ["https://other.example/a//b", "https://other.example/a//b"],
  ] as const;
  for (const [target, expected] of cases) assert.deepEqual(await location(target), [302, expected]);
  assert.deepEqual(await location("/a", 303), [303, "/a"]);
});

Deno.test("Context.text, html and json set their content type unless told otherwise", async () => {
  const app = new App()
    .get("/text", (ctx) => ctx.text("t", { status: 201 }))
    .get("/html", (ctx) => ctx.html("<p>"))
    .get("/json", (ctx) => ctx.json({ a: 1 }, { headers: { "x-j": "1" } }))
    .get("/csv", (ctx) => ctx.text("a,b", { headers: { "content-type": "text/csv" } }));
  const ask = async (path: string) => await app.handler()(new Request(`http://localhost${path}`));
  const types = await Promise.all(["/text", "/html", "/json", "/csv"].map(async (path) => {
    const response = await ask(path);
    await response.body?.cancel();
    return response.headers.get("content-type");
  }));
  assert.deepEqual(types, [
    "text/plain;charset=UTF-8",
    "text/html; charset=utf-8",
    "application/json",
    "text/csv",
  ]);
});

Deno.test("Context gives each request a state and the parsed URL, slashes collapsed", async () => {
  const app = new App<{ count?: number }>()
    .use((ctx) => {
      ctx.state.count = (ctx.state.count ?? 0) + 1;
      return ctx.next();
    })
    .get("/a/b", (ctx) => ctx.json([ctx.state.count, ctx.url.pathname, ctx.isPartial]));
  for (const path of ["/a/b", "//a///b"]) {
    const response = await app.handler()(new Request(`http://localhost${path}`));
    assert.deepEqual(await response.json(), [1, "/a/b", false]);
  }
});

Deno.test("Context.info carries the remote address the server gave", async () => {
  const app = new App().get("/", (ctx) => ctx.json(ctx.info.remoteAddr));
  const remoteAddr = { transport: "tcp", hostname: "10.0.0.1", port: 5 } as const;
  const info = { remoteAddr, completed: Promise.resolve() };
  const response = await app.handler()(new Request("http://localhost/"), info);
  assert.deepEqual(await response.json(), remoteAddr);
});

Deno.test("Context's methods need their context", async () => {
  const app = new App().get("/", async (ctx) => {
    const { redirect, upgrade, render } = ctx as unknown as Record<string, (x: unknown) => unknown>;
    assert.throws(() => redirect?.("/"), TypeError);
    assert.throws(() => upgrade?.({}), TypeError);
    await assert.rejects(async () => await render?.(null), TypeError);
    return ctx.text("ok");
  });
  const response = await app.handler()(new Request("http://localhost/"));
  assert.equal(await response.text(), "ok");
});
