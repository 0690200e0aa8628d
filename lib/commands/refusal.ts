import type { PairChoice } from "@/lib/market/pair_choice.ts";

/** Why a request was refused; each code has one HTTP status (see `lib/http/problem.ts`). */
export type RefusalCode =
  | "invalid_json"
  | "invalid_encoding"
  | "unsupported_encoding"
  | "unreadable_body"
  | "invalid_request"
  | "too_large"
  | "unknown_event"
  | "unknown_pair"
  | "ambiguous_pair"
  | "pair_exists"
  | "too_many_requests"
  | "too_many_pairs"
  | "too_many_alarms"
  | "import_running"
  | "pair_not_found"
  | "alarm_not_found"
  | "fire_not_found"
  | "no_price_yet"
  | "source_unavailable"
  | "store_unavailable"
  | "disk_full"
  | "forbidden_origin"
  | "internal";

/** A request that cannot be carried out; nothing was changed. The message names the field and the remedy. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: RefusalCode,
    message: string,
    /** Dotted path of the field that is wrong, such as `alarm.targetPrice`. */
    readonly field?: string,
    /** What to ask for instead, each of it certain. */
    readonly choices?: readonly PairChoice[],
  ) {
    super(message);
  }
}
