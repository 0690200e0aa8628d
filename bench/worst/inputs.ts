import { TWELVE_ASSETS } from "@/tests/simulation/assets.ts";
import { largestBodies, largestLists } from "./largest_bodies.ts";
import { BINARY, frame, MORE, RawSocket, repeated, TEXT } from "./raw_socket.ts";
import { type LoadedServer, sleep } from "./loaded_server.ts";

/** What the program holds while something is sent. */
export type Ground = "empty" | "full" | "long log" | "everything";

export interface Input {
  readonly name: string;
  readonly ground: Ground;
  /** Sends it; answers in a few words how it ended. */
  readonly send: (server: LoadedServer) => Promise<string>;
}

const MIB = 1024 * 1024;
const HEAD = "pair,type,targetPrice,direction\n";
const ALARMS = Array.from(
  { length: 10_000 },
  (_, nth) =>
    `${TWELVE_ASSETS[nth % TWELVE_ASSETS.length]}USDT,target,${nth + 1},any,${"x".repeat(50)}`,
);
const CSV = `${HEAD.trim()},note\n${ALARMS.join("\n")}`;
const UNKNOWN = Array.from({ length: 10_000 }, (_, nth) => `ZZ${nth}USDT,target,1,any`);
const NESTED = "[".repeat(500_000) + "]".repeat(500_000);
const ACKNOWLEDGE = '{"event":"acknowledge","data":{"fireId":"x"}}';
const WINDOW =
  '{"type":"timeframe","percentage":0.1,"direction":"any","timeUnit":"minutes","timeValue":1}';
const OF_WINDOW = `{"pair":"C1USDT",${WINDOW.slice(1)}`;
const ALARM = '{"pair":"C1USDT","alarm":{"type":"target","targetPrice":9}}';

/** Everything that is allowed, or not refused before it was read. */
export const INPUTS: readonly Input[] = [
  on("empty", "nothing", async () => {
    await sleep(3000);
    return "";
  }),
  on(
    "empty",
    "a refused POST with a path of a. × 16,000",
    ({ url }) =>
      ask(`${url}/${"a.".repeat(16_000)}`, { method: "POST", headers: { origin: "http://evil" } }),
  ),
  on("empty", "a query of 60 KB", ({ url }) => ask(`${url}/api/fires?${"a=1&".repeat(15_000)}`)),
  on(
    "empty",
    "a cookie of 60 KB",
    ({ url }) => ask(url, { headers: { cookie: "view=%22".repeat(7500) } }),
  ),
  on(
    "empty",
    "a CSV of 490,000 rows, dry run",
    ({ url }) => importFile(url, HEAD + ",\n".repeat(490_000)),
  ),
  on(
    "empty",
    "a CSV of one cell of a million quotes",
    ({ url }) => importFile(url, `${HEAD}"${'"'.repeat(1_000_000)}"`),
  ),
  on(
    "empty",
    "a CSV of a million line ends",
    ({ url }) => importFile(url, HEAD + "\n".repeat(1_000_000)),
  ),
  on(
    "empty",
    "a CSV of one line of a million cells",
    ({ url }) => importFile(url, HEAD + ",".repeat(1_000_000)),
  ),
  on(
    "empty",
    "JSON of half a million arrays in each other",
    ({ url }) => importFile(url, NESTED, "application/json"),
  ),
  on(
    "empty",
    "JSON of 340,000 empty alarms",
    ({ url }) => importFile(url, `[${"{},".repeat(340_000)}{}]`, "application/json"),
  ),
  on(
    "empty",
    "64 KB of nested JSON as an alarm",
    ({ url }) => post(`${url}/api/alarms/batch`, "[".repeat(32_000)),
  ),
  on("empty", "10,000 alarms (0.8 MB), dry run", ({ url }) => importFile(url, CSV)),
  on(
    "empty",
    "10,000 pairs that no source knows, dry run",
    ({ url }) => importFile(url, HEAD + UNKNOWN.join("\n")),
  ),
  on(
    "empty",
    "ten dry runs of 10,000 alarms at once",
    ({ url }) => all(10, () => importFile(url, CSV)),
  ),
  on("empty", "10,000 alarms are set", ({ url }) => importFile(url, CSV, "text/csv", "false")),
  on("empty", "three more such files", async ({ url }) => {
    const ends: string[] = [];
    for (const digit of [2, 3, 4]) {
      const file = CSV.replaceAll("target,", `target,${digit}`);
      ends.push(await importFile(url, file, "text/csv", "false"));
    }
    return ends.join(", ");
  }),
  on("empty", "30,000 acknowledge in a row", (server) => flood(server, ACKNOWLEDGE, 30_000)),
  on(
    "empty",
    "30,000 hello in a row",
    (server) => flood(server, '{"event":"hello","data":{}}', 30_000),
  ),
  on("empty", "30,000 frames that are no JSON", (server) => flood(server, "{", 30_000)),
  on(
    "empty",
    "2,000 frames of 64 KB of brackets",
    (server) => flood(server, "[".repeat(65_000), 2000),
  ),
  on(
    "empty",
    "fireIds of 64 KB, 1,000 times",
    (server) =>
      flood(
        server,
        `{"event":"acknowledge","data":{"fireIds":[${'"fire_1",'.repeat(7000)}"x"]}}`,
        1000,
      ),
  ),
  on("empty", "a text message of 600 MiB", (server) => message(server, TEXT, 600)),
  on("empty", "a binary message of 600 MiB", (server) => message(server, BINARY, 600)),
  on(
    "empty",
    "four messages of 100 MiB at once",
    (server) => all(4, () => message(server, TEXT, 100)),
  ),
  on("empty", "500 bodies that never end", (server) => slowBodies(server, 500)),
  on(
    "long log",
    "/api/audit by day over 86 MB",
    ({ url }) => ask(`${url}/api/audit?day=2026-01-10`),
  ),
  on(
    "long log",
    "/api/audit for a day that is not there",
    ({ url }) => ask(`${url}/api/audit?day=2020-01-10&zone=Asia/Tokyo`),
  ),
  on(
    "long log",
    "100,000 entries as CSV",
    ({ url }) => ask(`${url}/api/audit?format=csv&limit=100000`),
  ),
  on(
    "long log",
    "why of unknown ids, ten at once",
    ({ url }) => all(10, (nth) => ask(`${url}/api/alarms/alarm_x${nth}/why`)),
  ),
  on(
    "long log",
    "the pages of unknown alarms, ten at once",
    ({ url }) => all(10, (nth) => ask(`${url}/alarms/alarm_y${nth}`)),
  ),
  on("full", "the dashboard of 1,000 pairs", ({ url }) => ask(url)),
  on("full", "all alarms as JSON", ({ url }) => ask(`${url}/api/alarms`)),
  on("full", "all pairs as JSON", ({ url }) => ask(`${url}/api/pairs`)),
  on("full", "an export as CSV", ({ url }) => ask(`${url}/api/alarms/export?format=csv`)),
  on("full", "an export as JSON", ({ url }) => ask(`${url}/api/alarms/export`)),
  on("full", "the page of all alarms", ({ url }) => ask(`${url}/alarms`)),
  on(
    "full",
    "the page of a pair, ten at once",
    ({ url }) => all(10, (nth) => ask(`${url}/pairs/C${nth}USDT`)),
  ),
  on(
    "full",
    "add_alarms of 64 KB",
    ({ url }) => post(`${url}/api/alarms/batch`, `{"alarms":[${Array(1000).fill(ALARM).join()}]}`),
  ),
  on("full", "all alarms of 50 pairs are paused", ({ url }) => pauseMany(url)),
  on("full", "one socket", (server) => sockets(server, 1)),
  on("full", "200 sockets that never read", (server) => sockets(server, 200, false)),
  ...[
    ...["/alarms", "/", "/pairs/C1USDT", "/api/alarms", "/api/pairs"],
    ...["/api/alarms/export", "/api/alarms/export?format=csv"],
  ].map((path) => on("full", `${path} × 300, never read`, (server) => unread(server, path, 300))),
  on("full", "300 hello in a row", (server) => flood(server, '{"event":"hello","data":{}}', 300)),
  ...["/", "/log", "/alarms", "/alarms/alarm_0_1", "/pairs/C0USDT", "/settings"].map((path) =>
    on("everything", `the page ${path}`, ({ url }) => ask(`${url}${path}`))
  ),
  ...["status", "openapi.json", "pairs", "alarms", "fires?limit=500"].map((path) =>
    on("everything", `/api/${path}`, ({ url }) => ask(`${url}/api/${path}`))
  ),
  on(
    "everything",
    "30 days of candles, twenty at once",
    ({ url }) => all(20, (nth) => ask(`${url}/api/pairs/C${nth % 10}USDT/history?${month()}`)),
  ),
  on(
    "everything",
    "why of ten alarms at once",
    ({ url }) => all(10, (nth) => ask(`${url}/api/alarms/alarm_${nth}_2/why`)),
  ),
  on(
    "everything",
    "replays of ten pairs at once",
    ({ url }) => all(10, (nth) => post(`${url}/api/pairs/C${nth}USDT/replay`, WINDOW)),
  ),
  on(
    "everything",
    "7,000 alarms with a window, dry run",
    ({ url }) => importFile(url, `[${Array(7000).fill(OF_WINDOW).join()}]`, "application/json"),
  ),
  on("everything", "one socket", (server) => sockets(server, 1)),
  on("everything", "one socket of the slim kind", (server) => sockets(server, 1, true, "/ws?v=2")),
  on("everything", "50 sockets that never read", (server) => sockets(server, 50, false)),
  on(
    "everything",
    "300 hello in a row",
    (server) => flood(server, '{"event":"hello","data":{}}', 300),
  ),
  ...["deliveries?limit=5000", "channels"].map((path) =>
    on("everything", `/api/${path}`, ({ url }) => ask(`${url}/api/${path}`))
  ),
  on(
    "everything",
    "1,000 links that nobody knows",
    ({ url }) => all(1000, (nth) => ask(`${url}/a/${"A".repeat(40)}${nth}`)),
  ),
  on("everything", "2,500 alarms of all pairs are paused", ({ url }) => pauseSpread(url)),
  on(
    "everything",
    "4,000 test_alarm in a row",
    (server) => flood(server, '{"event":"test_alarm","data":{"id":"alarm_5_0"}}', 4000),
  ),
  on(
    "everything",
    "10,000 fires are acknowledged",
    ({ url }) => post(`${url}/api/fires/acknowledge`, ""),
  ),
  ...largestLists(Date.now()).map((path) =>
    on("everything", `${path} × 10`, ({ url }) => all(10, () => ask(`${url}${path}`)))
  ),
  ...largestBodies((texts) => (server) => sendAll(server, texts)),
  on(
    "everything",
    "a pair with 1,000 alarms is removed",
    ({ url }) => ask(`${url}/api/pairs/C0USDT`, { method: "DELETE" }),
  ),
];

/** As many candles as one answer may have. */
function month(): string {
  const from = new Date(Date.now() - 30 * 24 * 60 * 60_000).toISOString();
  return `from=${from}&step=520`;
}

function on(ground: Ground, name: string, send: Input["send"]): Input {
  return { ground, name, send };
}

async function ask(url: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(url, { ...init, signal: AbortSignal.timeout(120_000) });
  await response.body?.pipeTo(new WritableStream());
  return String(response.status);
}

function post(url: string, body: string, type = "application/json"): Promise<string> {
  return ask(url, { method: "POST", body, headers: { "content-type": type } });
}

function importFile(url: string, body: string, type = "text/csv", dryRun = "true") {
  return post(`${url}/api/alarms/import?dryRun=${dryRun}`, body, type);
}

/** Does it so many times at once; answers how often each end came. */
async function all(count: number, act: (nth: number) => Promise<string>): Promise<string> {
  const ends = await Promise.all(
    Array.from({ length: count }, (_, nth) => act(nth).catch(() => "cut")),
  );
  return [...Map.groupBy(ends, (end) => end)].map(([end, those]) => `${those.length} × ${end}`)
    .join(", ");
}

async function flood({ port }: LoadedServer, text: string, count: number): Promise<string> {
  return await sent(await RawSocket.open(port), [repeated(frame(text), count)]);
}

/** Each once, over the slim wire. */
async function sendAll({ port }: LoadedServer, texts: readonly string[]): Promise<string> {
  return await sent(
    await RawSocket.open(port, { path: "/ws?v=2" }),
    texts.map((text) => frame(text)),
  );
}

async function sent(socket: RawSocket, parts: readonly Uint8Array[]): Promise<string> {
  for (const part of parts) await socket.send(part);
  await Promise.race([socket.ended, sleep(5000)]);
  const end = socket.isEnded ? "closed" : "open";
  socket.close();
  return end;
}

async function message({ port }: LoadedServer, opcode: number, mib: number): Promise<string> {
  const socket = await RawSocket.open(port);
  const part = new Uint8Array(MIB).fill(0x61);
  const first = frame(part, { opcode, isLast: false });
  const next = frame(part, { opcode: MORE, isLast: false });
  for (let nth = 0; nth < mib && !socket.isEnded; nth++) {
    await socket.send(nth === 0 ? first : next);
  }
  await socket.send(frame("", { opcode: MORE }));
  await Promise.race([socket.ended, sleep(3000)]);
  const end = socket.isEnded ? "closed" : "open";
  socket.close();
  return end;
}

async function sockets(
  { port }: LoadedServer,
  count: number,
  reads = true,
  path = "/ws",
): Promise<string> {
  const open = await Promise.all(
    Array.from({ length: count }, () => RawSocket.open(port, { reads, path })),
  );
  await sleep(reads ? 500 : 15_000);
  for (const socket of open) socket.close();
  return "";
}

/** Asks so many times at once, on a connection each, and reads nothing of the answers. */
async function unread({ port }: LoadedServer, path: string, count: number): Promise<string> {
  const head = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  const conns = await Promise.all(Array.from({ length: count }, async () => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.write(new TextEncoder().encode(head));
    return conn;
  }));
  await sleep(20_000);
  for (const conn of conns) conn.close();
  return "";
}

async function slowBodies({ port }: LoadedServer, count: number): Promise<string> {
  const head = `POST /api/alarms/import HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n` +
    "Content-Type: text/csv\r\nContent-Length: 1000000\r\n\r\na,b";
  const conns = await Promise.all(Array.from({ length: count }, async () => {
    const conn = await Deno.connect({ hostname: "127.0.0.1", port });
    await conn.write(new TextEncoder().encode(head));
    return conn;
  }));
  await sleep(3000);
  for (const conn of conns) conn.close();
  return "";
}

async function pauseSpread(url: string): Promise<string> {
  const ids = Array.from(
    { length: 2500 },
    (_, nth) => `alarm_${1 + nth % 999}_${Math.floor(nth / 999)}`,
  );
  return await post(`${url}/api/alarms/pause`, JSON.stringify({ ids }));
}

async function pauseMany(url: string): Promise<string> {
  const ids = Array.from({ length: 1000 }, (_, nth) => `alarm_${Math.floor(nth / 20)}_${nth % 20}`);
  return await post(`${url}/api/alarms/pause`, JSON.stringify({ ids }));
}
