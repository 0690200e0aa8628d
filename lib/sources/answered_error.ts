import type { SourceName } from "@/lib/market/source_name.ts";
import { SourceError } from "./source.ts";

/** The source answered, with a status that is a refusal or a trouble of its own. */
export class AnsweredError extends SourceError {
  constructor(
    source: SourceName,
    message: string,
    kind: SourceError["kind"],
    retryAt: number | null,
    readonly status: number,
    /** The source's own number for what is wrong (Binance: -1121 for an unknown symbol). */
    readonly code: number | null,
  ) {
    super(source, message, kind, retryAt);
  }
}
