import assert from "node:assert/strict";
import { type AppUnderTest, withApp } from "../program/app_under_test.ts";

/** Most requests of a browser that has nothing of the program yet, dialogs opened and all. */
const MOST = 25;
/** What pages ask for without a tag: the socket, the service worker, and the page that it stores. */
const BY_SCRIPT = ["/ws", "/sw.js", "/offline"];
const ALARM = { type: "target", targetPrice: 1, direction: "any" };

type Request = AppUnderTest["request"];

/** Paths that a document's tags and its inline scripts ask for. */
function pathsIn(html: string): string[] {
  const tags = html.matchAll(/<(?:link|script|img|audio)\b[^>]*?\s(?:href|src)="([^"]+)"/g);
  const imports = html.matchAll(/from"(\/[^"]+)"/g);
  return [...tags, ...imports].map(([, path = ""]) => path.replaceAll("&amp;", "&"));
}

const AT_ONCE = /(?:from|import)"\.\/([^"]+)"/g;
const AT_ONCE_OR_LATER = /(?:from|import)\s*\(?"\.\/([^"]+)"/g;

/** These files with all that their scripts import. */
async function withImports(
  paths: string[],
  request: Request,
  imports = AT_ONCE_OR_LATER,
): Promise<Set<string>> {
  const found = new Set(paths);
  for (const path of found) {
    const response = await request(path);
    const text = await response.text();
    assert.equal(response.status, 200, path);
    if (!path.includes("/_fresh/js/")) continue;
    for (const [, name] of text.matchAll(imports)) {
      found.add(`/_fresh/js/${name}`);
    }
  }
  return found;
}

Deno.test("Pages are at most 25 requests in a browser that has nothing of them", async () => {
  await withApp(async ({ request, json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const { body } = await json("/api/pairs/BTCUSDT/alarms", "POST", ALARM);
    const shell = pathsIn(await (await request("/offline")).text());
    const paths = ["/", "/pairs/BTCUSDT", "/charts", "/log", "/alarms", `/alarms/${body.alarm.id}`];
    for (const path of [...paths, "/channels", "/settings", "/offline", "/nowhere"]) {
      const html = await (await request(path)).text();
      const files = await withImports([...pathsIn(html), ...shell], request);
      const all = [...new Set([path, ...BY_SCRIPT, ...files])];
      assert.ok(all.length <= MOST, `${path}: ${all.length} requests\n${all.join("\n")}`);
    }
  });
});

Deno.test("A pair's page loads the chart's library later, and what it loads at once is light", async () => {
  await withApp(async ({ request, json }) => {
    await json("/api/pairs", "POST", { pair: "BTCUSDT" });
    const html = await (await request("/pairs/BTCUSDT")).text();
    const sizes = async (imports: RegExp) => {
      const files = [...await withImports(pathsIn(html), request, imports)];
      const scripts = files.filter((path) => path.includes("/_fresh/js/"));
      const texts = await Promise.all(scripts.map(async (path) => (await request(path)).text()));
      return texts.reduce((sum, text) => sum + text.length, 0);
    };
    const atOnce = await sizes(AT_ONCE);
    assert.ok(atOnce < 160_000, `${atOnce} bytes at once`);
    assert.ok(await sizes(AT_ONCE_OR_LATER) > atOnce + 150_000, "the library is not found later");
  });
});
