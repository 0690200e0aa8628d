import type { PairChoice } from "@/lib/market/symbol.ts";

/** Why a request may be refused, with the status that an answer over HTTP has then. */
export const REFUSALS = {
  invalid_json: 400,
  invalid_encoding: 400,
  unsupported_encoding: 415,
  unreadable_body: 400,
  invalid_request: 422,
  too_large: 413,
  unknown_event: 400,
  unknown_pair: 422,
  ambiguous_pair: 422,
  pair_exists: 409,
  too_many_requests: 429,
  too_many_pairs: 409,
  too_many_alarms: 409,
  import_running: 409,
  pair_not_found: 404,
  alarm_not_found: 404,
  fire_not_found: 404,
  channel_not_found: 404,
  channel_off: 409,
  too_many_channels: 409,
  policy_not_found: 404,
  too_many_policies: 409,
  watchlist_not_found: 404,
  watchlist_exists: 409,
  too_many_watchlists: 409,
  in_use: 409,
  delivery_not_found: 404,
  not_dead: 409,
  no_price_yet: 409,
  source_unavailable: 503,
  store_unavailable: 503,
  disk_full: 507,
  forbidden_origin: 403,
  forbidden: 403,
  internal: 500,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** A request that cannot be carried out; nothing was changed. The message names the field and the remedy. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  constructor(
    readonly code: RefusalCode,
    message: string,
    /** Dotted path of the field that is wrong, such as `alarm.note`. */
    readonly field?: string,
    /** What to ask for instead, each of it certain. */
    readonly choices?: readonly PairChoice[],
  ) {
    super(message);
  }
}
