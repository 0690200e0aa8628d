// Frames that break RFC 6455, and those that only look as if; in the long form (deno task test:faults) only.
import assert from "node:assert/strict";
import { frame, MORE, TEXT, upgradeRequest } from "@/bench/worst/raw_socket.ts";
import { onServer, portOf } from "./on_server.ts";
import { FrameReader } from "./server_frames.ts";

const [CLOSE, PING, PONG] = [8, 9, 10];

type Case = readonly [name: string, ...frames: readonly Uint8Array[]];
/** What becomes of a connection: it goes on, ends without a word, or is closed with a code. */
type Outcome = "goes on" | "ends" | number;

const WATCH = '{"event":"watch","data":{"pairs":[],"perSecond":0}}';
const control = (opcode: number, payload: string | Uint8Array = "x") => frame(payload, { opcode });
const part = (payload: string | Uint8Array, opcode: number, isLast = false) =>
  frame(payload, { opcode, isLast });
const bytes = (...all: number[]) => Uint8Array.from(all);
const closing = (code: number, ...reason: number[]) =>
  control(CLOSE, bytes(code >> 8, code & 255, ...reason));
/** A frame with more bits in its first byte. */
const withBits = ([first = 0, ...others]: Uint8Array, bits: number) =>
  bytes(first | bits, ...others);

const GOOD: readonly Case[] = [
  ["a text in one frame", frame(WATCH)],
  ["a text in two frames", part(WATCH.slice(0, 9), TEXT), part(WATCH.slice(9), MORE, true)],
  ["empty frames around a text", part("", TEXT), part(WATCH, MORE), part("", MORE, true)],
  ["a text without a character", frame("")],
  ["a ping between two parts", part("{", TEXT), control(PING), part("}", MORE, true)],
  ["a pong that nobody asked for", control(PONG)],
  ["a ping of 125 bytes", control(PING, new Uint8Array(125))],
  // Deno lets it pass; what it is masked for is a proxy's cache.
  ["a frame that is not masked", bytes(0x81, 1, 0x61)],
];

const BROKEN: readonly Case[] = [
  ["a ping of 126 bytes", control(PING, new Uint8Array(126))],
  ["a ping in two frames", part("x", PING)],
  ["a close in two frames", part("x", CLOSE)],
  ...[0x40, 0x20, 0x10].map((bit): Case => [`a reserved bit, ${bit}`, withBits(frame(WATCH), bit)]),
  ["a reserved bit of a ping", withBits(control(PING), 0x40)],
  ...[3, 4, 5, 6, 7, 11, 12, 13, 14, 15].map((code): Case => [`opcode ${code}`, control(code)]),
  ["a part of no message", frame("x", { opcode: MORE })],
  ["a text between two parts of another", part("{", TEXT), frame(WATCH)],
  ["a text that is no UTF-8", frame(bytes(0xff, 0xfe, 0xc0))],
  ["two parts that are no UTF-8 together", part(bytes(0xce), TEXT), part(bytes(0xff), MORE, true)],
  ["half a character at the end", frame(bytes(0x61, 0xce))],
  ["half of a surrogate pair", frame(bytes(0xed, 0xa0, 0x80))],
  ["a character that is longer than it must be", frame(bytes(0xc0, 0xaf))],
  ["a length of 2 ^ 63", bytes(0x81, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4)],
  ["a close of one byte", control(CLOSE, bytes(3))],
  ["a close with a reason that is no UTF-8", closing(1000, 0xff)],
];

/** What a client may close with, and what it is answered. */
const CLOSES: readonly (readonly [outcome: number, ...codes: readonly number[]])[] = [
  ...[1000, 1001, 1002, 1007, 1011, 3000, 4999].map((code) => [code, code] as const),
  [1002, 0, 999, 1004, 1005, 1006, 1016, 2999, 5000, 65_535],
];

const ALL: readonly (readonly [Outcome, Case])[] = [
  ...GOOD.map((each) => ["goes on", each] as const),
  ...BROKEN.map((each) => ["ends", each] as const),
  ...CLOSES.flatMap(([outcome, ...codes]) =>
    codes.map((code): [Outcome, Case] => [outcome, [`a close with ${code}`, closing(code)]])
  ),
];

onServer(
  `${ALL.length} frames by hand end their own connection at most, each as it should`,
  async (server) => {
    for (const [outcome, [name, ...frames]] of ALL) {
      assert.equal(await outcomeOf(portOf(server), frames), outcome, name);
    }
  },
);

/** Whether a ping is answered after these frames, or how the connection ends. */
async function outcomeOf(port: number, frames: readonly Uint8Array[]): Promise<Outcome> {
  const conn = await Deno.connect({ hostname: "127.0.0.1", port });
  const write = (bytes: Uint8Array) =>
    new Blob([bytes.slice()]).stream().pipeTo(conn.writable, { preventClose: true });
  const reader = new FrameReader();
  let hasSent = false;
  try {
    await write(upgradeRequest(port));
    for await (const bytes of conn.readable) {
      for (const { opcode, payload } of reader.read(bytes)) {
        if (opcode === CLOSE) return new DataView(payload.buffer, payload.byteOffset).getUint16(0);
        if (opcode === PONG && new TextDecoder().decode(payload) === "alive") return "goes on";
      }
      if (reader.head === null || hasSent) continue;
      hasSent = true;
      for (const each of [...frames, control(PING, "alive")]) await write(each);
    }
  } catch {
    // Cut.
  }
  return "ends";
}
