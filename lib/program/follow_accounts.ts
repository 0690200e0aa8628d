import { ulid } from "ulid";
import { COMMAND_LINE } from "@/lib/accounts/state.ts";
import type { AccountNews, Accounts } from "@/lib/accounts/accounts.ts";
import { can } from "@/lib/accounts/rights.ts";
import { OWNER_IS_OUT, type StoredChannel } from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { AuditLog } from "@/lib/audit/audit_log.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import type { Presser } from "@/lib/notify/actions.ts";
import type { AccountEvent } from "@/lib/protocol/account_view.ts";
import type { AccountEntry } from "@/lib/protocol/audit_entry.ts";
import type { Event } from "@/lib/store/events.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";
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

/** Who presses the buttons of a channel: of an own one its owner, as they may at this moment; else anybody. */
export function presserFor(book: Accounts): (owner: string | null) => Presser {
  return (owner) => {
    if (owner === null || book.mode === "off" || book.mode === "open") return { may: () => true };
    const person = book.state.people.find(({ id }) => id === owner);
    if (person === undefined || person.disabledAt !== null) return { may: () => false };
    const { id, name } = person;
    const who = { kind: "person", person, sessionId: "" } as const;
    return {
      doer: { id, name },
      may: (action) => can(who, action === "snooze" ? "changeAlarms" : "acknowledge"),
    };
  };
}

/**
 * Keeps own channels to people who are let in: those of others are switched off until they are let in again, and
 * removed when a person is erased. Where nobody has to log in nothing is touched.
 */
export function followOwners(
  book: Accounts,
  store: Pick<Store, "state" | "change" | "onCommitted">,
) {
  let people = new Set(book.state.people.map(({ id }) => id));
  let erased: ReadonlySet<string> = new Set();
  const look = () => {
    const now = new Set(book.state.people.map(({ id }) => id));
    erased = erased.union(people.difference(now));
    people = now;
    if (book.mode !== "closed") return;
    const decide = (state: State) => ({ events: ownerEvents(state, book, erased), result: null });
    if (decide(store.state).events.length === 0) return;
    store.change(decide).catch((error) => {
      // A store that takes nothing more is told on every screen; the next start looks again.
      if (error instanceof StoreFailedError) return;
      getLogger("channels").error("Own channels are not kept to their owners: {error}", { error });
    });
  };
  book.onChanged(look);
  store.onCommitted(look, ["channelAdded", "channelUpdated"]);
  look();
}

function ownerEvents(
  { channels }: State,
  book: Pick<Accounts, "state">,
  erased: ReadonlySet<string>,
): Event[] {
  const inside = new Set(
    book.state.people.flatMap(({ id, disabledAt }) => disabledAt === null ? [id] : []),
  );
  return channels.flatMap((channel) => {
    const { owner, id } = channel;
    if (owner === null) return [];
    if (erased.has(owner)) return [{ type: "channelRemoved", id }];
    return switched(channel, inside.has(owner));
  });
}

/** Off while its owner is out; on again when that was the reason. */
function switched(channel: StoredChannel, isIn: boolean): Event[] {
  const { enabled, state } = channel;
  const isDue = isIn ? !enabled && state.disabledReason === OWNER_IS_OUT : enabled;
  if (!isDue) return [];
  const disabledReason = isIn ? null : OWNER_IS_OUT;
  const after = { ...channel, enabled: isIn, state: { ...state, disabledReason } };
  return [{ type: "channelUpdated", channel: after, by: "program" }];
}
