import assert from "node:assert/strict";
import { asset } from "fresh/runtime";
import { ask, nameFixtureBuild } from "./fixture_app.ts";

Deno.test("staticFiles sends a file with type, length and ETag", async () => {
  const response = await ask("/hello.txt");
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", /^text\/plain; charset=utf-8$/i);
  assert.equal(response.headers.get("content-length"), "13");
  assert.match(response.headers.get("cache-control") ?? "", /no-cache/);
  assert.equal(await response.text(), "Hello, world!");
  const head = await ask("/hello.txt", { method: "HEAD" });
  assert.deepEqual([head.headers.get("content-length"), await head.text()], ["13", ""]);
  const image = await ask("/media/a%20b.svg");
  assert.match(image.headers.get("content-type") ?? "", /^image\/svg\+xml/);
  await image.body?.cancel();
});

Deno.test("staticFiles lets a file be cached for good when its URL names the build", async () => {
  await nameFixtureBuild();
  const url = asset("/hello.txt");
  assert.match(url, /^\/hello.txt\?__frsh_c=\w+$/);
  assert.equal(asset(url), url);
  assert.equal(asset("https://other.example/x"), "https://other.example/x");
  const fixed = await ask(url);
  assert.match(fixed.headers.get("cache-control") ?? "", /max-age=31536000, immutable/);
  assert.equal(await fixed.text(), "Hello, world!");
  const stale = await ask("/hello.txt?a=1&__frsh_c=old");
  assert.deepEqual([stale.status, stale.headers.get("location")], [307, "/hello.txt?a=1"]);
});

Deno.test("staticFiles never leaves its folder", async () => {
  const paths = [
    "/../main.ts",
    "/%2e%2e/main.ts",
    "/media/..%2f..%2fmain.ts",
    "/media%2Fa%20b.svg",
    "/..%5cmain.ts",
    "/media\\..\\..\\main.ts",
    "/hello.txt%00",
    "/%E0%A4%A",
    "/_fresh/../../main.ts",
    "/static/hello.txt",
    "/_fresh/server.js",
    "/main.ts",
    "/media",
  ];
  for (const path of paths) {
    const response = await ask(`http://localhost${path}`);
    assert.equal(response.status, 404, path);
    await response.body?.cancel();
  }
});

Deno.test("staticFiles refuses other methods with 405", async () => {
  const response = await ask("/hello.txt", { method: "POST" });
  assert.equal(response.status, 405);
  await response.body?.cancel();
});
