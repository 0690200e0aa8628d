import { isIP } from "node:net";
import type { AccountEvent } from "@/lib/protocol/views.ts";
import { MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";
import { type Accounts, personWords } from "./accounts.ts";
import type { Place } from "./sessions.ts";
import { IN_PASSING } from "./shared_writes.ts";
import { AccountRefusal, type AccountsState, type Failures, type Person } from "./state.ts";

/** So many failed attempts within the span; after that each must wait until the oldest is over. */
interface Limit {
  readonly most: number;
  readonly spanMs: number;
}

/**
 * What is counted. A browser that has logged in before is counted by itself, so that nobody who guesses
 * elsewhere keeps its owner out; and the command line asks no limit. What all together cost is bounded
 * by the queue of hashes (`secrets.ts`), which keeps nobody out for longer than it takes.
 */
const LIMITS = {
  account: { most: 5, spanMs: 15 * MINUTE_MS },
  device: { most: 5, spanMs: 15 * MINUTE_MS },
  code: { most: 5, spanMs: 15 * MINUTE_MS },
  address: { most: 20, spanMs: 10 * MINUTE_MS },
  /** The password once more, in one session. */
  confirm: { most: 5, spanMs: 15 * MINUTE_MS },
  /** Answers that a passkey did not make, of each passkey that is known. */
  passkey: { most: 10, spanMs: 15 * MINUTE_MS },
  setup: { most: 5, spanMs: 10 * MINUTE_MS },
} as const satisfies Record<string, Limit>;

/** `account:` and what it is, such as a hashed login. */
export type LimitKey = `${keyof typeof LIMITS}:${string}`;

/** Longer lists of keys than this are cut: the oldest failures are forgotten first. */
const MOST_KEYS = 2000;

/** Refuses an attempt where too many failed. @throws {AccountRefusal} saying when to try again */
export function refuseTooMany(state: AccountsState, keys: readonly LimitKey[], now: number): void {
  const waits = keys.map((key) => waitMs(recent(state, key, now), limitOf(key), now));
  const longest = Math.max(0, ...waits);
  if (longest === 0) return;
  const retryAfter = Math.ceil(longest / SECOND_MS);
  const minutes = Math.ceil(longest / MINUTE_MS);
  const message = `Too many attempts failed; try again in ${minutes} minute${
    minutes === 1 ? "" : "s"
  }`;
  throw new AccountRefusal("too_many_attempts", message, { retryAfter });
}

/** The state with one failure more of each. */
export function withFailure(
  state: AccountsState,
  keys: readonly LimitKey[],
  now: number,
): AccountsState {
  const others = state.failures.filter(({ key }) => !keys.some((named) => named === key))
    .filter(({ key, at }) => at.some((each) => isRecent(each, limitOf(key), now)));
  const added = keys.map((key): Failures => ({
    key,
    at: [...recent(state, key, now), now].slice(-limitOf(key).most),
  }));
  return { ...state, failures: [...others, ...added].slice(-MOST_KEYS) };
}

/** The state without a failure that was counted at a moment: it was none. Others of that moment stay. */
function withoutFailure(
  state: AccountsState,
  keys: readonly LimitKey[],
  counted: number,
): AccountsState {
  const failures = state.failures.map((each) =>
    keys.some((named) => named === each.key)
      ? { ...each, at: each.at.filter((_, nth) => nth !== each.at.indexOf(counted)) }
      : each
  );
  return { ...state, failures: failures.filter(({ at }) => at.length > 0) };
}

/** The state without any failure of these. */
export function withoutFailures(state: AccountsState, keys: readonly LimitKey[]): AccountsState {
  const failures = state.failures.filter(({ key }) => !keys.some((named) => named === key));
  return { ...state, failures };
}

/** Counted as failed before it is tried, so that many at once are no way around; taken back where it was none. */
export async function counted(
  accounts: Accounts,
  keys: readonly LimitKey[],
  isRight: () => Promise<boolean>,
): Promise<boolean> {
  const at = await accounts.change((state, now) => {
    refuseTooMany(state, keys, now);
    return { state: withFailure(state, keys, now), result: now, ...IN_PASSING };
  });
  const takeBack = () =>
    accounts.change((state) => (
      { state: withoutFailure(state, keys, at), result: null, ...IN_PASSING }
    ));
  try {
    const answer = await isRight();
    if (answer) await takeBack();
    return answer;
  } catch (error) {
    await takeBack();
    throw error;
  }
}

/** IPv6 addresses by their network: whoever has one has 2^64 of them. */
export function placeOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = expanded(address);
  return `${groups.slice(0, 4).join(":")}::/64`;
}

function expanded(address: string): string[] {
  const [head = "", tail] = address.split("%")[0]?.split("::") ?? [];
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - first.length - last.length);
  return [...first, ...Array.from({ length: zeros }, () => "0"), ...last]
    .map((group) => group.replace(/^0+(?=.)/, "").toLowerCase());
}

function limitOf(key: string): Limit {
  const [kind = ""] = key.split(":");
  return LIMITS[kind as keyof typeof LIMITS] ?? LIMITS.account;
}

/** The clock may have been set back: what lies ahead counts, too, but for no longer than its span. */
function isRecent(at: number, { spanMs }: Limit, now: number): boolean {
  return Math.abs(now - at) < spanMs;
}

function recent(state: AccountsState, key: string, now: number): readonly number[] {
  const limit = limitOf(key);
  const known = state.failures.find((failures) => failures.key === key)?.at ?? [];
  return known.filter((at) => isRecent(at, limit, now));
}

function waitMs(at: readonly number[], { most, spanMs }: Limit, now: number): number {
  const oldest = at.at(-most);
  return at.length < most || oldest === undefined ? 0 : Math.max(0, oldest + spanMs - now);
}

interface Attempt {
  /** Whoever is in a session already; left out where nobody knows who it is. */
  readonly by?: Person;
  /** Whose password it should be; undefined for a name that nobody has. */
  readonly about: Person | undefined;
  readonly place: Place;
  /** What was used in place of a password. */
  readonly with?: string;
}

/** Tells the logs when an attempt is refused; what was typed is in no log, for it may be a password. */
export async function refusalsTold<T>(
  accounts: Accounts,
  event: AccountEvent,
  attempt: Attempt,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail = error instanceof AccountRefusal ? detailOf(error, attempt) : null;
    const { by = null, about, place } = attempt;
    const named = about === undefined ? "" : personWords(about);
    if (detail !== null) accounts.tell(event, by, place, { about: named, detail });
    throw error;
  }
}

/** Null where it is no failed attempt. */
function detailOf({ code }: AccountRefusal, { about, with: other }: Attempt): string | null {
  switch (code) {
    case "wrong_login":
      if (other !== undefined && about === undefined) return `a ${other} that nobody has`;
      if (other !== undefined && about?.disabledAt === null) return `wrong ${other}`;
      if (about === undefined) return "a name that nobody has";
      return about.disabledAt === null ? "wrong password" : "the account is disabled";
    case "not_admitted":
      return `a ${other} that nothing here lets in`;
    case "wrong_code":
      return "wrong code";
    case "wrong_setup_token":
      return "wrong token";
    case "too_many_attempts":
      return "too many attempts";
    default:
      return null;
  }
}

interface BegunEntry<T> {
  readonly value: T;
  readonly place: string;
  /** Milliseconds since the Unix epoch. */
  readonly expiresAt: number;
}

/** So many are kept in all, and of one address or network: what was begun first goes first. */
const MOST_BEGUN = 1000;
const MOST_OF_A_PLACE = 20;

/**
 * What browsers have begun and must finish soon, once: the answer of a passkey, a login at a provider. It is
 * kept in memory only: whoever is in the middle of it when the program ends begins again.
 */
export class Begun<T> {
  readonly #entries = new Map<string, BegunEntry<T>>();

  constructor(private readonly spanMs: number, private readonly now: () => number) {}

  /** Keeps a value until it is taken or its time is over. */
  keep(key: string, value: T, { address }: { readonly address: string }): void {
    const place = placeOf(address);
    this.#forget(place);
    this.#entries.set(key, { value, place, expiresAt: this.now() + this.spanMs });
  }

  /** The value, this once; null when there is none, or its time is over. */
  take(key: string): T | null {
    const entry = this.#entries.get(key);
    this.#entries.delete(key);
    return entry !== undefined && this.#isAlive(entry) ? entry.value : null;
  }

  #forget(place: string): void {
    for (const [key, entry] of this.#entries) {
      if (!this.#isAlive(entry)) this.#entries.delete(key);
    }
    const own = [...this.#entries].filter(([, entry]) => entry.place === place);
    const [first] = own.length >= MOST_OF_A_PLACE ? own : [...this.#entries];
    const isFull = own.length >= MOST_OF_A_PLACE || this.#entries.size >= MOST_BEGUN;
    if (isFull && first !== undefined) this.#entries.delete(first[0]);
  }

  /** A clock that was set back makes nothing last longer. */
  #isAlive({ expiresAt }: BegunEntry<T>): boolean {
    return Math.abs(expiresAt - this.now() - this.spanMs / 2) <= this.spanMs / 2;
  }
}
