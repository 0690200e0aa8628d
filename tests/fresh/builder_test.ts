import assert from "node:assert/strict";
import { Builder } from "fresh/dev";
import { FIXTURE } from "./fixture_app.ts";

const CONFIG = new URL("../../deno.json", import.meta.url).pathname;

/** A build that tests look at and do not change: made once. */
let shared: Promise<string> | undefined;

function builtFolder(): Promise<string> {
  return shared ??= build();
}

Deno.test.afterAll(async () => {
  if (shared !== undefined) await Deno.remove(await shared, { recursive: true });
});

/** Builds the fixture app into a folder of its own. */
async function build(): Promise<string> {
  const dir = await Deno.makeTempDir();
  await new Builder({ root: FIXTURE, outDir: dir }).build();
  return dir;
}

function run(args: string[], cwd: string, stderr: "inherit" | "null"): Deno.ChildProcess {
  const options = { args, cwd, stdout: "piped", stderr, env: { NO_COLOR: "1" } } as const;
  return new Deno.Command(Deno.execPath(), options).spawn();
}

async function announcedUrl(child: Deno.ChildProcess): Promise<string> {
  let heard = "";
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    heard += text;
    const url = /http:\/\/[\d.]+:\d+/.exec(heard)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`The server never listened: ${heard}`);
}

Deno.test("Builder.build writes a server that main.ts starts from any folder", async () => {
  const args = ["run", "-A", "--config", CONFIG, `${FIXTURE}/main.ts`, await builtFolder()];
  const child = run(args, "/tmp", "inherit");
  try {
    const url = await announcedUrl(child);
    const answer = async (path: string, method = "GET") => {
      const response = await fetch(url + path, { method });
      const length = response.headers.get("content-length");
      return { status: response.status, length, text: await response.text() };
    };
    assert.match((await answer("/")).text, /<title>Hello<\/title>/);
    assert.equal((await answer("/api/known")).text, "known by GET");
    assert.deepEqual(await answer("/hello.txt"), {
      status: 200,
      length: "13",
      text: "Hello, world!",
    });
    assert.deepEqual(await answer("/hello.txt", "HEAD"), { status: 200, length: "13", text: "" });
    const { text } = await answer("/counters");
    const [, chunk = ""] = /modulepreload" href="([^"]+)"/.exec(text) ?? [];
    assert.equal((await answer(chunk)).status, 200);
    for (const path of ["/server.js", "/snapshot.js", "/_fresh/server.js", "/static/hello.txt"]) {
      assert.equal((await answer(path)).status, 404, path);
    }
  } finally {
    child.kill();
    await child.status;
  }
});

Deno.test("Builder.build gives the same files twice, and imports main.ts never", async () => {
  const read = async (dir: string) => await Deno.readTextFile(`${dir}/snapshot.js`);
  const second = await build();
  try {
    assert.equal(await read(second), await read(await builtFolder()));
  } finally {
    await Deno.remove(second, { recursive: true });
  }
  const config = { root: FIXTURE, serverEntry: "does_not_exist.ts" };
  await new Builder(config).build({ snapshot: "memory" });
});

Deno.test("Builder.build has a route and its islands loaded when they are first asked for", async () => {
  const { default: built } = await import(`file://${await builtFolder()}/snapshot.js`);
  const routes = new Map<string, { load?: () => Promise<object>; islands?: number[] }>(
    built.routes,
  );
  const loaded = [...routes].filter(([, { load }]) => load === undefined).map(([file]) => file);
  assert.deepEqual(loaded.filter((file) => !/(^|\/)_/.test(file)), []);
  const { load, islands = [] } = routes.get("counters.tsx") ?? {};
  assert.ok("default" in (await load?.() ?? {}));
  assert.deepEqual(islands.map((number) => built.islands[number].name), ["islands/Counter"]);
  assert.equal(typeof built.islands[islands[0] ?? -1].module, "function");
});

Deno.test("Builder.build leaves esbuild out of what production loads", async () => {
  const dir = await builtFolder();
  const child = run(
    ["info", "--json", "--config", CONFIG, `${dir}/compiled-entry.js`],
    "/tmp",
    "null",
  );
  const { stdout } = await child.output();
  const { modules } = JSON.parse(new TextDecoder().decode(stdout));
  const graph = JSON.stringify(modules);
  assert.match(graph, /preact-render-to-string/);
  assert.match(graph, /routes\/kinds.tsx/);
  assert.doesNotMatch(graph, /esbuild/);
});

Deno.test("Builder.build joins what pages load together, with every island and one Preact", async () => {
  const dir = await builtFolder();
  const js = `${dir}/static/_fresh/js`;
  const names = [...Deno.readDirSync(js)].map((entry) => entry.name);
  for (const name of names) assert.match(name, /^[\w.]+-[A-Z0-9]{8}\.js$/);
  const { default: built } = await import(`file://${dir}/snapshot.js`);
  for (const { name, script, as, chunks } of [{ name: "boot", ...built.boot }, ...built.islands]) {
    const source = await Deno.readTextFile(`${dir}/static${script}`);
    assert.match(source, new RegExp(`export\\{[^}]*\\bas \\${as}\\b`), name);
    // With the one that boots the page.
    assert.ok(new Set([built.boot.script, script, ...chunks]).size <= 3, `${name}: ${chunks}`);
  }
  assert.ok(names.length < built.islands.length, `${names}`);
  const sources = await Promise.all(names.map((name) => Deno.readTextFile(`${js}/${name}`)));
  // Preact's core names this namespace, and nothing else does.
  const withPreact = sources.filter((source) => source.includes("1998/Math/MathML"));
  assert.equal(withPreact.length, 1);
});
