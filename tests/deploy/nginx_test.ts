import assert from "node:assert/strict";
import { chromiumPath, launchProfile } from "../browser/chromium.ts";
import { untilLive } from "../e2e/page.ts";
import { nginx } from "./nginx.ts";
import { loadWhole } from "./page_parts.ts";
import { type ProxiedStage, proxyTest, put } from "./proxy_rig.ts";

const PAGES = ["/", "/alarms", "/pairs/BTCUSDT", "/log", "/settings", "/offline"];
const HIGH = { type: "target", targetPrice: 9_000_000, direction: "fromBelow" };
/** So many people may load a page at the same moment behind one address. */
const VISITORS = 8;

proxyTest(
  "deploy/nginx.conf serves pages, imports and sockets, and bounds strangers",
  nginx(),
  async (stage, t) => {
    const slow = [halfHeader(stage), halfBody(stage)];
    const { status } = await sent(stage, "POST", "/api/pairs", { pair: "BTCUSDT" });
    assert.equal(status, 201);

    for (const version of [1, 2] as const) {
      await t.step(
        `every page and all it is made of over HTTP/${version}, many at once`,
        async () => {
          for (const page of PAGES) await visitTogether(stage, version, page);
        },
      );
    }

    await t.step("an import of 1 MB, and the program's own words for a longer one", async () => {
      const file = (count: number) =>
        JSON.stringify(Array.from({ length: count }, (_, i) => ({
          ...{ pair: "BTCUSDT", ...HIGH, targetPrice: 9_000_000 + i, note: "x".repeat(480) },
        })));
      const many = file(900) + " ".repeat(1024 * 1024 - file(900).length);
      const ok = await stage.ask(2, "/api/alarms/import", { method: "POST", body: many });
      const report = await ok.json();
      assert.deepEqual([ok.status, report.counts?.added], [200, 900], report.detail);
      const long = await stage.ask(2, "/api/alarms/import", { method: "POST", body: `${many} ` });
      assert.equal(long.status, 413);
      assert.match((await long.json()).detail, /under 1048576 bytes/);
      const body = "x".repeat(1_300_000);
      const longest = await stage.ask(1, "/api/alarms/import", { method: "POST", body });
      assert.equal(longest.status, 413);
      assert.match(await longest.text(), /<html>/);
    });

    await t.step("a body over 64 KB anywhere else is refused", async () => {
      const own = await stage.ask(1, "/api/pairs", { method: "POST", body: "x".repeat(70_000) });
      assert.equal(own.status, 413);
      assert.match((await own.json()).detail, /under 65536 bytes/);
      const body = "x".repeat(100_000);
      const proxys = await stage.ask(1, "/api/pairs", { method: "POST", body });
      assert.equal(proxys.status, 413);
      await proxys.body?.cancel();
    });

    await t.step("a socket is upgraded and rings", async () => {
      await using socket = await openSocket(stage, stage.url);
      assert.match(socket.head, /^HTTP\/1\.1 101 /);
      await socket.until(/"event":"snapshot"/);
      const { body } = await sent(stage, "POST", "/api/pairs/BTCUSDT/alarms", HIGH);
      await sent(stage, "POST", `/api/alarms/${body.alarm.id}/test`);
      await socket.until(/"event":"alarm_triggered"/);
    });

    await t.step("the same name over another scheme, or another name, is refused", async () => {
      for (const origin of [stage.url.replace("https", "http"), "https://evil.com"]) {
        await using socket = await openSocket(stage, origin);
        assert.match(socket.head, /^HTTP\/1\.1 403 /, origin);
      }
    });

    await t.step(
      "plain HTTP is sent to the name in the file, whatever the client asked for",
      async () => {
        const connection = await Deno.connect({
          hostname: "127.0.0.1",
          port: stage.places.httpPort,
        });
        const ask = "GET /log?day=x HTTP/1.1\r\nHost: evil.com\r\nConnection: close\r\n\r\n";
        await connection.write(new TextEncoder().encode(ask));
        const answer = await new Response(connection.readable).text();
        assert.match(answer, /^HTTP\/1\.1 301 /);
        assert.match(answer, /\r\nLocation: https:\/\/localhost\/log\?day=x\r\n/);
      },
    );

    await t.step("only a WebSocket is handed on as an upgrade", async () => {
      const answer = await stage.ask(1, "/healthz", { headers: { upgrade: "h2c" } });
      assert.deepEqual([answer.status, (await answer.json()).status], [200, "ok"]);
    });

    await t.step(
      "half a header and half a body are not waited for longer than ten seconds",
      async () => {
        const [header = "", body = ""] = await Promise.all(slow);
        assert.match(header, /^$|^HTTP\/1\.1 408 /);
        assert.match(body, /^$|^HTTP\/1\.1 408 /);
      },
    );
  },
);

/** Loads a page as often as there are visitors, all at the same moment. */
async function visitTogether(stage: ProxiedStage, version: 1 | 2, page: string): Promise<void> {
  const ask = (path: string) => stage.ask(version, path);
  const loads = Array.from({ length: VISITORS }, () => loadWhole(ask, page));
  for (const statuses of await Promise.all(loads)) {
    const failed = [...statuses].filter(([, status]) => status !== 200);
    assert.deepEqual(failed, [], page);
    assert.ok(statuses.size > 5, `${[...statuses.keys()]}`);
  }
}

const USERS = "someone:{PLAIN}secret\n";
const BASIC = { authorization: `Basic ${btoa("someone:secret")}` };
const WITH_PASSWORD = nginx([
  ["  # auth_basic ", "  auth_basic "],
  [
    "  # auth_basic_user_file /etc/nginx/crypto-price-alarm.users;",
    "  auth_basic_user_file users;",
  ],
]);

proxyTest(
  "deploy/nginx.conf asks for a password for everything once its two lines are let in",
  WITH_PASSWORD,
  async (stage, t) => {
    await Deno.writeTextFile(`${stage.places.folder}/users`, USERS);
    const paths = ["/", "/manifest.webmanifest", "/sw.js", "/api/status", "/icons/icon-192.png"];
    for (const path of paths) {
      for (const [headers, status] of [[{}, 401], [BASIC, 200]] as const) {
        const answer = await stage.ask(2, path, { headers });
        await answer.body?.cancel();
        assert.equal(answer.status, status, path);
      }
    }
    await using refused = await openSocket(stage, stage.url);
    assert.match(refused.head, /^HTTP\/1\.1 401 /);
    await using socket = await openSocket(stage, stage.url, BASIC);
    assert.match(socket.head, /^HTTP\/1\.1 101 /);
    await t.step({
      name: "a browser that knows it installs the app, rings, and understands what nginx refuses",
      ignore: chromiumPath() === null,
      fn: () => asInstalled(stage),
    });
  },
);

async function asInstalled(stage: ProxiedStage): Promise<void> {
  const pair = JSON.stringify({ pair: "BTCUSDT" });
  await (await stage.ask(1, "/api/pairs", { method: "POST", body: pair, headers: BASIC })).json();
  // An ordinary profile: nothing is installed from a private window.
  const context = await launchProfile(`${stage.places.folder}/profile`);
  try {
    const page = await context.newPage();
    const refused: string[] = [];
    page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
    page.on("response", (answer) => void (answer.ok() || refused.push(answer.url())));
    // From then on the browser sends the password by itself, as after its own dialog.
    await page.goto(stage.url.replace("//", "//someone:secret@"));
    await page.goto(`${stage.url}/settings`);
    await untilLive(page);
    const devtools = await context.newCDPSession(page);
    const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
    assert.deepEqual(installabilityErrors, []);
    assert.deepEqual(refused, []);

    const long = await put(stage.places.folder, "alarms.csv", "x".repeat(1_300_000));
    await page.locator("input[type=file]").setInputFiles(long);
    await page.getByText("The proxy refused it: 413, too large").waitFor();

    const alarm = await stage.ask(1, "/api/pairs/BTCUSDT/alarms", {
      ...{ method: "POST", body: JSON.stringify(HIGH), headers: BASIC },
    });
    const { alarm: { id } } = await alarm.json();
    const rung = await stage.ask(1, `/api/alarms/${id}/test`, { method: "POST", headers: BASIC });
    await rung.body?.cancel();
    await page.getByRole("button", { name: /^Acknowledge/ }).first().click();
    await page.getByRole("button", { name: /^Acknowledge/ }).first().waitFor({ state: "hidden" });
  } finally {
    await context.close();
  }
}

async function sent({ ask }: ProxiedStage, method: string, path: string, body: unknown = {}) {
  const answer = await ask(1, path, { method, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
}

async function halfHeader(stage: ProxiedStage): Promise<string> {
  return await answerTo(stage, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
}

async function halfBody(stage: ProxiedStage): Promise<string> {
  const head = "POST /api/pairs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
  return await answerTo(stage, `${head}{"pair":`);
}

/** All that comes back until the proxy closes the connection. */
async function answerTo(stage: ProxiedStage, text: string): Promise<string> {
  const connection = await stage.connect();
  await connection.write(new TextEncoder().encode(text));
  try {
    return await new Response(connection.readable).text();
  } catch {
    return "";
  }
}

interface RawSocket extends AsyncDisposable {
  /** The first bytes of the answer. */
  readonly head: string;
  /** Waits until the server has sent this. */
  until(pattern: RegExp): Promise<void>;
}

async function openSocket(
  stage: ProxiedStage,
  origin: string,
  more: Readonly<Record<string, string>> = {},
): Promise<RawSocket> {
  const connection = await stage.connect();
  const headers = Object.entries({
    ...{ Host: new URL(stage.url).host, Origin: origin, Upgrade: "websocket", ...more },
    ...{ Connection: "Upgrade", "Sec-WebSocket-Version": "13" },
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  await connection.write(new TextEncoder().encode(`GET /ws HTTP/1.1\r\n${headers.join("")}\r\n`));
  const reader = connection.readable.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      const { done, value = "" } = await reader.read();
      if (done) throw new Error(`${pattern} never came:\n${text.slice(0, 500)}`);
      text += value;
    }
  };
  await until(/\r\n\r\n/);
  return { head: text, until, [Symbol.asyncDispose]: () => reader.cancel() };
}
