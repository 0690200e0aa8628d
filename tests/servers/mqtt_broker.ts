import { Buffer } from "node:buffer";
import net from "node:net";

/** What a broker answers with; 0 is yes. */
export interface BrokerMood {
  /** Code in CONNACK; a text comes in its place. */
  readonly connack?: number | string;
  /** In place of PUBACK; null: nothing. */
  readonly puback?: string | null;
  /** Code in SUBACK. */
  readonly suback?: number;
}

/** A local MQTT 3.1.1 broker of few words, which refuses as it is told. */
export class MqttBroker {
  readonly received: { readonly topic: string; readonly text: string }[] = [];
  /** Heads of packets, in their order: 1 CONNECT, 3 PUBLISH, 4 PUBACK, 8 SUBSCRIBE, 12 PINGREQ, 14 DISCONNECT. */
  readonly heads: number[] = [];
  /** Who logged in, and whether the broker is to keep what is meant for them while they are away. */
  readonly logins: { readonly clientId: string; readonly isKept: boolean }[] = [];
  readonly #arrived = Promise.withResolvers<void>();
  readonly #sockets = new Set<net.Socket>();

  private constructor(private readonly server: net.Server, private readonly mood: BrokerMood) {
    server.on("connection", (socket) => {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => this.#sockets.delete(socket));
      let bytes = Buffer.alloc(0);
      socket.on("data", (chunk) => {
        bytes = Buffer.concat([bytes, chunk]);
        for (let packet = take(bytes); packet !== null; packet = take(bytes)) {
          bytes = bytes.subarray(packet.length);
          const answer = this.#answer(packet.type, packet.body);
          if (answer !== null) socket.write(answer);
        }
      });
    });
  }

  static async open(mood: BrokerMood = {}): Promise<MqttBroker> {
    const server = net.createServer();
    const broker = new MqttBroker(server, mood);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
    return broker;
  }

  get host(): string {
    const address = this.server.address();
    return `127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  /** Resolves once a message is there. */
  arrived(): Promise<void> {
    return this.#arrived.promise;
  }

  /** Brings a message to everybody who is connected, whatever they listen to. */
  publish(topic: string, text: string): void {
    const head = [0, topic.length];
    const body = Buffer.concat([
      Buffer.from(head),
      Buffer.from(topic),
      Buffer.from([0, 7]),
      Buffer.from(text),
    ]);
    const packet = Buffer.concat([Buffer.from([0x32, body.length]), body]);
    for (const socket of this.#sockets) socket.write(packet);
  }

  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #answer(type: number, body: Buffer): Uint8Array | string | null {
    this.heads.push(type);
    const { connack = 0, puback, suback = 1 } = this.mood;
    if (type === 1) {
      const clientId = body.toString("utf8", 12, 12 + body.readUInt16BE(10));
      this.logins.push({ clientId, isKept: ((body[7] ?? 0) & 2) === 0 });
      return typeof connack === "string" ? connack : Buffer.from([0x20, 2, 0, connack]);
    }
    if (type === 8) return Buffer.from([0x90, 3, body[0] ?? 0, body[1] ?? 0, suback]);
    if (type === 12) return Buffer.from([0xd0, 0]);
    if (type !== 3) return null;
    const end = 2 + body.readUInt16BE(0);
    const topic = body.toString("utf8", 2, end);
    this.received.push({ topic, text: body.toString("utf8", end + 2) });
    this.#arrived.resolve();
    if (puback !== undefined) return puback;
    return Buffer.from([0x40, 2, body[end] ?? 0, body[end + 1] ?? 0]);
  }
}

/** The first whole packet; null while it is not whole. */
function take(bytes: Buffer): { type: number; body: Buffer; length: number } | null {
  let [size, at, scale] = [0, 1, 1];
  for (;; at++, scale *= 128) {
    const byte = bytes[at];
    if (byte === undefined) return null;
    size += (byte & 127) * scale;
    if (byte < 128) break;
  }
  const length = at + 1 + size;
  if (bytes.length < length) return null;
  return { type: (bytes[0] ?? 0) >> 4, body: bytes.subarray(at + 1, length), length };
}
