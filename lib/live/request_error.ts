import type { PairChoice } from "@/lib/market/pair_choice.ts";

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
  return error instanceof RequestError ? error.message : "The page itself failed; reload it";
}
