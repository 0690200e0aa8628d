import { type Accounts, personWords } from "./accounts.ts";
import { admitted } from "./admission.ts";
import type { Grant, Provider } from "./provider.ts";
import { iso, LONGEST_SESSION_MS } from "./sessions.ts";
import { AccountRefusal, type AccountsState, type Person, type Session } from "./state.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "@/lib/time/durations.ts";

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

  async #ask(session: Session, grant: Grant): Promise<void> {
    const { accounts, provider } = this;
    const owner = accounts.person(session.userId);
    const told = await provider.again(grant);
    const askedAt = accounts.options.now();
    if (told === null) return void this.#kept.set(session.id, { grant, askedAt });
    const isOther = told !== "ended" && !isOf(owner, provider.settings.issuer, told.claims.subject);
    if (told === "ended" || isOther) return await this.#end(session, owner);
    this.#kept.set(session.id, { grant: told.grant, askedAt });
    try {
      await admitted(accounts, provider.settings, told.claims, { place: null, mayAdd: false });
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
