import assert from "node:assert/strict";
import { ask } from "./fixture_app.ts";
import { loggedErrors } from "./logged_errors.ts";

const textOf = async (path: string, init?: RequestInit) => await (await ask(path, init)).text();

Deno.test("fsRoutes prefers fixed names to parameters and these to the rest", async () => {
  assert.equal(await textOf("/api/known"), "known by GET");
  assert.equal(await textOf("/api/known", { method: "DELETE" }), "known by DELETE");
  assert.deepEqual(await (await ask("/api/BTC%2FEUR")).json(), {
    symbol: "BTC%2FEUR",
    route: "/api/:symbol",
  });
  assert.equal(await textOf("/api/files/a/b/c"), "a/b/c");
  assert.equal(await textOf("/docs"), "latest");
  assert.equal(await textOf("/docs/v2"), "v2");
});

Deno.test("fsRoutes answers by method, knows no other, and shows pages whatever the method", async () => {
  const posted = await ask("/api/BTC", { method: "POST", body: "x" });
  assert.deepEqual([posted.status, await posted.json()], [201, { posted: "x" }]);
  const wrong = await ask("/api/BTC", { method: "PUT" });
  assert.equal(wrong.status, 404);
  assert.equal(await wrong.text(), "Not Found");
  assert.equal((await ask("/api/BTC", { method: "OPTIONS" })).status, 404);
  const page = await ask("/about", { method: "POST" });
  assert.deepEqual([page.status, /About/.test(await page.text())], [200, true]);
});

Deno.test("fsRoutes renders a page with its data inside the wrapper", async () => {
  const response = await ask("/");
  const html = await response.text();
  assert.equal(response.headers.get("x-page"), "index");
  assert.equal(response.headers.get("x-trail"), "main first second");
  assert.match(html, /^<!DOCTYPE html><html lang="en"><head>/);
  assert.match(html, /<body><h1>Hello<\/h1><p>main,first,second<\/p>/);
});

Deno.test("Head replaces the wrapper's title and description", async () => {
  const html = await textOf("/");
  assert.equal(html.match(/<title>/g)?.length, 1);
  assert.match(html, /<title>Hello<\/title><meta name="description" content="from the page"\/>/);
  assert.doesNotMatch(html, /from the wrapper/);
  assert.match(await textOf("/about"), /<title>Fixture<\/title>/);
});

Deno.test("fsRoutes keeps groups out of the URL", async () => {
  assert.match(await textOf("/about"), /<body><p>About<\/p>/);
});

Deno.test("fsRoutes runs a folder's own middleware after those around it", async () => {
  assert.equal((await ask("/deep")).headers.get("x-trail"), "main first second deep");
});

Deno.test("fsRoutes leaves tests, helpers and island folders out of the URL space", async () => {
  for (const path of ["/ignored_test", "/_app", "/shop/Local", "/shop/(_islands)/Local"]) {
    const response = await ask(path);
    assert.equal(response.status, 404, path);
    await response.body?.cancel();
  }
});

Deno.test("fsRoutes refuses a function as prop of an island", async () => {
  using logged = loggedErrors();
  assert.equal((await ask("/refused")).status, 500);
  assert.equal(logged.lines.length, 1);
});

Deno.test("Links say where they lead, unless the app says so itself", async () => {
  const html = await textOf("/links/here");
  const said = [...html.matchAll(/<a href="([^"]+)"([^>]*)>/g)]
    .map(([, href, rest = ""]) => [href, /aria-current="([^"]+)"/.exec(rest)?.[1] ?? null]);
  assert.deepEqual(said, [
    ["/", "true"],
    ["/links", "true"],
    ["/links/here", "page"],
    ["/links/here?x=1", "true"],
    ["/elsewhere", null],
    ["/linkshere", null],
    ["https://other.example/", null],
    ["/links", "false"],
  ]);
});

Deno.test("Head keeps one of several elements that differ in their content only, and all that have keys", async () => {
  const html = await textOf("/links/here");
  const links = [...html.matchAll(/<link [^>]*href="([^"]+)"/g)].map(([, href]) => href);
  assert.deepEqual(links.sort(), ["/keyed-1.css", "/keyed-2.css", "/plain-2.css"]);
});
