import assert from "node:assert/strict";
import { frame, repeated } from "@/bench/worst/raw_socket.ts";
import { IS_LONG } from "../store/fault_sizes.ts";
import { untilFits } from "../timeouts.ts";
import { loadWhole } from "./page_parts.ts";
import type { ProxiedStage } from "./proxy_rig.ts";

const PAGES = ["/", "/alarms", "/pairs/BTCUSDT", "/log", "/settings", "/offline"];
/** An alarm far above every price. */
export const HIGH = { type: "target", targetPrice: 9_000_000, direction: "fromBelow" };
/** So many people may load the board at the same moment behind one address. */
const VISITORS = 12;

/** What every proxy in front of the program must let through, and refuse. */
export async function servesAll(stage: ProxiedStage, t: Deno.TestContext): Promise<void> {
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

  await t.step("text is compressed on its way", () => compresses(stage));
  await t.step(
    "an import of 1 MB, and the program's own words for a longer one",
    () => imports(stage),
  );
  const silent = await neverRead(stage);
  await t.step("a body over 64 KB anywhere else is refused", () => refusesBodies(stage));
  await t.step("a socket is upgraded and rings", () => rings(stage));
  await t.step(
    "the same name over another scheme, or another name, is refused",
    () => keepsOrigins(stage),
  );
  await t.step("only a WebSocket is handed on as an upgrade", () => upgradesSocketsOnly(stage));
  await t.step("no visitor can pretend to be another one", () => tellsVisitors(stage));
  await t.step("sockets that never read are counted out", async () => {
    await untilFits(() => clients(stage), (count) => count === 0, "no clients");
    for (const connection of silent) connection.close();
  });
}

/** Loads a page with all it is made of; the board as often as there are visitors, at the same moment. */
async function visitTogether(stage: ProxiedStage, version: 1 | 2, page: string): Promise<void> {
  const ask = (path: string) => stage.ask(version, path);
  const visitors = page === "/" ? VISITORS : 1;
  const loads = Array.from({ length: visitors }, () => loadWhole(ask, page));
  for (const statuses of await Promise.all(loads)) {
    const failed = [...statuses].filter(([, status]) => status !== 200);
    assert.deepEqual(failed, [], page);
    assert.ok(statuses.size > 5, `${[...statuses.keys()]}`);
  }
}

async function compresses(stage: ProxiedStage): Promise<void> {
  const statuses = await loadWhole((path) => stage.ask(1, path), "/");
  const script = [...statuses.keys()].find((path) => path.endsWith(".js") && path.includes("/js/"));
  for (const path of ["/", script ?? "", "/api/openapi.json"]) {
    const sent = await answerTo(
      stage,
      `GET ${path} HTTP/1.1\r\nHost: ${new URL(stage.url).host}\r\n` +
        "Accept-Encoding: gzip\r\nConnection: close\r\n\r\n",
    );
    assert.match(sent, /\r\ncontent-encoding: gzip\r\n/i, path);
  }
}

async function imports(stage: ProxiedStage): Promise<void> {
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
  await longest.body?.cancel();
}

async function refusesBodies(stage: ProxiedStage): Promise<void> {
  const own = await stage.ask(1, "/api/pairs", { method: "POST", body: "x".repeat(70_000) });
  assert.equal(own.status, 413);
  assert.match((await own.json()).detail, /under 65536 bytes/);
  const body = "x".repeat(100_000);
  const proxys = await stage.ask(1, "/api/pairs", { method: "POST", body });
  assert.equal(proxys.status, 413);
  await proxys.body?.cancel();
}

async function rings(stage: ProxiedStage): Promise<void> {
  await using socket = await openSocket(stage, stage.url);
  assert.match(socket.head, /^HTTP\/1\.1 101 /);
  await socket.until(/"event":"snapshot"/);
  const { body } = await sent(stage, "POST", "/api/pairs/BTCUSDT/alarms", HIGH);
  await sent(stage, "POST", `/api/alarms/${body.alarm.id}/test`);
  await socket.until(/"event":"alarm_triggered"/);
}

async function keepsOrigins(stage: ProxiedStage): Promise<void> {
  for (const origin of [stage.url.replace("https", "http"), "https://evil.com"]) {
    await using socket = await openSocket(stage, origin);
    assert.match(socket.head, /^HTTP\/1\.1 403 /, origin);
  }
}

async function upgradesSocketsOnly(stage: ProxiedStage): Promise<void> {
  const answer = await stage.ask(1, "/healthz", { headers: { upgrade: "h2c" } });
  assert.deepEqual([answer.status, (await answer.json()).status], [200, "ok"]);
}

/** The visitor is this machine, whatever it says. */
async function tellsVisitors(stage: ProxiedStage): Promise<void> {
  const headers = { "x-forwarded-for": "203.0.113.66", forwarded: "for=203.0.113.66" };
  const body = JSON.stringify({ pair: "ETHUSDT" });
  const added = await stage.ask(1, "/api/pairs", { method: "POST", body, headers });
  assert.equal(added.status, 201);
  await added.body?.cancel();
  const log = await stage.ask(1, "/api/audit?pair=ETHUSDT");
  const { entries } = await log.json();
  assert.deepEqual(entries.map(({ address }: { address: string }) => address), ["127.0.0.1"]);
}

/** Sends half a header, and answers what comes back until the proxy ends it. */
export function sendHalfHeader(stage: ProxiedStage): Promise<string> {
  return answerTo(stage, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
}

/** Sends half a body, and answers what comes back until the proxy ends it. */
export function sendHalfBody(stage: ProxiedStage): Promise<string> {
  const head = "POST /api/pairs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n";
  return answerTo(stage, `${head}{"pair":`);
}

/** Of each of two ways. */
const HALF_OPEN = IS_LONG ? 2500 : 1000;

/** Connections that ask for nothing, or for half of something. */
interface Crowd {
  /** Once the proxy has ended every one of them. */
  readonly ended: Promise<unknown>;
}

/**
 * A thousand half-open handshakes of TLS, and as many half headers of plain HTTP: a good client that comes after
 * them is answered while all of them are there.
 */
export async function bearsHalfOpen(stage: ProxiedStage): Promise<Crowd> {
  const { tlsPort, httpPort } = stage.places;
  let gone = 0;
  const stuck = async (port: number, text: string) => {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await connection.write(new TextEncoder().encode(text));
    const ended = new Response(connection.readable).text().catch(() => "").then(() => gone++);
    return { ended };
  };
  const crowd: { readonly ended: Promise<unknown> }[] = [];
  for (let count = 0; count < HALF_OPEN; count++) {
    crowd.push(await stuck(tlsPort, "\x16\x03\x01"));
    crowd.push(await stuck(httpPort, "GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "));
  }
  const good = await answerTo(
    stage,
    "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
  );
  assert.match(good, /^HTTP\/1\.1 200 /);
  assert.equal(gone, 0);
  return { ended: Promise.all(crowd.map(({ ended }) => ended)) };
}

const SILENT = 5;

/**
 * Opens sockets that ask for everything so often that the buffers on its way cannot hold it, and read none of it. The
 * steps that follow show that others are served all the same.
 */
async function neverRead(stage: ProxiedStage): Promise<Deno.TlsConn[]> {
  const asked = repeated(frame('{"event":"hello","data":{}}'), 40);
  const silent = await Promise.all(Array.from({ length: SILENT }, async () => {
    const connection = await stage.connect();
    await connection.write(upgradeTo("/ws", stage, stage.url));
    return connection;
  }));
  await untilFits(() => clients(stage), (count) => count === SILENT, "all of them are clients");
  for (const connection of silent) await connection.write(asked);
  return silent;
}

/** How many sockets the program serves, as it says itself. */
async function clients({ server }: ProxiedStage): Promise<number> {
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^crypto_price_alarm_clients (\d+)$/m.exec(metrics)?.[1]);
}

/** Asks with a JSON body; answers status and parsed body. */
async function sent(
  { ask }: ProxiedStage,
  method: string,
  path: string,
  body: unknown = {},
) {
  const answer = await ask(1, path, { method, body: JSON.stringify(body) });
  return { status: answer.status, body: await answer.json() };
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

/** A socket whose bytes are looked at as they come. */
interface RawSocket extends AsyncDisposable {
  /** The first bytes of the answer. */
  readonly head: string;
  /** Waits until the server has sent this. */
  until(pattern: RegExp): Promise<void>;
}

/** Asks for `/ws` as a browser does whose page is from `origin`. */
export async function openSocket(
  stage: ProxiedStage,
  origin: string,
  more: Readonly<Record<string, string>> = {},
  path = "/ws",
): Promise<RawSocket> {
  const connection = await stage.connect();
  await connection.write(upgradeTo(path, stage, origin, more));
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

function upgradeTo(
  path: string,
  stage: ProxiedStage,
  origin: string,
  more: Readonly<Record<string, string>> = {},
): Uint8Array {
  const headers = Object.entries({
    ...{ Host: new URL(stage.url).host, Origin: origin, Upgrade: "websocket", ...more },
    ...{ Connection: "Upgrade", "Sec-WebSocket-Version": "13" },
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
  }).map(([name, value]) => `${name}: ${value}\r\n`);
  return new TextEncoder().encode(`GET ${path} HTTP/1.1\r\n${headers.join("")}\r\n`);
}
