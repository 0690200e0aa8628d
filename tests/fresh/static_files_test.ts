import assert from "node:assert/strict";
import { asset } from "fresh/runtime";
import { ask } from "./fixture_app.ts";

Deno.test("staticFiles sends a file with type, length and ETag", async () => {
  const response = await ask("/hello.txt");
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/plain; charset=utf-8");
  assert.equal(response.headers.get("content-length"), "13");
  assert.equal(response.headers.get("cache-control"), "no-cache");
  assert.equal(await response.text(), "Hello, world!");
  const head = await ask("/hello.txt", { method: "HEAD" });
  assert.deepEqual([head.headers.get("content-length"), await head.text()], ["13", ""]);
  const image = await ask("/media/a%20b.svg");
  assert.equal(image.headers.get("content-type"), "image/svg+xml; charset=utf-8");
  await image.body?.cancel();
});

Deno.test("staticFiles answers 304 to a client that has the file", async () => {
  const etag = (await ask("/style.css", { method: "HEAD" })).headers.get("etag") ?? "";
  for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
    const response = await ask("/style.css", { headers: { "if-none-match": known } });
    assert.deepEqual([response.status, await response.text()], [304, ""]);
  }
  const other = await ask("/style.css", { headers: { "if-none-match": '"x"' } });
  assert.equal(other.status, 200);
  await other.body?.cancel();
});

Deno.test("staticFiles lets a file be cached for good when its URL names the build", async () => {
  await ask("/hello.txt"); // The build has to be known before asset() is asked.
  const url = asset("/hello.txt");
  assert.match(url, /^\/hello.txt\?__frsh_c=\w+$/);
  assert.equal(asset(url), url);
  assert.equal(asset("https://other.example/x"), "https://other.example/x");
  const fixed = await ask(url);
  assert.match(fixed.headers.get("cache-control") ?? "", /max-age=31536000, immutable/);
  assert.equal(await fixed.text(), "Hello, world!");
  const stale = await ask("/hello.txt?__frsh_c=old");
  assert.equal(stale.headers.get("cache-control"), "no-cache");
  await stale.body?.cancel();
});

Deno.test("staticFiles sends ranges", async () => {
  const cases = [
    ["bytes=0-4", 206, "Hello", "bytes 0-4/13"],
    ["bytes=7-", 206, "world!", "bytes 7-12/13"],
    ["bytes=-6", 206, "world!", "bytes 7-12/13"],
    ["bytes=-99", 206, "Hello, world!", "bytes 0-12/13"],
    ["bytes=5-99", 206, ", world!", "bytes 5-12/13"],
    ["bytes=13-", 416, "", "bytes */13"],
    ["bytes=-0", 416, "", "bytes */13"],
    ["bytes=4-2", 200, "Hello, world!", null],
    ["bytes=0-1,3-4", 200, "Hello, world!", null],
    ["lines=1-2", 200, "Hello, world!", null],
  ] as const;
  for (const [range, status, body, header] of cases) {
    const response = await ask("/hello.txt", { headers: { range } });
    const found = [response.status, await response.text(), response.headers.get("content-range")];
    assert.deepEqual(found, [status, body, header], range);
  }
  const headers = { range: "bytes=0-4", "if-range": '"older"' };
  assert.equal(await (await ask("/hello.txt", { headers })).text(), "Hello, world!");
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
  assert.deepEqual([response.status, response.headers.get("allow")], [405, "GET, HEAD"]);
  await response.body?.cancel();
});
