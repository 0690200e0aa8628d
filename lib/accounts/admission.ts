import type { Role } from "@/lib/protocol/views.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";
import { type Accounts, personWords } from "./accounts.ts";
import { Login, LONGEST_NAME, PersonName } from "./inputs.ts";
import { blankPerson, isTaken, personIn } from "./people.ts";
import {
  type Claims,
  type Grant,
  type Provider,
  type ProviderSettings,
  roleBy,
} from "./provider.ts";
import { hashOf } from "./secrets.ts";
import { iso, LONGEST_SESSION_MS, type Place, withoutAccessOf, withPerson } from "./sessions.ts";
import { AccountRefusal, type AccountsState, type Person, type Session } from "./state.ts";

/** Who they were before, and are now; null where nothing lets them in any more. */
interface Admission {
  readonly before: Person | undefined;
  readonly person: Person | null;
}

interface Asked {
  /** Null where the provider was asked without the person. */
  readonly place: Place | null;
  /** Whether somebody whom nobody knows here is added where a rule fits. */
  readonly mayAdd: boolean;
}

/**
 * The person of a subject, with the role that the rules give today, or a new one where they give one.
 * @throws {AccountRefusal} where neither is
 */
export async function admitted(
  accounts: Accounts,
  settings: ProviderSettings,
  claims: Claims,
  { place, mayAdd }: Asked,
): Promise<Person> {
  const { issuer, name, rules } = settings;
  const role = roleBy(rules, claims);
  const { before, person } = await accounts.change<Admission>((state, now) => {
    const before = personOfIdentity(state, issuer, claims.subject);
    if (before === undefined) {
      if (role === null || !mayAdd) throw notAdmitted(name);
      const made = newPerson(state, { claims, role, settings }, accounts.options.newId(), now);
      const added = { ...state, people: [...state.people, made] };
      return { state: added, result: { before, person: made } };
    }
    if (!isManaged(before, claims.subject, issuer) || role === before.role) {
      return { state, result: { before, person: before } };
    }
    // Also of the last admin: who is one is the provider's to say, and the command line can make others.
    const moved = withPerson(state, before.id, (each) => ({ ...each, role: role ?? "viewer" }));
    const ended = withoutAccessOf(moved, before.id);
    const person = role === null ? null : personIn(ended, before.id);
    return { state: ended, result: { before, person } };
  });
  tellAdmission(accounts, { before, person }, name, place);
  if (person === null || person.disabledAt !== null) throw notAdmitted(name);
  return person;
}

/** Whoever the provider knows by this subject. */
export function personOfIdentity(
  { people }: AccountsState,
  issuer: string,
  subject: string,
): Person | undefined {
  return people.find(({ identities }) =>
    identities.some((each) => each.issuer === issuer && each.subject === subject)
  );
}

function isManaged({ identities }: Person, subject: string, issuer: string): boolean {
  return identities.some((each) =>
    each.issuer === issuer && each.subject === subject && each.isManaged
  );
}

function tellAdmission(
  accounts: Accounts,
  { before, person }: Admission,
  name: string,
  place: Place | null,
): void {
  if (before === undefined && person !== null) {
    const detail = `as ${person.role}, by ${name}`;
    accounts.tell("personAdded", null, place, { about: personWords(person), detail });
  } else if (before !== undefined && before.role !== (person?.role ?? "viewer")) {
    const detail = `${before.role} → ${person?.role ?? "viewer"}, by ${name}`;
    accounts.tell("roleChanged", null, place, { about: personWords(before), detail });
  }
}

interface Newcomer {
  readonly claims: Claims;
  readonly role: Role;
  readonly settings: ProviderSettings;
}

/** @throws {AccountRefusal} where somebody here has their name */
function newPerson(
  state: AccountsState,
  { claims, role, settings: { issuer, name } }: Newcomer,
  id: string,
  now: number,
): Person {
  const parsed = Login.safeParse(claims.login ?? claims.email ?? "");
  const login = parsed.success ? parsed.data : `oidc-${hashOf(claims.subject).slice(0, 8)}`;
  if (isTaken(state.people, login)) {
    const message = `There is somebody named ${login} here already: if that is you, log in with ` +
      `your password and link ${name} on the page Account`;
    throw new AccountRefusal("login_taken", message);
  }
  const shown = PersonName.safeParse(claims.name?.slice(0, LONGEST_NAME));
  const isFit = shown.success && !isTaken(state.people, shown.data);
  const blank = blankPerson(`user_${id}`, { login, name: isFit ? shown.data : login }, now);
  const identity = { issuer, subject: claims.subject, isManaged: true, linkedAt: iso(now) };
  return { ...blank, role, createdBy: name.slice(0, 64), identities: [identity] };
}

function notAdmitted(name: string): AccountRefusal {
  const message = `${name} knows you, and nothing here lets you in: an admin can invite you, ` +
    "or add a rule to OIDC_VIEWERS, OIDC_OPERATORS or OIDC_ADMINS";
  return new AccountRefusal("not_admitted", message);
}

/** How often the provider is asked whether somebody may still what they may. */
const ASKED_EVERY_MS = 15 * MINUTE_MS;
/** How long a session lasts after the provider has last said who it is of, where it decides over the role. */
const BOUND_MS = DAY_MS;
/** The end of a session is moved in steps: each move is a write. */
const STEP_MS = HOUR_MS;
/** What was given with the newest logins is known; of others sessions end in time. */
const MOST_KEPT = 1000;

/** How long a session of somebody lasts that the provider opens, in milliseconds. */
export function lastsMs({ identities }: Person, issuer: string): number {
  const isManaged = identities.some((each) => each.issuer === issuer && each.isManaged);
  return isManaged ? BOUND_MS : LONGEST_SESSION_MS;
}

interface Kept {
  readonly grant: Grant;
  /** When the provider was asked last, in milliseconds. */
  readonly askedAt: number;
}

/**
 * Sessions that the provider opened: whether they still should be open, and how they end there, too. What the
 * provider gave for that is kept in memory only, so that a copy of the data folder holds nothing of it.
 */
export class ProviderSessions {
  readonly #kept = new Map<string, Kept>();

  constructor(private readonly accounts: Accounts, private readonly provider: Provider) {}

  /** Remembers what the provider gave with the login that opened a session. */
  keep(sessionId: string, grant: Grant): void {
    this.#kept.set(sessionId, { grant, askedAt: this.accounts.options.now() });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest);
  }

  /** Where the browser of a session that was just ended goes to log out at the provider; null where nowhere. */
  async leave({ id, method }: Pick<Session, "id" | "method">): Promise<string | null> {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    if (kept === undefined && method !== this.provider.settings.name) return null;
    return await this.provider.leave(kept?.grant.idToken ?? null);
  }

  /** Asks the provider about all whose turn it is, one after the other. */
  async askAgain(): Promise<void> {
    const { now } = this.accounts.options;
    for (const [id, { askedAt, grant }] of [...this.#kept]) {
      const session = this.accounts.state.sessions.find((each) => each.id === id);
      if (session === undefined) this.#kept.delete(id);
      else if (Math.abs(now() - askedAt) >= ASKED_EVERY_MS) await this.#ask(session, grant);
    }
  }

  /** Does so as long as the program runs. */
  async watch(clock: Pick<Clock, "after">, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.after(MINUTE_MS, signal);
      if (signal.aborted) return;
      const { log } = this.accounts.options;
      await this.askAgain().catch((error) =>
        log.warn("Asking the provider again failed: {error}", { error })
      );
    }
  }

  async #ask(session: Session, before: Grant): Promise<void> {
    const { accounts, provider } = this;
    const owner = accounts.person(session.userId);
    const { claims, grant } = await provider.again(before);
    const askedAt = accounts.options.now();
    const isOther = claims !== null && claims !== "ended" &&
      !isOf(owner, provider.settings.issuer, claims.subject);
    if (claims === "ended" || isOther) return await this.#end(session, owner);
    // Somebody may have logged out meanwhile.
    if (this.#kept.has(session.id)) this.#kept.set(session.id, { grant, askedAt });
    if (claims === null) return;
    try {
      await admitted(accounts, provider.settings, claims, { place: null, mayAdd: false });
    } catch (error) {
      // Nothing lets them in any more, and all of theirs has ended.
      if (error instanceof AccountRefusal && error.code === "not_admitted") return;
      throw error;
    }
    await this.#prolong(session.id);
  }

  async #end(session: Session, owner: Person): Promise<void> {
    const { accounts, provider } = this;
    this.#kept.delete(session.id);
    await accounts.change((state) => (
      { state: withoutSession(state, session.id), result: null }
    ));
    const detail = `the one of ${session.createdAt}: ${provider.settings.name} has ended its login`;
    accounts.tell("sessionEnded", null, null, { about: personWords(owner), detail });
  }

  async #prolong(id: string): Promise<void> {
    const { issuer } = this.provider.settings;
    await this.accounts.change((state, now) => {
      const session = state.sessions.find((each) => each.id === id);
      const owner = state.people.find((each) => each.id === session?.userId);
      if (session === undefined || owner === undefined) return { state, result: null };
      const longest = Date.parse(session.createdAt) + LONGEST_SESSION_MS;
      const end = Math.min(now + lastsMs(owner, issuer), longest);
      if (end - Date.parse(session.expiresAt) < STEP_MS) return { state, result: null };
      const sessions = state.sessions.map((each) =>
        each.id === id ? { ...each, expiresAt: iso(end) } : each
      );
      return { state: { ...state, sessions }, result: null, isMinor: true };
    });
  }
}

function withoutSession(state: AccountsState, id: string): AccountsState {
  return { ...state, sessions: state.sessions.filter((each) => each.id !== id) };
}

function isOf({ identities }: Person, issuer: string, subject: string): boolean {
  return identities.some((each) => each.issuer === issuer && each.subject === subject);
}
