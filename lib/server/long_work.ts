import { Refusal } from "@/lib/commands/command.ts";
import { Gate, GateFullError } from "@/lib/time/turns.ts";
import { streamOf } from "./bodies.ts";

/** Looks into the past of prices: each holds up to 30 days of candles. */
const pasts = new Gate(4, 100);
/** Searches of the log: each holds its files open. */
const searches = new Gate(4, 100);
/** Logs that are sent: they take as long as whoever reads them. */
const downloads = new Gate(4, 20);
/** Files of alarms that are read. */
const imports = new Gate(2, 20);

const GATES = { pasts, searches, downloads, imports };

/**
 * Does long work when there is room for it. Rejects as the work does.
 * @throws {Refusal} when too much of it waits already
 * @throws the signal's reason when the asker has gone while it waited
 */
export async function longWork<T>(
  kind: keyof typeof GATES,
  work: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  try {
    return await GATES[kind].run(work, signal);
  } catch (error) {
    if (!(error instanceof GateFullError)) throw error;
    const message = "Too many long questions wait already; ask again in a while";
    throw new Refusal("too_many_requests", message);
  }
}

/**
 * A long text as a body, made while it is read. It waits until few enough others are read, ends when
 * its reader stalls, and lets go of what it reads from in every case.
 */
export function download(
  text: AsyncGenerator<string>,
  signal?: AbortSignal,
): Promise<ReadableStream<Uint8Array>> {
  return new Promise((resolve, reject) => {
    const send = () =>
      new Promise<void>((done) => {
        resolve(streamOf(text, done));
      });
    longWork("downloads", send, signal).catch(reject);
  });
}
