import { ulid } from "ulid";
import type { AccountNews, Accounts } from "@/lib/accounts/accounts.ts";
import type { AuditLog } from "@/lib/audit/audit_log.ts";
import type { AccountEvent } from "@/lib/protocol/account_view.ts";
import type { AccountEntry } from "@/lib/protocol/audit_entry.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

/** Writes everything that happens to accounts into the audit log; `now` in milliseconds since the Unix epoch. */
export function recordNews(
  book: Pick<Accounts, "onNews">,
  auditLog: Pick<AuditLog, "append">,
  now: () => number,
): void {
  const throttle = new NewsThrottle();
  book.onNews((news) => {
    const leftOut = throttle.take(news, now());
    if (leftOut !== null) auditLog.append([entryOf(news, leftOut, now())]);
  });
}

/** By what the command line is named; it is whoever owns the data folder. */
const COMMAND_LINE = "deno task user";

function entryOf(news: AccountNews, leftOut: number, now: number): AccountEntry {
  const { event, by, about, detail, address } = news;
  const person = by === "cli" ? COMMAND_LINE : by?.name;
  return {
    ...{ id: `change_${ulid(now)}`, timestamp: new Date(now).toISOString() },
    ...{ pair: null, alarmId: null, by: "person", address, kind: event, before: null },
    ...(person === undefined ? {} : { person }),
    after: { name: about, detail, ...(leftOut > 0 && { leftOut }) },
  };
}

/** What anybody can cause as often as they like: of all that is refused together, and of each person. */
const REPEATED: ReadonlySet<AccountEvent> = new Set<AccountEvent>([
  ...["setUpRefused", "loginRefused", "passwordRefused"] as const,
  ...["loggedIn", "loggedOut", "passwordGiven", "refused"] as const,
]);

/** So many lines come at once, and after that one in this time. */
const BURST = 20;
const SPACING_MS = 5 * MINUTE_MS;
/** Fewer than there can be people with three kinds of such news, and more than ever come at once. */
const MOST_BUCKETS = 1000;

interface Bucket {
  tokens: number;
  filledAt: number;
  leftOut: number;
}

/**
 * The log is bounded, and its oldest lines go first: a flood of guesses must not push out what fired. What is
 * left out is counted, and told by the next line of its kind.
 */
export class NewsThrottle {
  readonly #buckets = new Map<string, Bucket>();

  /** How many were left out before this one; null when it is left out, too. */
  take(
    { event, by, about }: Pick<AccountNews, "event" | "by" | "about">,
    now: number,
  ): number | null {
    if (!REPEATED.has(event)) return 0;
    const bucket = this.#bucket(by === null ? event : `${event} ${about}`, now);
    // A clock that was set back fills nothing.
    const filled = Math.max(0, now - bucket.filledAt) / SPACING_MS;
    bucket.tokens = Math.min(BURST, bucket.tokens + filled);
    bucket.filledAt = now;
    if (bucket.tokens < 1) {
      bucket.leftOut++;
      return null;
    }
    const { leftOut } = bucket;
    bucket.tokens--;
    bucket.leftOut = 0;
    return leftOut;
  }

  #bucket(key: string, now: number): Bucket {
    const known = this.#buckets.get(key);
    const bucket = known ?? { tokens: BURST, filledAt: now, leftOut: 0 };
    // The one that was used last stands last.
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > MOST_BUCKETS && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}
