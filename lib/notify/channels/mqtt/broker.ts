import { Buffer } from "node:buffer";
import type { Duplex } from "node:stream";
import tls from "node:tls";
import type { Call, Dial, Line } from "@/lib/notify/dial.ts";
import { NoAnswer } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

/** A broker, and how it knows us. */
export interface Broker {
  readonly call: Call;
  readonly isTls: boolean;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

interface Publication {
  readonly topic: string;
  readonly text: string;
}

/** The broker and we ask that often whether the other is there; twice as long without a word is the end. */
const PING_MS = 30 * SECOND_MS;
/** A talk sends one packet that is answered by its id. */
const ID = 1;

/** Publishes at least once, and says what the broker made of it. */
export function publishAt(
  broker: Broker,
  dial: Dial,
  { topic, text }: Publication,
): Promise<Outcome> {
  return dial(broker.call, async (line) => {
    let isSent = false;
    try {
      const talk = new Talk(line, broker);
      const code = await talk.login(broker, null);
      if (code !== 0) return refusedLogin(code);
      isSent = true;
      talk.send(publishPacket(ID, topic, text));
      await talk.until((packet) => packet.type === "puback" && packet.id === ID);
      talk.send(packet(DISCONNECT));
      return { kind: "sent" };
    } catch (error) {
      throw new NoAnswer(line.words(error), isSent, false);
    }
  });
}

/** Why the broker does not let us in, as `publishAt` would say it; null where it does. */
export function refusalAt(broker: Broker, dial: Dial): Promise<Outcome | null> {
  return dial(broker.call, async (line) => {
    try {
      const talk = new Talk(line, broker);
      const code = await talk.login(broker, null);
      talk.send(packet(DISCONNECT));
      return code === 0 ? null : refusedLogin(code);
    } catch (error) {
      throw new NoAnswer(line.words(error), false, false);
    }
  });
}

const WHY: Readonly<Record<number, string>> = {
  1: "The broker does not speak MQTT 3.1.1 (1)",
  4: "The broker does not take user and password (4); enter them again",
  5: "The broker does not let this user in (5); enter user and password again",
};

function refusedLogin(code: number): Outcome {
  const why = WHY[code];
  if (why !== undefined) return { kind: "gone", why };
  return { kind: "retry", why: `The broker lets nobody in just now (${code})` };
}

interface Listening {
  readonly topic: string;
  /** By which the broker knows us again, of 1 to 23 letters and digits: it keeps what is published while we are away. */
  readonly clientId: string;
  readonly clock: Pick<Clock, "after">;
  hear(text: string): Promise<void>;
}

/** Hears what is published to a topic, until the line is cut. @throws where the broker refuses that */
export function listenAt(
  broker: Broker,
  dial: Dial,
  { topic, clientId, clock, hear }: Listening,
): Promise<void> {
  return dial(broker.call, async (line) => {
    const talk = new Talk(line, broker);
    const over = new AbortController();
    void talk.keepAlive(clock, over.signal);
    try {
      const code = await talk.login(broker, clientId);
      if (code !== 0) throw new Error(`The broker refuses (${code})`);
      talk.send(subscribePacket(ID, topic));
      for (;;) {
        const packet = await talk.next();
        if (packet.type === "suback" && packet.code >= 128) {
          throw new Error("The broker lets this user not listen");
        }
        if (packet.type !== "publish") continue;
        await hear(new TextDecoder().decode(packet.payload));
        if (packet.id !== null) talk.send(pubackPacket(packet.id));
      }
    } finally {
      over.abort();
    }
  });
}

/** One connection, from the login on. */
class Talk {
  readonly #stream: Duplex;
  readonly #packets: AsyncGenerator<Packet>;
  readonly #line: Line;
  /** Something came since the last look. */
  #isAlive = true;

  constructor(line: Line, { isTls }: Broker) {
    this.#line = line;
    this.#stream = isTls ? tls.connect({ socket: line.socket, ...line.tls }) : line.socket;
    this.#packets = this.#read();
    // Reading tells of it; without a listener it would end the program.
    this.#stream.on("error", () => {});
  }

  send(bytes: Uint8Array): void {
    if (this.#stream.writable) this.#stream.write(bytes);
  }

  /** What the broker answers to user and password: 0 is yes. It forgets who comes without a name. */
  async login({ username, password }: Broker, knownAs: string | null): Promise<number> {
    const clientId = knownAs ?? `cpa${crypto.randomUUID().replaceAll("-", "").slice(0, 20)}`;
    this.send(connectPacket({
      ...{ clientId, isKept: knownAs !== null },
      ...{ username, password, keepAliveSeconds: 2 * PING_MS / SECOND_MS },
    }));
    const packet = await this.until(({ type }) => type === "connack");
    return packet.type === "connack" ? packet.code : 0;
  }

  async until(isMeant: (packet: Packet) => boolean): Promise<Packet> {
    for (;;) {
      const packet = await this.next();
      if (isMeant(packet)) return packet;
    }
  }

  async next(): Promise<Packet> {
    const { done, value } = await this.#packets.next();
    if (done) throw Object.assign(new Error("The connection was cut"), { code: "ECONNRESET" });
    return value;
  }

  /** Asks whether the broker is there, until the signal aborts, and hangs up where it does not answer. */
  async keepAlive(clock: Pick<Clock, "after">, signal: AbortSignal): Promise<void> {
    for (;;) {
      await clock.after(PING_MS, signal);
      if (signal.aborted) return;
      if (!this.#isAlive) return void this.#line.socket.destroy();
      this.#isAlive = false;
      this.send(packet(PINGREQ));
    }
  }

  async *#read(): AsyncGenerator<Packet> {
    const reader = new PacketReader();
    for await (const chunk of this.#stream) {
      this.#isAlive = true;
      yield* reader.read(chunk);
    }
  }
}

/** What a broker sends, as far as it means something to us. */
type Packet =
  | { readonly type: "connack"; readonly code: number }
  | {
    readonly type: "publish";
    readonly topic: string;
    readonly payload: Uint8Array;
    /** To be acknowledged with; null where the broker wants no acknowledgement. */
    readonly id: number | null;
  }
  | { readonly type: "puback"; readonly id: number }
  | { readonly type: "suback"; readonly id: number; readonly code: number }
  | { readonly type: "pingresp" };

/** What is sent is no MQTT 3.1.1, or more of it than we take. */
export class NoMqtt extends Error {
  override readonly name = "NoMqtt";
}

/** Of a packet of a broker, in bytes: nobody presses a button with more. */
const LONGEST_PACKET = 16_384;

interface Login {
  readonly clientId: string;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** The broker keeps what is meant for us while we are away. */
  readonly isKept: boolean;
  /** So many seconds after the last packet the broker takes us for gone. */
  readonly keepAliveSeconds: number;
}

/** Asks to be let in. */
export function connectPacket(
  { clientId, username, password, isKept, keepAliveSeconds }: Login,
): Buffer {
  const given = [username, password].filter((text) => text !== undefined);
  const flags = (isKept ? 0 : 2) | (username === undefined ? 0 : 128) |
    (password === undefined ? 0 : 64);
  const head = [textField("MQTT"), Buffer.from([4, flags]), number16(keepAliveSeconds)];
  return packet(0x10, ...head, ...[clientId, ...given].map(textField));
}

/** A message that the broker acknowledges by its id (QoS 1). */
function publishPacket(id: number, topic: string, text: string): Buffer {
  return packet(0x32, textField(topic), number16(id), Buffer.from(text));
}

/** Asks for what is published to a topic, acknowledged by us. */
function subscribePacket(id: number, topic: string): Buffer {
  return packet(0x82, number16(id), textField(topic), Buffer.from([1]));
}

function pubackPacket(id: number): Buffer {
  return packet(0x40, number16(id));
}

const PINGREQ = 0xc0;
const DISCONNECT = 0xe0;

function packet(head: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length, isFirst = true; rest > 0 || isFirst; isFirst = false) {
    const more = rest >= 128 ? 128 : 0;
    length.push(rest % 128 | more);
    rest = Math.floor(rest / 128);
  }
  return Buffer.concat([Buffer.from([head, ...length]), body]);
}

function textField(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([number16(bytes.length), bytes]);
}

function number16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

/** Puts together packets from the pieces in which they come. */
export class PacketReader {
  #bytes: Buffer = Buffer.alloc(0);

  /** The packets that are whole by now; what means nothing to us is left out. @throws {NoMqtt} */
  read(chunk: Uint8Array): Packet[] {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    const packets: Packet[] = [];
    for (let at = 0;;) {
      const length = lengthAt(this.#bytes, at + 1);
      if (length === null || this.#bytes.length < length.bodyAt + length.size) {
        this.#bytes = this.#bytes.subarray(at);
        return packets;
      }
      const end = length.bodyAt + length.size;
      const read = packetOf(this.#bytes[at] ?? 0, this.#bytes.subarray(length.bodyAt, end));
      if (read !== null) packets.push(read);
      at = end;
    }
  }
}

/** Where a packet's body begins and how long it is; null while that is not known. */
function lengthAt(bytes: Buffer, at: number): { bodyAt: number; size: number } | null {
  let size = 0;
  for (let nth = 0; nth < 4; nth++) {
    const byte = bytes[at + nth];
    if (byte === undefined) return null;
    size += (byte & 127) * 128 ** nth;
    if (size > LONGEST_PACKET) throw new NoMqtt(`A packet has over ${LONGEST_PACKET} bytes`);
    if (byte < 128) return { bodyAt: at + nth + 1, size };
  }
  throw new NoMqtt("A packet's length does not end");
}

function packetOf(head: number, body: Buffer): Packet | null {
  switch (head >> 4) {
    case 2:
      return { type: "connack", code: byteAt(body, 1) };
    case 3:
      return published(head, body);
    case 4:
      return { type: "puback", id: number16At(body, 0) };
    case 9:
      return { type: "suback", id: number16At(body, 0), code: byteAt(body, 2) };
    case 13:
      return { type: "pingresp" };
    default:
      throw new NoMqtt(`A broker does not send packets of type ${head >> 4}`);
  }
}

function published(head: number, body: Buffer): Packet {
  const end = 2 + number16At(body, 0);
  const quality = (head >> 1) & 3;
  // We ask for QoS 1 at most.
  if (quality > 1) throw new NoMqtt(`A message has QoS ${quality}`);
  if (end > body.length) throw new NoMqtt("A topic goes over its packet's end");
  const topic = body.subarray(2, end).toString("utf8");
  if (quality === 0) return { type: "publish", topic, payload: body.subarray(end), id: null };
  const id = number16At(body, end);
  return { type: "publish", topic, payload: body.subarray(end + 2), id };
}

function byteAt(body: Buffer, at: number): number {
  const byte = body[at];
  if (byte === undefined) throw new NoMqtt("A packet is too short");
  return byte;
}

function number16At(body: Buffer, at: number): number {
  return byteAt(body, at) * 256 + byteAt(body, at + 1);
}
