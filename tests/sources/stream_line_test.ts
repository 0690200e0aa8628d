import assert from "node:assert/strict";
import { StreamLine } from "@/lib/sources/stream/line.ts";
import { streamTools } from "@/lib/sources/stream/protocol.ts";
import { FakeTime } from "./fake_time.ts";

const HOUR_MS = 3_600_000;

/** As much of a socket as a line uses, moved by hand. */
class HandSocket extends EventTarget {
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  readonly sent: string[] = [];

  open(): void {
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }
  send(text: string): void {
    this.sent.push(text);
  }
  close(): void {
    this.readyState = WebSocket.CLOSING;
  }
  end(code = 1006): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.({ code });
    this.dispatchEvent(new Event("close"));
  }
}

function lineRig({ random = 0.5, probe = null as string | null } = {}) {
  const time = new FakeTime();
  const sockets: HandSocket[] = [];
  const told: string[] = [];
  const openSocket = () => {
    const socket = new HandSocket();
    sockets.push(socket);
    // A line uses nothing of a socket that this one does not have.
    return socket as unknown as WebSocket;
  };
  const line = new StreamLine({
    label: "Binance",
    url: () => "ws://nowhere",
    tools: streamTools({ openSocket, now: time.now, after: time.after, random: () => random }),
    messagesPerSecond: 4,
    silenceMs: 10_000,
    cutAfterMs: 24 * HOUR_MS,
    probe: () => probe,
    onOpen: () => told.push("open"),
    onText: (text) => told.push(text),
    onDown: (reason) => told.push(reason),
  });
  const newest = () => sockets.at(-1)!;
  const open = () => {
    line.connect();
    newest().open();
  };
  return { line, time, sockets, told, newest, open };
}

for (const [random, minutes] of [[0, 10], [0.5, 15], [1, 20]] as const) {
  Deno.test(`StreamLine renews a connection ${minutes} min before it is cut at 24 hours`, () => {
    const { time, told, newest, open, sockets } = lineRig({ random });
    open();
    const started = time.now();
    while (sockets.length === 1) {
      newest().onmessage?.({ data: "x" });
      time.advance(5_000);
      if (told.at(-1) !== "x") break;
    }
    assert.equal(told.at(-1), "Binance's stream is renewed before its age limit");
    const age = 24 * HOUR_MS - minutes * 60_000;
    assert.ok(time.now() - started - age <= 5_000);
    time.advance(500);
    assert.equal(sockets.length, 2);
  });
}

Deno.test("StreamLine gives up a connection that is never made", () => {
  const { line, time, told, sockets } = lineRig();
  line.connect();
  time.advance(9_999);
  assert.deepEqual(told, []);
  time.advance(1);
  assert.deepEqual(told, ["Binance's stream cannot be reached"]);
  time.advance(500);
  assert.equal(sockets.length, 2);
});

Deno.test("StreamLine probes a silent connection before it gives it up", () => {
  const { time, told, newest, open } = lineRig({ probe: "?" });
  open();
  time.advance(10_000);
  assert.deepEqual(newest().sent, ["?"]);
  newest().onmessage?.({ data: "!" });
  time.advance(9_999);
  assert.deepEqual([newest().sent.length, told], [1, ["open", "!"]]);
  time.advance(1 + 5_000);
  assert.equal(told.at(-1), "Binance's stream fell silent");
});

Deno.test("StreamLine waits longer after connections that did not hold, not after one that did", () => {
  const { time, newest, open, sockets } = lineRig({ random: 1 });
  open();
  for (const waitMs of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
    const before = sockets.length;
    newest().end();
    time.advance(waitMs - 1);
    assert.equal(sockets.length, before);
    time.advance(1);
    assert.equal(sockets.length, before + 1);
    newest().open();
  }
  for (let part = 0; part < 10; part++) {
    time.advance(6_000);
    newest().onmessage?.({ data: "x" });
  }
  const before = sockets.length;
  newest().end();
  time.advance(500);
  assert.equal(sockets.length, before + 1);
});

Deno.test("StreamLine hears nothing of a connection it has given up", () => {
  const { line, told, time, sockets, open, newest } = lineRig();
  open();
  const [old] = sockets;
  line.renew("enough");
  old?.onmessage?.({ data: "late" });
  time.advance(1_000);
  newest().open();
  old?.end();
  assert.deepEqual(told, ["open", "enough", "open"]);
});

Deno.test("StreamLine.close does not wait for ever for a source that is gone", async () => {
  const { line, time, told, open } = lineRig();
  open();
  const closed = line.close();
  time.advance(1_000);
  await closed;
  assert.deepEqual([told, time.waiting], [["open"], 0]);
});
