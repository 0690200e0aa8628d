import assert from "node:assert/strict";
import { filesBelow, projectFile } from "../docs/project_file.ts";
import { type AppUnderTest, withApp } from "../program/app_under_test.ts";

// What Fresh leaves to the app: each of these would differ between lib/fresh and upstream otherwise.

const ALARM = { type: "target", targetPrice: 1, direction: "any" };
const POLICY = "content-security-policy";

/** Runs a test on an app with one pair, and tells it every page. */
async function withPages(
  test: (app: AppUnderTest, pages: string[]) => Promise<void>,
): Promise<void> {
  await withApp(async (app) => {
    await app.json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { body } = await app.json("/api/pairs/BTCUSDT/alarms", "POST", ALARM);
    const own = `/alarms/${body.alarm.id}`;
    await test(app, [
      "/",
      "/pairs/BTCUSDT",
      "/charts",
      "/log",
      "/alarms",
      own,
      "/channels",
      "/settings",
      "/offline",
    ]);
  });
}

/** Pages that lead elsewhere where no account is needed, or are those of the demo. */
const ELSEWHERE = ["/login", "/login/oidc", "/setup", "/account", "/people", "/phone"];

async function statusOf({ request }: AppUnderTest, path: string, init?: RequestInit) {
  const response = await request(path, init);
  await response.body?.cancel();
  return [response.status, response.headers.get("allow")];
}

Deno.test("Pages are looked at only: another method is 405 with Allow, OPTIONS says so", async () => {
  await withPages(async (app, pages) => {
    // Links in messages act by POST.
    const others = /^[(_]|^a$/;
    const routes = filesBelow("routes", ".tsx").filter((path) =>
      !others.test(path.split("/")[1] ?? "")
    );
    assert.equal(pages.length + ELSEWHERE.length, routes.length, "every page is asked");
    for (const path of [...pages, ...ELSEWHERE]) {
      for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
        const found = await statusOf(app, path, { method });
        assert.deepEqual(found, [405, "GET, HEAD, OPTIONS"], `${method} ${path}`);
      }
      const options = await statusOf(app, path, { method: "OPTIONS" });
      assert.deepEqual(options, [204, "GET, HEAD, OPTIONS"], path);
      if (ELSEWHERE.includes(path)) continue;
      assert.deepEqual(await statusOf(app, path, { method: "HEAD" }), [200, null], path);
    }
  });
});

Deno.test("Routes say by Allow which methods they answer, whatever the method", async () => {
  await withPages(async (app) => {
    const cases = [
      ["/api/pairs", "PUT", "GET, HEAD, POST, OPTIONS"],
      ["/api/pairs/BTCUSDT", "POST", "GET, HEAD, DELETE, OPTIONS"],
      ["/api/alarms/pause", "GET", "POST, OPTIONS"],
      ["/healthz", "POST", "GET, HEAD, OPTIONS"],
      ["/ws", "DELETE", "GET, HEAD, OPTIONS"],
      ["/favicon.svg", "POST", "GET, HEAD"],
      ["/", "PROPFIND", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"],
    ] as const;
    for (const [path, method, allow] of cases) {
      assert.deepEqual(await statusOf(app, path, { method }), [405, allow], `${method} ${path}`);
    }
    const { status, body } = await app.json("/api/pairs", "PATCH");
    assert.deepEqual([status, body.code], [405, "http_error"]);
    const options = await statusOf(app, "/api/pairs", { method: "OPTIONS" });
    assert.deepEqual(options, [204, "GET, HEAD, POST, OPTIONS"]);
  });
});

Deno.test("Parameters are decoded once and wholly", async () => {
  await withPages(async ({ request, json }) => {
    const page = await request("/pairs/btc%2Fusdt?from=1");
    assert.deepEqual([page.status, page.headers.get("location")], [308, "/pairs/BTCUSDT?from=1"]);
    await page.body?.cancel();
    assert.equal((await json("/api/pairs/btc%2Fusdt")).body.pair.symbol, "BTCUSDT");
    assert.equal((await json("/api/pairs/btc%252Fusdt")).status, 404, "never twice");
  });
});

Deno.test("A broken escape in an address is 400 with our headers, never a bare 500", async () => {
  await withPages(async ({ request }) => {
    for (const path of ["/pairs/%E0%A4%A", "/alarms/100%", "/api/pairs/%C3%28", "/api/alarms/%"]) {
      const response = await request(path);
      assert.equal(response.status, 400, path);
      assert.equal(response.headers.get("x-content-type-options"), "nosniff");
      assert.match((await response.json()).detail, /write %25/);
    }
  });
});

Deno.test("Error pages have a policy with the nonce of their own scripts", async () => {
  await withPages(async ({ request }) => {
    for (const [path, method] of [["/nowhere", "GET"], ["/alarms/none", "GET"], ["/log", "POST"]]) {
      const response = await request(path ?? "", { method: method ?? "" });
      assert.match(response.headers.get(POLICY) ?? "", /script-src 'self' 'nonce-/, path);
      assert.match(response.headers.get(POLICY) ?? "", /style-src 'self';/, path);
      assert.match(await response.text(), /<h1>/);
    }
  });
});

Deno.test("No policy asks browsers on plain HTTP for HTTPS", async () => {
  await withPages(async (app, pages) => {
    for (const path of [...pages, "/nowhere", "/theme.js"]) {
      const response = await app.request(path);
      await response.body?.cancel();
      assert.doesNotMatch(response.headers.get(POLICY) ?? "upgrade", /upgrade/, path);
    }
  });
});

Deno.test("Links say themselves whether they lead to the page they stand on", async () => {
  await withPages(async ({ request }, pages) => {
    for (const path of [...pages, "/nowhere"]) {
      const html = await (await request(path)).text();
      assert.doesNotMatch(html, /aria-current="true"/, path);
      const current = [...html.matchAll(/<a [^>]*aria-current="page"[^>]*>/g)].length;
      assert.equal(
        current,
        ["/", "/alarms", "/channels", "/log", "/settings"].includes(path) ? 1 : 0,
        path,
      );
    }
  });
  const sources = ["components", "islands", "routes"].flatMap((dir) => filesBelow(dir, ".tsx"));
  for (const path of sources) {
    for (const [tag] of projectFile(path).matchAll(/<a\s[\s\S]*?(?<!=)>/g)) {
      const isOutside = /href="(#|https:|")/.test(tag);
      assert.ok(isOutside || tag.includes("aria-current="), `${path}: ${tag}`);
    }
  }
});

Deno.test("Sounds are sent in parts, as Safari asks for them", async () => {
  const size = Deno.statSync(new URL("../../static/alarm.mp3", import.meta.url)).size;
  const cases = [
    ["bytes=0-1", 206, 2, `bytes 0-1/${size}`],
    [`bytes=${size - 3}-`, 206, 3, `bytes ${size - 3}-${size - 1}/${size}`],
    ["bytes=-5", 206, 5, `bytes ${size - 5}-${size - 1}/${size}`],
    [`bytes=${size}-`, 416, 0, `bytes */${size}`],
    ["bytes=4-2", 200, size, null],
    ["bytes=0-1,3-4", 200, size, null],
    ["lines=1-2", 200, size, null],
  ] as const;
  await withPages(async ({ request }) => {
    for (const [range, status, length, told] of cases) {
      const response = await request("/alarm.mp3", { headers: { range } });
      const bytes = (await response.arrayBuffer()).byteLength;
      const found = [response.status, bytes, response.headers.get("content-range")];
      assert.deepEqual(found, [status, length, told], range);
    }
    const headers = { range: "bytes=0-1", "if-range": '"older"' };
    assert.equal((await (await request("/alarm.mp3", { headers })).arrayBuffer()).byteLength, size);
  });
});

Deno.test("Texts among the files are sent packed to whoever takes gzip, all others as they are", async () => {
  await withPages(async ({ request }) => {
    const ask = async (path: string, headers: Record<string, string>) => {
      const response = await request(path, { headers });
      const bytes = await response.bytes();
      assert.equal(response.headers.get("content-length"), String(bytes.length), path);
      return { bytes, headers: response.headers };
    };
    const [, script = ""] =
      /modulepreload" href="([^"]+)"/.exec(await (await request("/")).text()) ?? [];
    for (const path of ["/styles/everywhere.css", script]) {
      const plain = await ask(path, {});
      assert.equal(plain.headers.get("content-encoding"), null, path);
      // The second time it is not packed anew.
      for (let time = 0; time < 2; time++) {
        const packed = await ask(path, { "accept-encoding": "br, gzip" });
        assert.equal(packed.headers.get("content-encoding"), "gzip", path);
        assert.equal(packed.headers.get("etag"), plain.headers.get("etag"), path);
        assert.match(packed.headers.get("vary") ?? "", /accept-encoding/);
        assert.equal(packed.headers.get("accept-ranges"), null, path);
        assert.ok(
          packed.bytes.length < plain.bytes.length / 2,
          `${path}: ${packed.bytes.length} bytes`,
        );
        const read = new Blob([packed.bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
        assert.deepEqual(await new Response(read).bytes(), plain.bytes, path);
      }
      const part = await ask(path, { "accept-encoding": "gzip", range: "bytes=0-9" });
      assert.deepEqual(part.bytes, plain.bytes.subarray(0, 10), path);
    }
    for (const path of ["/theme.js", "/alarm.mp3"]) {
      const { headers } = await ask(path, { "accept-encoding": "gzip" });
      assert.equal(headers.get("content-encoding"), null, path);
    }
  });
});

Deno.test("What a build tells of its sources is served to nobody", async () => {
  await withPages(async (app) => {
    assert.deepEqual(await statusOf(app, "/_fresh/js/abc123/metafile.json"), [404, null]);
  });
});
