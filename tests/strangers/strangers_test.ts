// What strangers may do to a running program; in the long form (deno task test:faults) only.
import assert from "node:assert/strict";
import { fillStore } from "@/bench/worst/full_folder.ts";
import { BINARY, frame, MORE, RawSocket, repeated, TEXT } from "@/bench/worst/raw_socket.ts";
import { LiveClient } from "../program/live_client.ts";
import { checksGoOn, isAnswered, memoryMb, onServer, portOf } from "./on_server.ts";

const MIB = 1024 * 1024;

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
    await isAnswered(server);
    const page = await (await fetch(server.url)).text();
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

onServer("A frame of 65 MiB ends its connection", async (server) => {
  const socket = await RawSocket.open(portOf(server));
  await socket.send(frame(new Uint8Array(65 * MIB).fill(0x61)));
  await socket.ended;
  socket.close();
  assert.ok(memoryMb(server) < 512, `${memoryMb(server)} MB`);
});

onServer("A message in 100,000 empty parts fills no memory, and harms nobody", async (server) => {
  const socket = await RawSocket.open(portOf(server));
  const [first, next] = [TEXT, MORE].map((opcode) => frame("", { opcode, isLast: false }));
  await socket.send(first ?? new Uint8Array());
  await socket.send(repeated(next ?? new Uint8Array(), 100_000));
  const good = await LiveClient.connect(server.url);
  assert.equal((await good.ask("hello", {})).event, "snapshot");
  await good.close();
  socket.close();
  assert.ok(memoryMb(server) < 512, `${memoryMb(server)} MB`);
});

onServer(
  "30,000 messages in a row end their connection with room for all others",
  async (server) => {
    const socket = await RawSocket.open(portOf(server));
    await socket.send(repeated(frame('{"event":"acknowledge","data":{"fireId":"x"}}'), 30_000));
    await socket.ended;
    socket.close();
  },
);

onServer("A flood ends its connection, and others are answered all the while", async (server) => {
  const flood = await LiveClient.connect(server.url);
  const good = await LiveClient.connect(server.url);
  let hasEnded = false;
  flood.closed.then(() => hasEnded = true);
  let answers = 0;
  for (; !hasEnded; answers++) {
    for (let nth = 0; nth < 1000; nth++) {
      flood.sendRaw('{"event":"acknowledge","data":{"fireId":"x"}}');
    }
    assert.equal((await good.ask("acknowledge", { fireId: "x" })).event, "error");
  }
  assert.ok(answers > 1);
  await good.close();
});

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
