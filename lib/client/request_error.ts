import { describeAlarm } from "@/lib/alarms/words.ts";
import type { PairChoice } from "@/lib/market/symbol.ts";
import type { FrameData, ServerFrame } from "@/lib/protocol/frames.ts";
import { pairTitle } from "./pair_titles.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { durationWords } from "@/lib/text/times.ts";
import { requestWords } from "./texts.ts";

/** A command that was refused or got no answer; the message is for the person who sent it. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  constructor(
    readonly code: string,
    message: string,
    /** The field of the command that is at fault, where the server named one. */
    readonly field: string | null = null,
    /** What to ask for instead. */
    readonly choices: readonly PairChoice[] = [],
  ) {
    super(message);
  }
}

/** What to tell a person about a command that failed. */
export function messageOf(error: unknown): string {
  return error instanceof RequestError ? error.message : requestWords.pageFailed;
}

/** From check to check nobody knows what happened, and a little longer; in milliseconds. */
const USUAL_MS = 30_000;

/** What to tell a person whose command was done; null where the page shows it by itself. */
export function answerNotice(frame: ServerFrame): string | null {
  switch (frame.event) {
    case "alarm_added":
      return trueAlready(frame.data);
    case "alarm_updated":
      return [trueAlready(frame.data), droppedWords(frame.data)]
        .filter((part) => part !== null).join(" ") || null;
    case "pair_added":
      return requestWords.watchedNow(titleOfPair(frame.data.pair));
    case "pair_removed":
      return requestWords.removed(pairTitle(frame.data.pair));
    default:
      return null;
  }
}

type Changed = FrameData["alarm_updated"];

function trueAlready({ alarm, pair, alreadyTrue }: Changed): string | null {
  if (alreadyTrue !== true) return null;
  return requestWords.trueAlready(describeAlarm(alarm, pairTitle(pair)));
}

/** Worth a word only where prices were not evaluated for longer than usual. */
export function droppedWords(
  { droppedFrom, droppedTo }: Pick<Changed, "droppedFrom" | "droppedTo">,
): string | null {
  if (droppedFrom === undefined || droppedTo === undefined) return null;
  const span = Date.parse(droppedTo) - Date.parse(droppedFrom);
  if (span < USUAL_MS) return null;
  return requestWords.startsAnew(durationWords(span));
}
