import type { Accounts } from "./accounts.ts";
import { refuseTooMany, withFailure } from "./limits.ts";
import type { Logins } from "./login.ts";
import { hashOf, newApiToken, refuseWeakPassword } from "./secrets.ts";
import { notFound, personIn, refuseMany, refuseWithoutWayIn } from "./people.ts";
import type { Who } from "./rights.ts";
import {
  consumed,
  newRecoveryCodes,
  newTotpSecret,
  sealedSecret,
  secretOf,
  totpAddress,
  withOwnCode,
} from "./second_step.ts";
import {
  iso,
  type OpenedSession,
  type Place,
  rotated,
  sessionIn,
  withDevice,
  withoutAccessOf,
  withPerson,
} from "./sessions.ts";
import {
  AccountRefusal,
  type AccountsState,
  type Person,
  type Session,
  type Token,
} from "./state.ts";
import type { Scope, SessionView, TokenView } from "@/lib/protocol/views.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";

const TOKEN_MS = 365 * DAY_MS;
const MOST_TOKENS = 60;
/** How long a first code may show that an app has a secret. */
const BEGUN_MS = 10 * MINUTE_MS;

/** A person in a session. */
export interface Own {
  readonly who: Who;
  readonly place: Place;
}

/** What people do to their own account. */
export class OwnAccount {
  constructor(private readonly accounts: Accounts, private readonly logins: Logins) {}

  /**
   * Takes another password for whoever asks, with a code where they have a second step. All of theirs ends,
   * but for the session that asks: its cookies change. @throws {AccountRefusal}
   */
  async changePassword(
    { currentPassword, password, code }: NewPasswordInput,
    { who, place }: Own,
  ): Promise<OpenedSession> {
    const { accounts } = this;
    const person = await this.#provenOwner(currentPassword, { who, place });
    refuseWeakPassword(password, person.login);
    const phc = await accounts.options.passwords.hash(password);
    const opened = await withOwnCode(accounts, { person, place, code }, (state, now) => {
      const chosen = { password: phc, devices: [] };
      const changed = withPerson(state, person.id, (each) => ({ ...each, ...chosen }));
      const known = withDevice(withoutOthers(changed, person.id, who), person.id);
      const session = sessionIn(known.state, who);
      const { state: after, opened } = rotated(known.state, session, now);
      return { state: after, result: { ...opened, device: known.device } };
    });
    accounts.tell("passwordChanged", person, place);
    return opened;
  }

  /** Whoever asks, by their password; who has none yet has shown otherwise that it is them. @throws {AccountRefusal} */
  async #provenOwner(currentPassword: string, { who, place }: Own): Promise<Person> {
    const person = this.accounts.personOf(who);
    if (person.password !== null) {
      return await this.logins.checkPassword(who, currentPassword, place);
    }
    this.accounts.refuseUnconfirmed(who);
    return person;
  }

  sessions(who: Who): SessionView[] {
    const { id, userId } = this.accounts.sessionOf(who);
    return this.accounts.state.sessions.filter((each) => each.userId === userId)
      .map((each) => sessionView(each, id));
  }

  /** Ends one of one's own sessions. @throws {AccountRefusal} when it is not there, or another's */
  async endSession(id: string, { who, place }: Own): Promise<void> {
    const person = this.accounts.personOf(who);
    const ended = await this.accounts.change((state) => {
      const ended = state.sessions.find((each) => each.id === id && each.userId === person.id);
      if (ended === undefined) throw notFound("session", id);
      const sessions = state.sessions.filter((each) => each !== ended);
      return { state: { ...state, sessions }, result: ended };
    });
    const detail = `the one of ${ended.createdAt} from ${ended.address}`;
    this.accounts.tell("sessionEnded", person, place, { detail });
  }

  /** Ends all sessions and tokens of whoever asks, everywhere. @throws {AccountRefusal} */
  async endEverything({ who, place }: Own): Promise<void> {
    const person = this.accounts.personOf(who);
    await this.accounts.change((state) => (
      { state: withoutAccessOf(state, person.id), result: null }
    ));
    this.accounts.tell("loggedOutEverywhere", person, place);
  }

  tokens(who: Who): TokenView[] {
    const { id } = this.accounts.personOf(who);
    return this.accounts.state.tokens.filter((each) => each.userId === id).map(tokenView);
  }

  /** Makes an API token; the whole of it is answered this once. @throws {AccountRefusal} */
  async addToken(
    { name, scopes, expiresAt }: NewTokenInput,
    { who, place }: Own,
  ): Promise<TokenView & { token: string }> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const person = accounts.personOf(who);
    const { id: userId, role } = person;
    if (expiresAt === null && role !== "admin") {
      throw fieldRefusal(
        "expiresAt",
        "must be a moment: only admins make tokens that never expire",
      );
    }
    const { id, token } = newApiToken();
    const made = await accounts.change((state, now) => {
      // Whatever ends all of theirs may have come first.
      sessionIn(state, who);
      if (expiresAt && Date.parse(expiresAt) <= now) throw fieldRefusal("expiresAt", "is over");
      const own = state.tokens.filter((each) => each.userId === userId);
      refuseMany(own, MOST_TOKENS, "tokens");
      const row: Token = {
        ...{ id, userId, name, hash: hashOf(token), scopes: [...new Set(scopes)] },
        epoch: personIn(state, userId).epoch,
        createdAt: iso(now),
        expiresAt: expiresAt === undefined ? iso(now + TOKEN_MS) : expiresAt,
        ...{ lastUsedAt: null, lastUsedFrom: null },
      };
      return { state: { ...state, tokens: [...state.tokens, row] }, result: row };
    });
    const detail = made.scopes.join(", ");
    accounts.tell("tokenMade", person, place, { about: name, detail });
    return { ...tokenView(made), token };
  }

  /** @throws {AccountRefusal} when it is not there, or another's */
  async removeToken(id: string, { who, place }: Own): Promise<void> {
    const person = this.accounts.personOf(who);
    const about = await this.accounts.change((state) => {
      const token = state.tokens.find((each) => each.id === id && each.userId === person.id);
      if (token === undefined) throw notFound("token", id);
      const tokens = state.tokens.filter((each) => each !== token);
      return { state: { ...state, tokens }, result: token.name };
    });
    this.accounts.tell("tokenEnded", person, place, { about });
  }

  /** Begins a second step: it counts once a first code has shown that the app has the secret. */
  async beginTotp({ who }: Own): Promise<{ address: string }> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const { id, login } = accounts.personOf(who);
    const secret = newTotpSecret();
    const sealed = sealedSecret(id, secret, accounts.options.box);
    await accounts.change((state, now) => {
      sessionIn(state, who);
      refuseTotp(personIn(state, id));
      const begun = { begunAt: iso(now), confirmedAt: null };
      const totp = { secret: sealed, ...begun, lastStep: 0, recoveryCodes: [] };
      return { state: withPerson(state, id, (each) => ({ ...each, totp })), result: null };
    });
    return { address: totpAddress(secret, login) };
  }

  /** The second step counts from now on; answers the recovery codes, this once. @throws {AccountRefusal} */
  async confirmTotp(code: string, { who, place }: Own): Promise<string[]> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const owner = accounts.personOf(who);
    const { id } = owner;
    const keys = [`code:${id}`] as const;
    const codes = newRecoveryCodes();
    const isTaken = await accounts.change<boolean>((state, now) => {
      refuseTooMany(state, keys, now);
      const person = personIn(state, id);
      refuseTotp(person);
      const totp = begunTotp(person, now);
      const taken = consumed(totp, code, secretOf(person, accounts.options.box), now);
      if (!taken) return { state: withFailure(state, keys, now), result: false, isMinor: true };
      const confirmed = { ...taken, confirmedAt: iso(now), recoveryCodes: codes.hashes };
      const changed = withPerson(state, id, (each) => ({ ...each, totp: confirmed }));
      return { state: withoutOthers(changed, id, who), result: true };
    });
    if (!isTaken) throw wrongCode();
    accounts.tell("totpOn", owner, place);
    return codes.shown;
  }

  /** Ends the second step; the session must have just given password and code. @throws {AccountRefusal} */
  async endTotp({ who, place }: Own): Promise<void> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const owner = accounts.personOf(who);
    const { id } = owner;
    await accounts.change((state) => {
      const changed = withPerson(state, id, (each) => ({ ...each, totp: null }));
      return { state: withoutOthers(changed, id, who), result: null };
    });
    accounts.tell("totpOff", owner, place);
  }
}

/** The state without all of a person's but the session that asks. */
function withoutOthers(state: AccountsState, id: string, who: Who): AccountsState {
  const session = sessionIn(state, who);
  const ended = withoutAccessOf(state, id);
  const { epoch } = personIn(ended, id);
  return { ...ended, sessions: [...ended.sessions, { ...session, epoch }] };
}

/**
 * The state after a person lost a way in: what they are logged in with may have been opened by it, so all of that ends,
 * but for the session that asks. @throws {AccountRefusal} when it was the last
 */
export function withoutWayIn(state: AccountsState, id: string, who: Who): AccountsState {
  const isOwn = sessionIn(state, who).userId === id;
  refuseWithoutWayIn(personIn(state, id), isOwn);
  return isOwn ? withoutOthers(state, id, who) : withoutAccessOf(state, id);
}

interface NewPasswordInput {
  readonly currentPassword: string;
  readonly password: string;
  readonly code?: string | undefined;
}

interface NewTokenInput {
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Left out: a year from now. Null: never. */
  readonly expiresAt?: string | null | undefined;
}

/** The secret that was just begun. @throws {AccountRefusal} when there is none, or its time is over */
function begunTotp({ totp }: Person, now: number): NonNullable<Person["totp"]> {
  const begunAt = totp?.begunAt ?? null;
  if (totp && begunAt !== null && Math.abs(now - Date.parse(begunAt)) < BEGUN_MS) return totp;
  throw new AccountRefusal("link_over", "Begin again: the picture is over after ten minutes");
}

function refuseTotp({ totp }: Person): void {
  if (!totp?.confirmedAt) return;
  throw new AccountRefusal("already_set_up", "Codes are on already; turn them off first");
}

function wrongCode(): AccountRefusal {
  const message = "The code is wrong; look whether the clock of your phone is right";
  return new AccountRefusal("wrong_code", message, { field: "code" });
}

function fieldRefusal(field: string, what: string): AccountRefusal {
  return new AccountRefusal("invalid_request", `${field} ${what}`, { field });
}

function sessionView(session: Session, ownId: string): SessionView {
  const { id, createdAt, lastSeenAt, expiresAt, address, agent, method } = session;
  return { id, createdAt, lastSeenAt, expiresAt, address, agent, method, isThis: id === ownId };
}

function tokenView(token: Token): TokenView {
  const { id, name, scopes, createdAt, expiresAt, lastUsedAt, lastUsedFrom } = token;
  return { id, name, scopes, createdAt, expiresAt, lastUsedAt, lastUsedFrom };
}
