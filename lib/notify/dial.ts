import net from "node:net";
import { deadline } from "@/lib/time/clock.ts";
import { DAY_MS } from "@/lib/time/durations.ts";
import { bareHost, type CheckedTarget, type Scheme } from "./guard.ts";
import { checkedTarget, CONNECT_MS, failureWords, NoAnswer, type WayOptions } from "./request.ts";

/** An open connection to the very address that was checked. */
export interface Line {
  readonly socket: net.Socket;
  /** The host as the person wrote it. */
  readonly host: string;
  /** For `tls.connect`, which checks the certificate against the host's name. */
  readonly tls: {
    readonly ca: string;
    readonly minVersion: "TLSv1.2";
    readonly host: string;
    readonly servername?: string;
  };
  /** Aborts when the time is over; the connection is cut then. */
  readonly due: AbortSignal;
  /** Words for a person about what went wrong on it, without addresses and secrets. */
  words(error: unknown): string;
}

/** What is called, and what is spoken there. */
export interface Call {
  /** With a scheme, host and perhaps port. */
  readonly address: string;
  readonly schemes: readonly Scheme[];
}

/**
 * Connects to an address that a person gave, for services that do not speak HTTP, and hangs up once
 * the talk has ended. @throws {NoAnswer} where no connection comes about
 */
export type Dial = <T>(call: Call, talk: (line: Line) => Promise<T>) => Promise<T>;

/** Mail servers let strangers wait before they greet them, in milliseconds. */
const TIMEOUT_MS = 60_000;

/** A talk that listens begins anew once a day. */
export const LONG_TALK_MS = DAY_MS;

/** The way out for other protocols than HTTP: checked as that is, and over after its time (ms). */
export function guardedDial(
  { guard, clock, signal }: WayOptions,
  timeoutMs: number = TIMEOUT_MS,
): Dial {
  return async ({ address, schemes }, talk) => {
    using due = deadline(clock, timeoutMs, signal);
    const target = await checkedTarget(guard, address, due, schemes);
    const socket = await connectedTo(target, due, clock);
    const hangUp = () => void socket.destroy();
    due.addEventListener("abort", hangUp, { once: true });
    try {
      const host = bareHost(target.url);
      const name = net.isIP(host) === 0 ? { servername: host } : {};
      return await talk({
        ...{ socket, host, due },
        // As for HTTP: Deno's own roots, without the right to look up Node's.
        tls: { ca: "", minVersion: "TLSv1.2", host, ...name },
        words: (error) => failureWords(error, due),
      });
    } finally {
      due.removeEventListener("abort", hangUp);
      hangUp();
    }
  };
}

/** Tries the addresses of a host in turn. @throws {NoAnswer} */
async function connectedTo(
  { addresses, port }: CheckedTarget,
  due: AbortSignal,
  clock: WayOptions["clock"],
): Promise<net.Socket> {
  for (const address of addresses.slice(0, -1)) {
    using soon = deadline(clock, CONNECT_MS, due);
    try {
      return await connected(address, port, soon);
    } catch (error) {
      if (due.aborted) throw error;
    }
  }
  return await connected(addresses.at(-1) ?? "", port, due);
}

function connected(host: string, port: number, due: AbortSignal): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port });
    const giveUp = () => void socket.destroy(new Error("Out of time"));
    due.addEventListener("abort", giveUp, { once: true });
    socket.once("error", (error) => {
      due.removeEventListener("abort", giveUp);
      reject(new NoAnswer(failureWords(error, due), false, false));
    });
    socket.once("connect", () => {
      due.removeEventListener("abort", giveUp);
      // An error after this belongs to whoever talks; without a listener it would end the program.
      socket.on("error", () => {});
      resolve(socket);
    });
  });
}
