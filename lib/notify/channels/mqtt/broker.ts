import type { Duplex } from "node:stream";
import tls from "node:tls";
import type { Call, Dial, Line } from "@/lib/notify/dial.ts";
import { NoAnswer } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import {
  connectPacket,
  DISCONNECT,
  type Packet,
  PacketReader,
  PINGREQ,
  pubackPacket,
  publishPacket,
  subscribePacket,
} from "./packets.ts";

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
      talk.send(DISCONNECT);
      return { kind: "sent" };
    } catch (error) {
      throw new NoAnswer(line.words(error), isSent, false);
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
      this.send(PINGREQ);
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
