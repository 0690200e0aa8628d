import type { Accounts, Decided } from "./accounts.ts";
import {
  type LimitKey,
  placeOf,
  refuseTooMany,
  withFailure,
  withoutFailure,
  withoutFailures,
} from "./limits.ts";
import { type Passwords, refuseWeakPassword } from "./passwords.ts";
import { blankPerson, isNamed, refuseTaken } from "./people.ts";
import type { Who } from "./rights.ts";
import { hashOf } from "./secrets.ts";
import {
  confirmed,
  iso,
  type OpenedSession,
  type Place,
  rotated,
  withDevice,
  withoutAccessOf,
  withPerson,
  withSession,
} from "./sessions.ts";
import type { SetupToken } from "./setup_token.ts";
import { AccountRefusal, type AccountsState, loginKey, type Person } from "./state.ts";
import { consumed, secretOf } from "./totp.ts";

/** What a person types to log in. */
export interface LoginInput {
  readonly login: string;
  readonly password: string;
  readonly code?: string | undefined;
  readonly remember?: boolean | undefined;
}

/** What whoever comes by a token, an invitation or a link chooses. */
export interface ChosenInput {
  readonly login: string;
  readonly name?: string | undefined;
  readonly password: string;
}

/** Every way in. All of them count failures, and answer the same for whatever does not exist. */
export class Logins {
  readonly #passwords: Passwords;

  constructor(private readonly accounts: Accounts, private readonly setupToken: SetupToken) {
    this.#passwords = accounts.options.passwords;
  }

  /**
   * Logs a person in; `device` is the cookie of a browser that did so before.
   * @throws {AccountRefusal} the same for unknown names, wrong passwords and disabled accounts
   */
  async logIn(input: LoginInput, place: Place, device: string | null): Promise<OpenedSession> {
    const { accounts } = this;
    const found = accounts.state.people.find((each) => isNamed(each, input.login));
    const person = found?.disabledAt === null ? found : undefined;
    const keys = keysOf(input.login, person, place, device);
    const isRight = await this.#counted(
      keys,
      () => this.#passwords.matches(input.password, person?.password ?? null),
    );
    if (!isRight || person === undefined) {
      accounts.tell("loginFailed", person?.login ?? "somebody", "", place);
      throw new AccountRefusal("wrong_login", "The name or the password is wrong");
    }
    const opened = await this.#open(person, input, place, device);
    void this.#rehash(person, input.password);
    accounts.tell("loggedIn", person.login, "", place);
    return opened;
  }

  /** Takes the password once more, for what needs it. The cookie changes. @throws {AccountRefusal} */
  async confirm(
    who: Who,
    { password, code }: Pick<LoginInput, "password" | "code">,
  ): Promise<OpenedSession> {
    const { accounts } = this;
    const person = await this.checkPassword(who, password);
    return await this.withCode(person, code, (state, now) => {
      const session = confirmed(accounts.sessionOf(who), now);
      const { state: after, opened } = rotated(state, session, now);
      return { state: after, result: opened, ...IN_PASSING };
    });
  }

  /**
   * Whoever asks, if this is their password. Counted by the session: nobody who guesses elsewhere keeps
   * its owner from what needs a password. @throws {AccountRefusal}
   */
  async checkPassword(who: Who, password: string): Promise<Person> {
    const person = this.accounts.personOf(who);
    const keys: LimitKey[] = [`confirm:${this.accounts.sessionOf(who).id}`];
    const isRight = await this.#counted(
      keys,
      () => this.#passwords.matches(password, person.password),
    );
    if (isRight) return person;
    throw new AccountRefusal("wrong_login", "The password is wrong", { field: "password" });
  }

  /** Makes the first account, an admin, for whoever knows the setup token. @throws {AccountRefusal} */
  async setUp(token: string, chosen: ChosenInput, place: Place): Promise<OpenedSession> {
    const { accounts } = this;
    refuseSetUp(accounts.state);
    const keys: LimitKey[] = [`setup:${placeOf(place.address)}`];
    if (!await this.#counted(keys, () => Promise.resolve(this.setupToken.is(token)))) {
      throw new AccountRefusal(
        "wrong_setup_token",
        `This is not the setup token: it stands in ${this.setupToken.path}, and in what the program printed`,
        { field: "token" },
      );
    }
    const opened = await this.#enter(chosen, place, (state, person) => {
      refuseSetUp(state);
      return { ...person, role: "admin", createdBy: "setup" };
    });
    await this.setupToken.forget();
    accounts.tell("setUp", chosen.login, "", place);
    return opened;
  }

  /** Makes an account by an invitation, which is used up by it. @throws {AccountRefusal} */
  async accept(secret: string, chosen: ChosenInput, place: Place): Promise<OpenedSession> {
    const hash = hashOf(secret);
    const opened = await this.#enter(chosen, place, (state, person, now) => {
      const invite = state.invites.find((each) => each.hash === hash);
      if (invite === undefined || Date.parse(invite.expiresAt) <= now) throw linkOver();
      return { ...person, role: invite.role, createdBy: invite.createdBy };
    }, (state) => ({
      ...state,
      invites: state.invites.filter((each) => each.hash !== hash),
    }));
    this.accounts.tell("inviteAccepted", chosen.login, "", place);
    return opened;
  }

  /**
   * Chooses a password by a link; whatever was open with the one before ends, and failures are forgotten.
   * Resolves with a cookie by which this browser is known. @throws {AccountRefusal}
   */
  async reset(secret: string, password: string, place: Place): Promise<string> {
    const { accounts } = this;
    const hash = hashOf(secret);
    const meant = (state: AccountsState, now: number) => {
      const reset = state.resets.find((each) => each.hash === hash);
      const person = state.people.find(({ id }) => id === reset?.userId);
      const isOver = reset === undefined || Date.parse(reset.expiresAt) <= now;
      if (isOver || person === undefined || person.disabledAt !== null) throw linkOver();
      return person;
    };
    refuseWeakPassword(password, meant(accounts.state, accounts.options.now()).login);
    const phc = await this.#passwords.hash(password);
    const { login, device } = await accounts.change((state, now) => {
      const { id, login } = meant(state, now);
      const ended = withoutFailures(withoutAccessOf(state, id), [`account:${id}`]);
      const chosen = withPerson(ended, id, (person) => ({ ...person, password: phc, devices: [] }));
      const { state: after, device } = withDevice(chosen, id);
      return { state: after, result: { login, device } };
    });
    accounts.tell("passwordReset", login, "", place);
    return device;
  }

  /** Ends the session of a cookie; one that is over already is none. */
  async logOut(cookie: string, place: Place): Promise<void> {
    const { accounts } = this;
    const hash = hashOf(cookie);
    const login = await accounts.change((state) => {
      const session = state.sessions.find((each) => each.hash === hash);
      if (session === undefined) return { state, result: null };
      const sessions = state.sessions.filter((each) => each !== session);
      const person = state.people.find(({ id }) => id === session.userId);
      return { state: { ...state, sessions }, result: person?.login ?? null, isMinor: true };
    });
    if (login !== null) accounts.tell("loggedOut", login, "", place);
  }

  /** Counted as failed before it is tried, so that many at once are no way around; taken back where it was none. */
  async #counted(keys: readonly LimitKey[], isRight: () => Promise<boolean>): Promise<boolean> {
    const counted = await this.accounts.change((state, now) => {
      refuseTooMany(state, keys, now);
      return { state: withFailure(state, keys, now), result: now, ...IN_PASSING };
    });
    const takeBack = () =>
      this.accounts.change((state) => (
        { state: withoutFailure(state, keys, counted), result: null, ...IN_PASSING }
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

  async #open(
    person: Person,
    { code, remember = false }: LoginInput,
    place: Place,
    device: string | null,
  ): Promise<OpenedSession> {
    const { newId } = this.accounts.options;
    const method = person.totp?.confirmedAt ? "password and code" : "password";
    return await this.withCode(person, code, (state, now) => {
      const made = {
        ...{ id: `session_${newId()}`, userId: person.id, ...place, method, device },
        isRemembered: remember,
      };
      const { state: after, opened } = withSession(state, made, now);
      const lastLoginAt = iso(now);
      return {
        state: withPerson(after, person.id, (each) => ({ ...each, lastLoginAt })),
        result: opened,
        ...IN_PASSING,
      };
    });
  }

  /**
   * Makes a change for a person whose password was right, in one step with taking their code where they
   * have a second step: the same code does not open twice. @throws {AccountRefusal}
   */
  async withCode<T>(
    person: Person,
    code: string | undefined,
    make: (state: AccountsState, now: number) => Decided<T>,
  ): Promise<T> {
    const { accounts } = this;
    const key: LimitKey = `code:${person.id}`;
    const made = await accounts.change((state, now) => {
      const current = unchanged(state, person);
      if (!current.totp?.confirmedAt) return make(state, now);
      if (code === undefined || code === "") throw codeNeeded();
      refuseTooMany(state, [key], now);
      const totp = takeCode(current, code, accounts, now);
      if (totp === null) {
        return { state: withFailure(state, [key], now), result: null, ...IN_PASSING };
      }
      const taken = withPerson(state, person.id, (each) => ({ ...each, totp }));
      return { ...make(taken, now), isMinor: false };
    });
    if (made !== null) return made;
    throw new AccountRefusal("wrong_code", "The code is wrong or was used already", {
      field: "code",
    });
  }

  /** Makes an account and logs it in. */
  async #enter(
    chosen: ChosenInput,
    place: Place,
    decide: (state: AccountsState, person: Omit<Person, "role">, now: number) => Person,
    finish: (state: AccountsState) => AccountsState = (state) => state,
  ): Promise<OpenedSession> {
    const { accounts } = this;
    const { newId, now } = accounts.options;
    const blank = blankPerson(`user_${newId()}`, chosen, now());
    // Before the work of a hash: most of what is refused is refused here.
    decide(accounts.state, blank, now());
    refuseTaken(accounts.state, chosen.login);
    refuseWeakPassword(chosen.password, chosen.login);
    const password = await this.#passwords.hash(chosen.password);
    return await accounts.change((state, at) => {
      const person = { ...decide(state, blank, at), password };
      refuseTaken(state, chosen.login);
      const entered = { ...finish(state), people: [...state.people, person] };
      const made = { id: `session_${newId()}`, userId: person.id, ...place, device: null };
      const { state: after, opened } = withSession(
        entered,
        { ...made, method: "password", isRemembered: false },
        at,
      );
      return { state: after, result: opened };
    });
  }

  /** After a login the password is known: it is hashed at today's cost. */
  async #rehash(person: Person, given: string): Promise<void> {
    const { accounts } = this;
    if (person.password === null || !this.#passwords.isOutdated(person.password)) return;
    try {
      const password = await this.#passwords.hash(given);
      await accounts.change((state) => ({
        state: withPerson(
          state,
          person.id,
          (each) => each.password === person.password ? { ...each, password } : each,
        ),
        result: null,
      }));
    } catch (error) {
      accounts.options.log.warn("A password was not hashed anew: {error}", { error });
    }
  }
}

/** Nobody wants it back, and a full disk is no reason to be kept out: it counts as long as the program runs. */
const IN_PASSING = { isMinor: true, isKeptAnyway: true } as const;

/** Takes an app's code or a recovery code. Null when it is none, or nobody can tell any more. */
function takeCode(person: Person, code: string, { options }: Accounts, now: number) {
  return person.totp && consumed(person.totp, code, secretOf(person, options.box), now);
}

function codeNeeded(): AccountRefusal {
  const message = "The code of your app is needed, too, or a recovery code";
  return new AccountRefusal("code_needed", message, { field: "code" });
}

function linkOver(): AccountRefusal {
  const message = "This link was used already, or its time is over; ask for another one";
  return new AccountRefusal("link_over", message);
}

function refuseSetUp({ people }: AccountsState): void {
  if (people.length === 0) return;
  throw new AccountRefusal("already_set_up", "There is an account already; log in with it");
}

/** The person as they were when the password was checked. @throws {AccountRefusal} when that has changed */
function unchanged({ people }: AccountsState, before: Person): Person {
  const now = people.find(({ id }) => id === before.id);
  const isSame = now !== undefined && now.epoch === before.epoch && now.disabledAt === null;
  if (isSame) return now;
  throw new AccountRefusal("wrong_login", "The name or the password is wrong");
}

/** A browser that has logged in before is counted alone: nobody who guesses elsewhere keeps its owner out. */
function keysOf(
  login: string,
  person: Person | undefined,
  { address }: Place,
  device: string | null,
): LimitKey[] {
  const known = device === null ? null : hashOf(device);
  if (known !== null && person?.devices.includes(known)) return [`device:${known}`];
  const account = person?.id ?? hashOf(loginKey(login).slice(0, 200));
  return [`account:${account}`, `address:${placeOf(address)}`];
}
