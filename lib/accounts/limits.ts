import { isIP } from "node:net";
import { MINUTE_MS, SECOND_MS } from "@/lib/time/durations.ts";
import type { Accounts } from "./accounts.ts";
import { IN_PASSING } from "./shared_writes.ts";
import { AccountRefusal, type AccountsState, type Failures } from "./state.ts";

/** So many failed attempts within the span; after that each must wait until the oldest is over. */
interface Limit {
  readonly most: number;
  readonly spanMs: number;
}

/**
 * What is counted. A browser that has logged in before is counted by itself, so that nobody who guesses
 * elsewhere keeps its owner out; and the command line asks no limit. What all together cost is bounded
 * by the queue of hashes (`passwords.ts`), which keeps nobody out for longer than it takes.
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
