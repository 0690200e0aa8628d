// What strangers may do to a running program; in the long form (deno task test:faults) only.
import assert from "node:assert/strict";
import { fillStore } from "@/bench/worst/full_folder.ts";
import { BINARY, frame, MORE, RawSocket, repeated, TEXT } from "@/bench/worst/raw_socket.ts";
import { RunningServer } from "../program/running_server.ts";

/** Strangers are let in: what is looked at is how much they can take. */
const OPEN = { AUTH: "off", AUTH_OFF_I_KNOW: "yes" };

const isLongForm = Deno.env.get("FAULT_FORM") === "long";
const MIB = 1024 * 1024;
const AMPLE_MS = 120_000;

interface Health {
  readonly status: string;
  readonly lastCheckAt: string | null;
}

interface StrangersOptions {
  readonly under?: readonly string[];
  readonly host?: string;
  /** Puts data into the folder before the start. */
  readonly fill?: (folder: string) => Promise<void>;
}

/** Runs a test on the real program on the demo market, with a check a second. */
function onServer(
  name: string,
  test: (server: RunningServer) => Promise<void>,
  { under = [], host = "127.0.0.1", fill = () => Promise.resolve() }: StrangersOptions = {},
): void {
  Deno.test({
    name,
    ignore: !isLongForm || Deno.build.os === "windows",
    async fn() {
      const folder = await Deno.makeTempDir();
      await fill(folder);
      const env = { PRICE_SOURCE: "demo", CHECK_INTERVAL_SECONDS: "1", HOST: host, ...OPEN };
      const server = await RunningServer.start({ folder, env, under });
      try {
        await test(server);
        await checksGoOn(server);
        assert.equal((await server.stop()).code, 0, server.output);
      } finally {
        await server.stop();
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}

async function until<T>(ask: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + AMPLE_MS;
  while (performance.now() < deadline) {
    const answer = await ask().catch(() => null);
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("It was not answered in time");
}

async function health({ url }: RunningServer): Promise<Health> {
  const response = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5000) });
  return await response.json();
}

/** A check ends that began after now. */
async function checksGoOn(server: RunningServer): Promise<void> {
  const { lastCheckAt } = await until(() => health(server));
  await until(async () => (await health(server)).lastCheckAt === lastCheckAt ? null : true);
}

const portOf = ({ url }: RunningServer) => Number(new URL(url).port);

function memoryMb({ pid }: RunningServer): number {
  const status = Deno.readTextFileSync(`/proc/${pid}/status`);
  return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
}

onServer(
  "Under ulimit -n 256, 300 idle connections end nothing, and a page is served once they are gone",
  async (server) => {
    const idle: Deno.Conn[] = [];
    for (let nth = 0; nth < 300; nth++) {
      try {
        idle.push(await Deno.connect({ hostname: "127.0.0.1", port: portOf(server) }));
      } catch {
        // Nobody is let in just now.
      }
    }
    assert.ok(idle.length > 150);
    await new Promise((resolve) => setTimeout(resolve, 5000));
    for (const conn of idle) conn.close();
    const page = await until(async () => await (await fetch(server.url)).text());
    assert.match(page, /<title>Prices/);
    assert.doesNotMatch(server.output, /FATAL|no changes are accepted/);
  },
  { under: ["bash", "-c", 'ulimit -n 256; exec "$@"', "sh"] },
);

onServer(
  "A start on an address that others reach says in one line what is a proxy's part",
  (server) => {
    const lines = server.output.split("\n").filter((line) => line.includes("deploy/nginx.conf"));
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? "", /Others can reach 0\.0\.0\.0: .*proxy's part/);
    return Promise.resolve();
  },
  { host: "0.0.0.0" },
);

for (const [kind, opcode] of [["text", TEXT], ["binary", BINARY]] as const) {
  onServer(`A ${kind} message of 600 MiB ends its connection, not the program`, async (server) => {
    const socket = await RawSocket.open(portOf(server));
    const part = new Uint8Array(MIB).fill(0x61);
    const parts = [opcode, MORE].map((code) => frame(part, { opcode: code, isLast: false }));
    for (let nth = 0; nth < 600 && !socket.isEnded; nth++) {
      await socket.send(parts[nth === 0 ? 0 : 1] ?? part);
    }
    await socket.send(frame("", { opcode: MORE }));
    await socket.ended;
    socket.close();
    assert.ok(memoryMb(server) < 512, `${memoryMb(server)} MB`);
  });
}

onServer(
  "30,000 messages in a row end their connection with room for all others",
  async (server) => {
    const socket = await RawSocket.open(portOf(server));
    await socket.send(repeated(frame('{"event":"acknowledge","data":{"fireId":"x"}}'), 30_000));
    await socket.ended;
    socket.close();
  },
);

onServer("Clients that never read keep no new ones out", async (server) => {
  const port = portOf(server);
  const silent = await Promise.all(
    Array.from({ length: 100 }, () => RawSocket.open(port, { reads: false })),
  );
  const flood = repeated(frame('{"event":"hello","data":{}}'), 60);
  await Promise.all(silent.map((socket) => socket.send(flood)));
  const socket = await RawSocket.open(port);
  assert.equal(socket.isEnded, false);
  for (const each of [...silent, socket]) each.close();
});

for (const path of ["/alarms", "/", "/api/alarms", "/api/alarms/export?format=csv"]) {
  onServer(`300 answers of ${path} that nobody reads fill no memory`, async (server) => {
    const request = new TextEncoder().encode(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n`);
    const conns = await Promise.all(Array.from({ length: 300 }, async () => {
      const conn = await Deno.connect({ hostname: "127.0.0.1", port: portOf(server) });
      await conn.write(request);
      return conn;
    }));
    await checksGoOn(server);
    await new Promise((resolve) => setTimeout(resolve, 15_000));
    await checksGoOn(server);
    for (const conn of conns) conn.close();
    assert.ok(memoryMb(server) < 512, `${memoryMb(server)} MB`);
    assert.doesNotMatch(server.output, /connections were cut/);
  }, { fill: fillStore });
}

const BROKEN_FRAMES: readonly [name: string, bytes: Uint8Array][] = [
  ["a text that is no UTF-8", frame(Uint8Array.of(0xff, 0xfe, 0xc0), { opcode: TEXT })],
  ["a close with a reason that is no UTF-8", frame(Uint8Array.of(3, 232, 0xff), { opcode: 8 })],
  ["a close of one byte", frame(Uint8Array.of(3), { opcode: 8 })],
  ["a reserved opcode", frame("x", { opcode: 3 })],
  ["a ping of 126 bytes", frame(new Uint8Array(126), { opcode: 9 })],
  ["a part of no message", frame("x", { opcode: MORE })],
  ["a frame that is not masked", Uint8Array.of(0x81, 1, 0x61)],
  ["a length of 2 ^ 63", Uint8Array.of(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
  ["half a frame", frame("x".repeat(1000)).subarray(0, 100)],
  ["a reserved bit", Uint8Array.of(0xf1, 0x80, 0, 0, 0, 0)],
];

onServer("Broken frames end their own connection at most", async (server) => {
  for (const [, bytes] of BROKEN_FRAMES) {
    const socket = await RawSocket.open(portOf(server));
    await socket.send(bytes);
    await new Promise((resolve) => setTimeout(resolve, 100));
    socket.close();
    await until(() => health(server));
  }
});
