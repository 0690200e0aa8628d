import { getLogger as getLogTapeLogger, type Logger } from "@logtape/logtape";

export type { Logger };

/** First part of every category of this program; LogTape's own and libraries' categories stay outside. */
export const ROOT_CATEGORY = "app";

/** The logger of one part of the program, such as `monitor`; silent until `startLogs` ran. */
export function getLogger(part: string): Logger {
  return getLogTapeLogger([ROOT_CATEGORY, part]);
}

/** Parts of Deno whose own loops serve a connection; nobody can await, or catch, what they throw. */
const CONNECTION_CODE = /\bext:deno_(?:http|net|tls|websocket)\//;
/** A frame of this program's own code, or of a package. */
const OWN_CODE = /\b(?:file|npm|jsr|https?|data|blob):/;
/** A stack is longer only where somebody made it so. */
const LONGEST_STACK = 10_000;

/**
 * Whether an error was thrown by Deno's own loop over one connection, such as "failed to allocate
 * string" for a message of 600 MB: it costs that connection, and the program's state does not know it.
 */
export function isOfConnection(error: unknown): boolean {
  if (!(error instanceof Error) || error.stack === undefined) return false;
  const frames = error.stack.slice(0, LONGEST_STACK).split("\n")
    .filter((line) => line.trimStart().startsWith("at "));
  return frames.length > 0 && frames.some((frame) => CONNECTION_CODE.test(frame)) &&
    !frames.some((frame) => OWN_CODE.test(frame));
}

/**
 * What a check, a socket, a route, a listener or the schedule throws is caught where it happens. What
 * gets past all of them leaves a state that nobody knows: the program ends in order, and its
 * supervisor starts it again from what is on disk. A connection's own failure is only told.
 */
export function endOnUnknownError(stop: () => void, target: EventTarget = globalThis): void {
  const evaluate = (event: Event, error: unknown) => {
    event.preventDefault();
    const log = getLogger("main");
    if (isOfConnection(error)) {
      log.warn("A connection failed inside Deno: {reason}", { reason: String(error) });
      return;
    }
    log.fatal("The program ends, because nobody expected this: {error}", { error });
    stop();
  };
  target.addEventListener("error", (event) => evaluate(event, (event as ErrorEvent).error));
  target.addEventListener(
    "unhandledrejection",
    (event) => evaluate(event, (event as PromiseRejectionEvent).reason),
  );
}

/** Errors of our own are sentences for the person who starts a program; any other is a fault and shows its stack. */
export function isForPerson(error: unknown): error is Error {
  return error instanceof Error && error.name !== "Error" && error.name !== "TypeError";
}
