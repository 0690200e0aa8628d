import type { Logger } from "@/lib/logs/logger.ts";
import type { AccountEvent, Sealed } from "@/lib/protocol/views.ts";
import { NotDurableError } from "@/lib/store/file/file_system.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import type { AccountsFile } from "./accounts_file.ts";
import { hashOf, idOfApiToken, isSameHash, type Passwords } from "./secrets.ts";
import type { Asker, Who } from "./rights.ts";
import {
  type Held,
  isConfirmed,
  iso,
  isOver,
  type OpenedSession,
  type Place,
  rotated,
  sessionIn,
} from "./sessions.ts";
import { type Decide, type Share, SharedWrites } from "./shared_writes.ts";
import {
  AccountRefusal,
  type AccountsState,
  type Person,
  type Session,
  type Token,
} from "./state.ts";

/** Who is let in: everybody (`off`, `open`), nobody until there is an account (`setup`), or whoever logs in. */
type Mode = "off" | "open" | "setup" | "closed";

/** Something that happened to accounts, for the logs. */
export interface AccountNews {
  readonly event: AccountEvent;
  /** Who did it; null where nobody knows, as of a login that was refused. */
  readonly by: Named | "cli" | null;
  /** Whom or what it is about, in words. */
  readonly about: string;
  readonly detail: string;
  /** From where; null for the command line. */
  readonly address: string | null;
}

/** By what people are told apart in logs. */
type Named = Pick<Person, "login" | "name">;

/** Seals texts; `place` is where one stands: it opens nowhere else. */
export interface Box {
  seal(text: string, place: string): Sealed;
  /** Null when another key sealed it. */
  open(sealed: Sealed, place: string): string | null;
}

interface AccountsOptions {
  readonly file: AccountsFile;
  readonly state: AccountsState;
  readonly passwords: Passwords;
  /** Seals what must not stand in the file in clear. */
  readonly box: Box;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly newId: () => string;
  readonly log: Pick<Logger, "info" | "warn">;
  /** Whether accounts are switched off. */
  readonly isOff: boolean;
  /** Whether others than this computer can reach the program. */
  readonly isReachable: boolean;
}

/** How exactly it is kept when a session and a token were used last. */
const SEEN_STEP_MS = 5 * MINUTE_MS;
const USED_STEP_MS = MINUTE_MS;

/** The people who may use the program, and what they have logged in with. */
export class Accounts {
  #state: AccountsState;
  #sessions: ReadonlyMap<string, Session> = new Map();
  #people: ReadonlyMap<string, Person> = new Map();
  readonly #writes: SharedWrites;
  readonly #listeners: (() => void)[] = [];
  #news: ((news: AccountNews) => void) | null = null;
  /** What happened before anybody listened. */
  #untold: AccountNews[] = [];
  /** When a note could not be written last. */
  #noteFailedAt = -Infinity;

  constructor(readonly options: AccountsOptions) {
    this.#state = options.state;
    this.#index();
    const { now } = options;
    const current = () => this.#state;
    this.#writes = new SharedWrites({ current, now, put: (share) => this.#put(share) });
  }

  get state(): AccountsState {
    return this.#state;
  }

  get mode(): Mode {
    const { isOff, isReachable } = this.options;
    if (isOff) return "off";
    if (this.#state.people.length > 0) return "closed";
    return isReachable ? "setup" : "open";
  }

  /** Calls a listener after every change: sessions, roles or accounts may have ended. */
  onChanged(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Has the logs told of everything that happens to accounts, and of what has happened already. */
  onNews(listener: (news: AccountNews) => void): void {
    this.#news = listener;
    this.#untold.forEach(listener);
    this.#untold = [];
  }

  /** Tells the logs what happened; it is about whoever did it, unless told. */
  tell(
    event: AccountEvent,
    by: AccountNews["by"],
    place: Pick<Place, "address"> | null,
    { about = by === null || by === "cli" ? "" : personWords(by), detail = "" } = {},
  ): void {
    const news = { event, by, about, detail, address: place?.address ?? null };
    if (this.#news === null) this.#untold.push(news);
    else this.#news(news);
  }

  /**
   * Runs a decision on the newest state, which may not count yet; resolves once it is on disk. Changes go one
   * after the other, and those that come while one is written share the next write.
   * @throws {AccountRefusal} as the decision does, or when it cannot be written; then nothing has changed
   */
  change<T>(decide: Decide<T>): Promise<T> {
    return this.#writes.change(decide);
  }

  /** Waits for what is being written. */
  async close(): Promise<void> {
    await this.#writes.settled();
  }

  /** Who asks, by what they carry: a token where there is one, else the session's cookie. */
  whoIs({ bearer, cookie }: Credentials, place: Place): Who {
    const { mode } = this;
    if (mode === "off" || mode === "open") return { kind: "everybody" };
    if (bearer !== null) return this.#ofToken(bearer, place);
    const session = cookie === null ? undefined : this.#sessions.get(hashOf(cookie));
    if (session === undefined) return { kind: "nobody" };
    const person = this.#alive(session);
    if (person === null) return { kind: "nobody" };
    this.#seen(session);
    return { kind: "person", person: askerOf(person), sessionId: session.id };
  }

  /** Who this is now, since a while may have passed: the role may be another, the session may have ended. */
  still(who: Who): Who {
    const { mode } = this;
    if (mode === "off" || mode === "open") return { kind: "everybody" };
    if (who.kind === "everybody" || who.kind === "nobody") return { kind: "nobody" };
    const held = who.kind === "person"
      ? this.#state.sessions.find(({ id }) => id === who.sessionId)
      : this.#state.tokens.find(({ id }) => id === who.tokenId);
    const person = held === undefined ? null : this.#alive(held);
    return person === null ? { kind: "nobody" } : { ...who, person: askerOf(person) };
  }

  /** Somebody did something in this session: it lasts longer. */
  used(who: Who): void {
    const session = who.kind === "person"
      ? this.#state.sessions.find(({ id }) => id === who.sessionId)
      : undefined;
    if (session !== undefined) this.#seen(session);
  }

  /** The session that asks. @throws {AccountRefusal} where there is none */
  sessionOf(who: Who): Session {
    return sessionIn(this.#state, who);
  }

  /** The person who asks. @throws {AccountRefusal} where nobody does */
  personOf(who: Who): Person {
    return this.person(this.sessionOf(who).userId);
  }

  /** @throws {AccountRefusal} when there is no such person */
  person(id: string): Person {
    const person = this.#people.get(id);
    if (person !== undefined) return person;
    throw new AccountRefusal("not_found", `There is no person ${id.slice(0, 60)}`, { field: "id" });
  }

  /** @throws {AccountRefusal} when the password was not given in this session for a while */
  refuseUnconfirmed(who: Who): void {
    const session = this.sessionOf(who);
    if (isConfirmed(session, this.person(session.userId), this.options.now())) return;
    throw new AccountRefusal("confirm_needed", "Give your password once more for this");
  }

  /** Gives the session that asks another cookie: what it may do has changed. @throws {AccountRefusal} */
  async rotate(who: Who): Promise<OpenedSession> {
    return await this.change((state, now) => {
      const { state: after, opened } = rotated(state, sessionIn(state, who), now);
      return { state: after, result: opened };
    });
  }

  async #put({ state, isMinor, isKeptAnyway }: Share): Promise<void> {
    const { file, now, log } = this.options;
    const at = now();
    try {
      await file.write(state, at);
    } catch (error) {
      // Where exactly the disk failed is for the log alone: anybody may ask.
      log.warn("Cannot write accounts.json: {error}", { error });
      if (!isKeptAnyway && !await this.#stays(error, at)) {
        const message =
          "Nothing was changed: the server cannot write to its disk; its log says why";
        throw new AccountRefusal("store_unavailable", message);
      }
    }
    this.#state = state;
    this.#index();
    for (const listener of this.#listeners) listener();
    if (isMinor || isKeptAnyway) return;
    await file.keepBackup(at).catch((error) =>
      log.warn("Cannot keep a version of accounts.json: {error}", { error })
    );
  }

  /**
   * Whether what was refused stands in the file all the same: it was replaced, and what counts could not be put
   * back. Then it has to count, for a start would read it.
   */
  async #stays(error: unknown, at: number): Promise<boolean> {
    if (!(error instanceof NotDurableError)) return false;
    const { file, log } = this.options;
    try {
      await file.write(this.#state, at);
      return false;
    } catch (again) {
      // Put back, though a power loss may bring the other one.
      if (again instanceof NotDurableError) return false;
      log.warn("The new accounts.json stays, and counts: {again}", { again });
      return true;
    }
  }

  #index(): void {
    this.#sessions = new Map(this.#state.sessions.map((session) => [session.hash, session]));
    this.#people = new Map(this.#state.people.map((person) => [person.id, person]));
  }

  /** Whose it is, while it lasts and they are let in; null otherwise. */
  #alive(held: Held): Person | null {
    const person = this.#people.get(held.userId);
    if (person === undefined || person.disabledAt !== null || person.epoch !== held.epoch) {
      return null;
    }
    if (!isOver(held, this.options.now())) return person;
    // For good: a clock that is set back must not bring it to life again.
    this.#note((state) => {
      const isOther = ({ id }: { readonly id: string }) => id !== held.id;
      if (state.sessions.every(isOther) && state.tokens.every(isOther)) return state;
      const [sessions, tokens] = [state.sessions.filter(isOther), state.tokens.filter(isOther)];
      return { ...state, sessions, tokens };
    });
    return null;
  }

  #ofToken(bearer: string, place: Place): Who {
    const id = idOfApiToken(bearer);
    const token = this.#state.tokens.find((each) => each.id === id);
    if (token === undefined || !isSameHash(token.hash, hashOf(bearer))) return { kind: "nobody" };
    const person = this.#alive(token);
    if (person === null) return { kind: "nobody" };
    this.#usedToken(token, place);
    return { kind: "token", person: askerOf(person), tokenId: token.id, scopes: token.scopes };
  }

  #seen({ id, lastSeenAt }: Session): void {
    if (!isStale(lastSeenAt, SEEN_STEP_MS, this.options.now())) return;
    this.#note((state, now) => {
      const seen = (session: Session) =>
        session.id === id && isStale(session.lastSeenAt, SEEN_STEP_MS, now)
          ? { ...session, lastSeenAt: iso(now) }
          : session;
      return withMoved(state, "sessions", seen);
    });
  }

  #usedToken({ id, lastUsedAt }: Token, { address }: Place): void {
    if (!isStale(lastUsedAt, USED_STEP_MS, this.options.now())) return;
    this.#note((state, now) => {
      const used = (token: Token) =>
        token.id === id && isStale(token.lastUsedAt, USED_STEP_MS, now)
          ? { ...token, lastUsedAt: iso(now), lastUsedFrom: address }
          : token;
      return withMoved(state, "tokens", used);
    });
  }

  /**
   * What is only of interest: a disk that does not take it keeps nobody out, and is left alone for a
   * minute. Requests that come together ask for the same; the first of them writes it.
   */
  #note(move: (state: AccountsState, now: number) => AccountsState): void {
    if (Math.abs(this.options.now() - this.#noteFailedAt) < MINUTE_MS) return;
    this.change((state, now) => ({ state: move(state, now), result: null, isMinor: true }))
      .catch(() => this.#noteFailedAt = this.options.now());
  }
}

/** What a request carries. */
export interface Credentials {
  /** What stands behind `Bearer`; null without it. */
  readonly bearer: string | null;
  /** The session's cookie. */
  readonly cookie: string | null;
}

/** Whether a moment (ISO 8601; null: never) lies so long back that it is noted anew. */
function isStale(at: string | null, stepMs: number, now: number): boolean {
  return at === null || now - Date.parse(at) >= stepMs;
}

/** The same state where nothing moved: then nothing is written. */
function withMoved<K extends "sessions" | "tokens">(
  state: AccountsState,
  list: K,
  move: (each: AccountsState[K][number]) => AccountsState[K][number],
): AccountsState {
  const moved = state[list].map(move);
  return moved.every((each, nth) => each === state[list][nth])
    ? state
    : { ...state, [list]: moved };
}

/** A person in logs: names may be changed, logins stay. */
export function personWords({ login, name }: Named): string {
  return name === login ? login : `${name} (${login})`;
}

function askerOf({ id, login, name, role }: Person): Asker {
  return { id, login, name, role };
}
