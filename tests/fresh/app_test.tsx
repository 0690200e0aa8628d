import assert from "node:assert/strict";
import { App, createDefine, type FreshContext as Context, HttpError, page } from "fresh";
import { loggedErrors } from "./logged_errors.ts";

const get = (app: App<unknown>, path: string, init?: RequestInit) =>
  app.handler()(new Request(`http://localhost${path}`, init));
const text = async (app: App<unknown>, path: string, init?: RequestInit) =>
  await (await get(app, path, init)).text();

Deno.test("App answers each method with the handler for it", async () => {
  const app = new App()
    .get("/a", () => new Response("get")).post("/a", () => new Response("post"))
    .route("/a", {
      handler: {
        PUT: () => new Response("put"),
        PATCH: () => new Response("patch"),
        DELETE: () => new Response("delete"),
      },
    }).all("/b", (ctx) => ctx.text(ctx.req.method));
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE"]) {
    assert.equal(await text(app, "/a", { method }), method.toLowerCase());
    assert.equal(await text(app, "/b", { method }), method);
  }
});

Deno.test("App prefers static paths, then patterns in order of addition", async () => {
  const app = new App()
    .get("/x/:id", (ctx) => ctx.text(`id ${ctx.params.id} ${ctx.route}`))
    .get("/x/:late", () => new Response("late"))
    .get("/x/fixed", () => new Response("fixed"))
    .get("/y/*", () => new Response("wild"));
  assert.equal(await text(app, "/x/fixed"), "fixed");
  assert.equal(await text(app, "/x/a%20b"), "id a b /x/:id");
  assert.equal(await text(app, "/x/a%2Fb%3F"), "id a%2Fb%3F /x/:id", "reserved ones stay");
  assert.equal(await text(app, "/y/1/2"), "wild");
});

Deno.test("App runs only middlewares added before a route, in order", async () => {
  const trail: string[] = [];
  const note = (name: string) => (ctx: Context<unknown>) => {
    trail.push(name);
    return ctx.next();
  };
  const app = new App().use(note("a"), note("b"), note("c")).use("/in", note("in"))
    .get("/in/x", note("own"), () => new Response("ok"))
    .use(note("late")).get("/out", () => new Response("ok"));
  await text(app, "/in/x");
  assert.deepEqual(trail.splice(0), ["a", "b", "c", "in", "own"]);
  await text(app, "/out");
  assert.deepEqual(trail.splice(0), ["a", "b", "c", "late"]);
  await text(app, "/in/nowhere");
  assert.deepEqual(trail, ["a", "b", "c", "late"], "a folder's own only where a route is");
});

Deno.test("App answers HEAD through GET without a body", async () => {
  const app = new App().get("/a", (ctx) => ctx.text("body", { headers: { "x-a": "1" } }))
    .head("/b", () => new Response(null, { headers: { "x-b": "1" } })).get(
      "/b",
      (ctx) => ctx.text("b"),
    );
  const head = await get(app, "/a", { method: "HEAD" });
  assert.deepEqual([head.status, head.headers.get("x-a"), await head.text()], [200, "1", ""]);
  assert.equal((await get(app, "/b", { method: "HEAD" })).headers.get("x-b"), "1");
});

Deno.test("App lets a malformed escape in a parameter pass everything, as upstream does", async () => {
  const app = new App()
    .use((ctx) => ctx.next().catch(() => new Response("caught")))
    .get("/x/:id", () => new Response("ok"));
  for (const path of ["/x/100%", "/x/%E0%A4%A"]) await assert.rejects(get(app, path), URIError);
  assert.equal((await get(app, "/y/100%")).status, 200, "no parameter, no decoding");
});

Deno.test("App answers 405, OPTIONS with 204 and unknown paths with 404", async () => {
  const app = new App().get("/a", () => new Response("a")).post("/a", () => new Response("a"));
  const wrong = await get(app, "/a", { method: "DELETE" });
  assert.equal(wrong.status, 405);
  const options = await get(app, "/a", { method: "OPTIONS" });
  assert.equal(options.status, 204);
  for (const method of ["GET", "POST"]) {
    assert.ok(options.headers.get("allow")?.split(", ").includes(method), method);
  }
  assert.equal((await get(app, "/b")).status, 404);
});

Deno.test("App prefixes everything with its base path", async () => {
  const app = new App({ basePath: "/base" }).get("/", (ctx) => ctx.text(ctx.config.basePath))
    .get("/a", () => new Response("a"));
  assert.equal(await text(app, "/base"), "/base");
  assert.equal(await text(app, "/base/a"), "a");
  assert.equal((await get(app, "/a")).status, 404);
});

Deno.test("App lets a middleware catch what is thrown behind it", async () => {
  const app = new App()
    .use(async (ctx) => {
      try {
        return await ctx.next();
      } catch (error) {
        return ctx.json({ caught: String(error) }, { status: 418 });
      }
    })
    .get("/x", () => Promise.reject(new TypeError("oops")));
  const response = await get(app, "/x");
  assert.equal(response.status, 418);
  assert.deepEqual(await response.json(), { caught: "TypeError: oops" });
});

Deno.test("App tells the visitor nothing of an unexpected error and logs its stack", async () => {
  using logged = loggedErrors();
  const app = new App().get("/x", () => Promise.reject(new Error("password is 123")))
    .get("/y", () => Promise.reject(new HttpError(503, "database host db1 is down")))
    .get("/z", () => Promise.reject(new HttpError(403, "Not yours")));
  const response = await get(app, "/x");
  assert.equal(response.status, 500);
  assert.match(await response.text(), /^internal server error$/i);
  assert.match(logged.lines[0] ?? "", /password is 123/);
  assert.equal((await get(app, "/y")).status, 503);
  assert.equal(await text(app, "/z"), "Not yours");
  assert.equal(logged.lines.length, 2);
});

Deno.test("App.route renders its component with the handler's data and status", async () => {
  const define = createDefine<unknown>();
  const handlers = define.handlers({
    GET: () => page({ name: "Ada" }, { status: 201, headers: { "x-p": "1" } }),
    POST: (ctx) => ctx.text("posted"),
  });
  const component = define.page<typeof handlers>(({ data }) => <p>{data.name}</p>);
  const app = new App<unknown>().route("/p", { handler: handlers, component });
  const response = await get(app, "/p");
  assert.deepEqual([response.status, response.headers.get("x-p")], [201, "1"]);
  assert.match(await response.text(), /^<!DOCTYPE html>.*<p>Ada<\/p>.*<\/body><\/html>$/);
  assert.equal(await text(app, "/p", { method: "POST" }), "posted");
});

Deno.test("App.appWrapper surrounds pages", async () => {
  const app = new App()
    .appWrapper(({ Component }) => (
      <html>
        <head></head>
        <body>
          <Component />
        </body>
      </html>
    ))
    .get("/", (ctx) => ctx.render(<p>root</p>, { status: 202, headers: { "x-r": "1" } }));
  const root = await get(app, "/");
  assert.deepEqual([root.status, root.headers.get("x-r")], [202, "1"]);
  const page = "<!DOCTYPE html><html><head></head><body><p>root</p></body></html>";
  assert.equal(await root.text(), page);
});

Deno.test("App.listen serves until its signal aborts", async () => {
  const stop = new AbortController();
  const { promise, resolve } = Promise.withResolvers<number>();
  await new App().get("/", () => new Response("up")).listen({
    port: 0,
    hostname: "127.0.0.1",
    signal: stop.signal,
    onListen: ({ port }) => resolve(port),
  });
  const url = `http://127.0.0.1:${await promise}/`;
  assert.equal(await (await fetch(url)).text(), "up");
  stop.abort();
  await assert.rejects(fetch(url));
});
