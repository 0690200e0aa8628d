import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import type { Who } from "./rights.ts";
import { hashOf, newSecret } from "./secrets.ts";
import { AccountRefusal, type AccountsState, type Person, type Session } from "./state.ts";

/** From where somebody asks. */
export interface Place {
  readonly address: string;
  /** What the browser or the script says it is. */
  readonly agent: string;
}

/** How long a session lasts without use, and at most. One that is not remembered ends with the browser. */
const IDLE_MS = 7 * DAY_MS;
const IDLE_UNREMEMBERED_MS = 12 * HOUR_MS;
export const LONGEST_SESSION_MS = 30 * DAY_MS;
/** How long a password that was just given counts for what needs one. */
const CONFIRMED_MS = 10 * MINUTE_MS;
const MOST_SESSIONS = 20;
const MOST_DEVICES = 10;

/** A session or a token: what somebody holds. */
export type Held =
  & {
    readonly id: string;
    readonly userId: string;
    readonly epoch: number;
    readonly expiresAt: string | null;
  }
  & Partial<Pick<Session, "lastSeenAt" | "idleMs">>;

/** Whether its time is over. */
export function isOver(
  { expiresAt, lastSeenAt, idleMs }: Omit<Held, "id" | "userId" | "epoch">,
  now: number,
): boolean {
  if (expiresAt !== null && Date.parse(expiresAt) <= now) return true;
  return lastSeenAt !== undefined && idleMs !== undefined &&
    Date.parse(lastSeenAt) + idleMs <= now;
}

export function iso(at: number): string {
  return new Date(at).toISOString();
}

/** A session as it was just made, with the cookie that opens it. */
export interface OpenedSession {
  readonly cookie: string;
  /** For a browser that is remembered: what keeps its owner from being kept out by guesses elsewhere. */
  readonly device: string;
  readonly session: Session;
  readonly isRemembered: boolean;
}

interface NewSession extends Place {
  readonly id: string;
  readonly userId: string;
  readonly method: string;
  readonly isRemembered: boolean;
  /** Null for a browser that logs in for the first time. */
  readonly device: string | null;
  /** How long it lasts at most, in milliseconds, where that is less than usual. */
  readonly lastsMs?: number;
}

/** The state with a session more for a person; the oldest of theirs ends where there are too many. */
export function withSession(
  state: AccountsState,
  { id, userId, address, agent, method, isRemembered, device, lastsMs = LONGEST_SESSION_MS }:
    NewSession,
  now: number,
): { state: AccountsState; opened: OpenedSession } {
  const person = state.people.find((each) => each.id === userId);
  const cookie = newSecret();
  const session: Session = {
    ...{ id, hash: hashOf(cookie), userId, epoch: person?.epoch ?? 0 },
    ...{ createdAt: iso(now), lastSeenAt: iso(now), expiresAt: iso(now + lastsMs) },
    idleMs: isRemembered ? IDLE_MS : IDLE_UNREMEMBERED_MS,
    confirmedUntil: iso(now + CONFIRMED_MS),
    ...{ address, agent: agent.slice(0, 200), method },
  };
  const known = device !== null && person?.devices.includes(hashOf(device)) ? device : newSecret();
  const people = state.people.map((each) =>
    each.id === userId ? { ...each, devices: withNewest(each.devices, hashOf(known)) } : each
  );
  const alive = state.sessions.filter((each) => !isOver(each, now));
  const own = alive.filter((each) => each.userId === userId).slice(-MOST_SESSIONS + 1);
  const others = alive.filter((each) => each.userId !== userId);
  return {
    state: { ...state, people, sessions: [...others, ...own, session] },
    opened: { cookie, device: known, session, isRemembered },
  };
}

/** The same for a person who has just logged in. */
export function withLogin(
  state: AccountsState,
  made: NewSession,
  now: number,
): { state: AccountsState; opened: OpenedSession } {
  const { state: after, opened } = withSession(state, made, now);
  const lastLoginAt = iso(now);
  const noted = withPerson(after, made.userId, (person) => ({ ...person, lastLoginAt }));
  return { state: noted, opened };
}

/** The same session under another cookie; it counts as confirmed for no longer than it did. */
export function rotated(
  state: AccountsState,
  session: Session,
  now: number,
): { state: AccountsState; opened: OpenedSession } {
  const cookie = newSecret();
  const epoch = state.people.find(({ id }) => id === session.userId)?.epoch ?? session.epoch;
  const fresh: Session = { ...session, hash: hashOf(cookie), epoch, lastSeenAt: iso(now) };
  const others = state.sessions.filter(({ id }) => id !== session.id);
  const opened = {
    ...{ cookie, device: "", session: fresh },
    isRemembered: session.idleMs === IDLE_MS,
  };
  return { state: { ...state, sessions: [...others, fresh] }, opened };
}

/** The session that asks, as it stands in a state. @throws {AccountRefusal} where there is none */
export function sessionIn({ sessions }: AccountsState, who: Who): Session {
  const session = who.kind === "person"
    ? sessions.find(({ id }) => id === who.sessionId)
    : undefined;
  if (session !== undefined) return session;
  throw new AccountRefusal("unauthenticated", "Log in first: this belongs to a person's session");
}

/** A session whose person has just given password and code. */
export function confirmed(session: Session, now: number): Session {
  return { ...session, confirmedUntil: iso(now + CONFIRMED_MS) };
}

/** How the session is called that a proxy's word stands for. */
export const BY_PROXY = "the proxy";

/**
 * Whether its person has shown a while ago at most that it is them. Who has nothing to show here is known by the
 * proxy only, which says so at each request.
 */
export function isConfirmed(
  { confirmedUntil, method }: Session,
  { password, passkeys, identities }: Person,
  now: number,
): boolean {
  if (Date.parse(confirmedUntil) > now) return true;
  return method === BY_PROXY && password === null && passkeys.length + identities.length === 0;
}

/** The state with a browser more that a person's own logins are counted by, and its cookie. */
export function withDevice(
  state: AccountsState,
  userId: string,
): { state: AccountsState; device: string } {
  const device = newSecret();
  const known = withPerson(state, userId, (person) => ({
    ...person,
    devices: withNewest(person.devices, hashOf(device)),
  }));
  return { state: known, device };
}

function withNewest(devices: readonly string[], newest: string): string[] {
  return [...devices.filter((each) => each !== newest), newest].slice(-MOST_DEVICES);
}

/** The state with something of a person's changed. */
export function withPerson(
  state: AccountsState,
  id: string,
  move: (person: Person) => Person,
): AccountsState {
  return { ...state, people: state.people.map((each) => (each.id === id ? move(each) : each)) };
}

/**
 * Ends all sessions, tokens and links of a person, and the invitations and links that they made for others:
 * sessions and tokens stay dead whatever becomes of the lists.
 */
export function withoutAccessOf(state: AccountsState, id: string): AccountsState {
  const isOthers = ({ userId }: { readonly userId: string }) => userId !== id;
  const isOthersWork = ({ makerId }: { readonly makerId: string | null }) => makerId !== id;
  const ended = withPerson(state, id, (person) => ({ ...person, epoch: person.epoch + 1 }));
  return {
    ...ended,
    sessions: state.sessions.filter(isOthers),
    tokens: state.tokens.filter(isOthers),
    invites: state.invites.filter(isOthersWork),
    resets: state.resets.filter(isOthers).filter(isOthersWork),
  };
}
