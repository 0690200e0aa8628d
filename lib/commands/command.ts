import type { z } from "zod";
import type { FrameData, FrameEvent } from "@/lib/live/protocol.ts";
import type { SourceRouter } from "@/lib/sources/router.ts";
import type { Cause } from "@/lib/store/cause.ts";
import type { Store } from "@/lib/store/store.ts";
import { parseInput } from "./parse_input.ts";

/** What commands work with. */
export interface CommandContext {
  readonly store: Store;
  readonly sources: SourceRouter;
  /** How long prices are kept, in days: a longer window would never be full. */
  readonly historyDays: number;
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** A new unique id without prefix (ULID). */
  newId(): string;
  /** Why the disk takes nothing new; null while it does. Left out where nobody watches the disk. */
  diskProblem?(): string | null;
}

/** What deciding about alarms needs of it. */
export type DecidingContext = Pick<CommandContext, "store" | "historyDays" | "now">;

/** One thing a person can ask for, over `/ws` and `/api` alike. */
export interface Command<Answer extends FrameEvent> {
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
