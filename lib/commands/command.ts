import type { z } from "zod";
import { explainIssues } from "@/lib/alarms/alarm_input.ts";
import type { ChannelDesk } from "@/lib/notify/channel_desk.ts";
import type { FrameData, FrameEvent } from "@/lib/protocol/frames.ts";
import type { SourceRouter } from "@/lib/sources/router.ts";
import type { Cause } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { Refusal } from "./refusal.ts";

/** What commands work with. */
export interface CommandContext {
  readonly store: Store;
  readonly sources: SourceRouter;
  /** How long prices are kept, in days: a longer window would never be full. */
  readonly historyDays: number;
  readonly channels: ChannelDesk;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** A new unique id without prefix (ULID). */
  newId(): string;
  /** Says why the disk takes nothing new; null while it does. Left out where nobody watches the disk. */
  readonly disk?: { readonly problem: string | null };
  /** Called before a command is decided: the computer's clock may have been set. Left out where it cannot be. */
  readonly syncClock?: () => void;
}

/** What deciding about alarms needs of it. */
export type DecidingContext = Pick<CommandContext, "store" | "historyDays" | "now">;

/** One thing a person can ask for, over `/ws` and `/api` alike. */
interface Command<Answer extends FrameEvent> {
  /** The event of the answer; the request's event is the key in `COMMANDS`. */
  readonly answer: Answer;
  readonly input: z.ZodType;
  /** @throws {Refusal} when the input is wrong or it cannot be done; then nothing has changed */
  execute(input: unknown, context: CommandContext, cause: Cause): Promise<FrameData[Answer]>;
}

/** Makes a command of its input's schema and what it does with it. */
export function defineCommand<Input, Answer extends FrameEvent>({ answer, input, run }: {
  answer: Answer;
  input: z.ZodType<Input>;
  run(input: Input, context: CommandContext, cause: Cause): Promise<FrameData[Answer]>;
}): Command<Answer> {
  const execute = async (given: unknown, context: CommandContext, cause: Cause) =>
    await run(parseInput(input, given), context, cause);
  return { answer, input, execute };
}

/** Parses what a person sent. @throws {Refusal} naming the first wrong field and the remedy */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { field, message } = explainIssues(parsed.error);
  throw new Refusal("invalid_request", message, field || undefined);
}

/** Nothing that is understood here is nested deeper than a few levels; a million would take a while to read. */
const DEEPEST = 100;

/**
 * Counts brackets without reading the text; those in a quoted text do not count. Stops where it is nested
 * more deeply than `most`.
 */
export function shapeOf(text: string, most = Infinity) {
  let [depth, deepest, objects, isText] = [0, 0, 0, false];
  for (let at = 0; at < text.length && deepest <= most; at++) {
    const character = text[at];
    if (character === '"') isText = !isText;
    else if (isText) at += character === "\\" ? 1 : 0;
    else if (character === "[" || character === "{") {
      if (character === "{") objects++;
      deepest = Math.max(deepest, ++depth);
    } else if (character === "]" || character === "}") depth--;
  }
  return { depth: deepest, objects };
}

/** `what` is what the text is, such as "The body". @throws {Refusal} */
export function refuseTooDeep(text: string, what: string): void {
  if (shapeOf(text, DEEPEST).depth <= DEEPEST) return;
  throw new Refusal(
    "invalid_request",
    `${what} is nested too deeply; at most ${DEEPEST} levels are read`,
  );
}
