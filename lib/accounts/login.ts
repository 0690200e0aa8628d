import type { Accounts } from "./accounts.ts";
import { counted, type LimitKey, placeOf, refusalsTold, withoutFailures } from "./limits.ts";
import { hashOf, type Passwords, refuseWeakPassword, type SetupToken } from "./secrets.ts";
import { blankPerson, isNamed, refuseTaken } from "./people.ts";
import type { Who } from "./rights.ts";
import { passwordRefusalsTold, withCode, withOwnCode, wrongLogin } from "./second_step.ts";
import {
  BY_PROXY,
  confirmed,
  isOver,
  type OpenedSession,
  type Place,
  rotated,
  sessionIn,
  withDevice,
  withLogin,
  withoutAccessOf,
  withPerson,
  withSession,
} from "./sessions.ts";
import { IN_PASSING } from "./shared_writes.ts";
import {
  AccountRefusal,
  type AccountsState,
  loginKey,
  type Person,
  type Session,
} from "./state.ts";

/** What a person types to log in. */
interface LoginInput {
  readonly login: string;
  readonly password: string;
  readonly code?: string | undefined;
  readonly remember?: boolean | undefined;
}

/** What whoever comes by a token, an invitation or a link chooses. */
interface ChosenInput {
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
    this.#passwords.refuseFull();
    const found = accounts.state.people.find((each) => isNamed(each, input.login));
    const person = found?.disabledAt === null ? found : undefined;
    const opened = await refusalsTold(
      accounts,
      "loginRefused",
      { about: found, place },
      async () => {
        const keys = keysOf(input.login, person, place, device);
        const isRight = await counted(
          accounts,
          keys,
          () => this.#passwords.matches(input.password, person?.password ?? null),
        );
        if (isRight && person !== undefined) return await this.#open(person, input, place, device);
        throw wrongLogin();
      },
    );
    if (person === undefined) return opened;
    void this.#rehash(person, input.password);
    const detail = `with ${opened.session.method}`;
    accounts.tell("loggedIn", person, place, { detail });
    return opened;
  }

  /** Takes the password once more, for what needs it. The cookie changes. @throws {AccountRefusal} */
  async confirm(
    who: Who,
    { password, code }: Pick<LoginInput, "password" | "code">,
    place: Place,
  ): Promise<OpenedSession> {
    const { accounts } = this;
    const person = await this.checkPassword(who, password, place);
    const opened = await withOwnCode(accounts, { person, place, code }, (state, now) => {
      const session = confirmed(sessionIn(state, who), now);
      const { state: after, opened } = rotated(state, session, now);
      return { state: after, result: opened, ...IN_PASSING };
    });
    accounts.tell("passwordGiven", person, place);
    return opened;
  }

  /**
   * Whoever asks, if this is their password. Counted by the session: nobody who guesses elsewhere keeps
   * its owner from what needs a password. @throws {AccountRefusal}
   */
  async checkPassword(who: Who, password: string, place: Place): Promise<Person> {
    const { accounts } = this;
    const person = accounts.personOf(who);
    return await passwordRefusalsTold(accounts, { person, place }, async () => {
      const isRight = await counted(
        accounts,
        [`confirm:${accounts.sessionOf(who).id}`],
        () => this.#passwords.matches(password, person.password),
      );
      if (isRight) return person;
      throw new AccountRefusal("wrong_login", "The password is wrong", { field: "password" });
    });
  }

  /** Makes the first account, an admin, for whoever knows the setup token. @throws {AccountRefusal} */
  async setUp(token: string, chosen: ChosenInput, place: Place): Promise<OpenedSession> {
    const { accounts } = this;
    refuseSetUp(accounts.state);
    const keys: LimitKey[] = [`setup:${placeOf(place.address)}`];
    await refusalsTold(accounts, "setUpRefused", { about: undefined, place }, async () => {
      if (await counted(accounts, keys, () => Promise.resolve(this.setupToken.is(token)))) return;
      throw new AccountRefusal(
        "wrong_setup_token",
        "This is not the setup token: it stands in setup-token in the data folder, and in what the program printed",
        { field: "token" },
      );
    });
    const opened = await this.#enter(chosen, place, (state, person) => {
      refuseSetUp(state);
      return { ...person, role: "admin", createdBy: "setup" };
    });
    await this.setupToken.forget();
    accounts.tell("setUp", accounts.person(opened.session.userId), place);
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
    const person = this.accounts.person(opened.session.userId);
    const detail = `as ${person.role}; invited by ${person.createdBy}`;
    this.accounts.tell("inviteUsed", person, place, { detail });
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
    const { person, device } = await accounts.change((state, now) => {
      const person = meant(state, now);
      const { id } = person;
      const ended = withoutFailures(withoutAccessOf(state, id), [`account:${id}`]);
      const chosen = withPerson(ended, id, (each) => ({ ...each, password: phc, devices: [] }));
      const { state: after, device } = withDevice(chosen, id);
      return { state: after, result: { person, device } };
    });
    accounts.tell("passwordReset", person, place);
    return device;
  }

  /** Ends the session of a cookie, and answers it; null for one that is over already. */
  async logOut(cookie: string, place: Place): Promise<Session | null> {
    const { accounts } = this;
    const hash = hashOf(cookie);
    const ended = await accounts.change((state) => {
      const session = state.sessions.find((each) => each.hash === hash);
      if (session === undefined) return { state, result: null };
      const sessions = state.sessions.filter((each) => each !== session);
      const person = state.people.find(({ id }) => id === session.userId);
      return { state: { ...state, sessions }, result: { session, person } };
    });
    if (ended?.person !== undefined) accounts.tell("loggedOut", ended.person, place);
    return ended?.session ?? null;
  }

  async #open(
    person: Person,
    { code, remember = false }: LoginInput,
    place: Place,
    device: string | null,
  ): Promise<OpenedSession> {
    const { newId } = this.accounts.options;
    const method = person.totp?.confirmedAt ? "password and code" : "password";
    return await withCode(this.accounts, person, code, (state, now) => {
      const made = {
        ...{ id: `session_${newId()}`, userId: person.id, ...place, method, device },
        isRemembered: remember,
      };
      const { state: after, opened } = withLogin(state, made, now);
      return { state: after, result: opened, ...IN_PASSING };
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
    refuseTaken(accounts.state, chosen);
    refuseWeakPassword(chosen.password, chosen.login);
    const password = await this.#passwords.hash(chosen.password);
    return await accounts.change((state, at) => {
      const person = { ...decide(state, blank, at), password };
      refuseTaken(state, chosen);
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

function linkOver(): AccountRefusal {
  const message = "This link was used already, or its time is over; ask for another one";
  return new AccountRefusal("link_over", message);
}

function refuseSetUp({ people }: AccountsState): void {
  if (people.length === 0) return;
  throw new AccountRefusal("already_set_up", "There is an account already; log in with it");
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

/**
 * Whom a trusted proxy has logged in, by the name that it tells; nobody where there is no such person, or
 * they are kept out. Their requests share one session: no cookie opens it, the proxy's word does.
 */
export async function whoByProxy(book: Accounts, login: string, place: Place): Promise<Who> {
  const { now } = book.options;
  const session = proxySessionIn(book.state, login, now()) ?? await opened(book, login, place);
  const person = personIn(book.state, login);
  if (session === null || person === undefined) return { kind: "nobody" };
  const { id, login: ownLogin, name, role } = person;
  const asker = { id, login: ownLogin, name, role };
  const who: Who = { kind: "person", person: asker, sessionId: session.id };
  book.used(who);
  return book.still(who);
}

/** The session that a proxy's word opens; null where there is no such person. */
async function opened(book: Accounts, login: string, place: Place): Promise<Session | null> {
  const { newId } = book.options;
  const { session, entered } = await book.change<Opened>((state, at) => {
    const known = proxySessionIn(state, login, at);
    const person = personIn(state, login);
    // Another request of theirs was quicker, or they are gone.
    if (known !== null || person === undefined) {
      return { state, result: { session: known, entered: null } };
    }
    const made = withSession(state, {
      ...{ id: `session_${newId()}`, userId: person.id, method: BY_PROXY, ...place },
      ...{ isRemembered: false, device: null },
    }, at);
    return { state: made.state, result: { session: made.opened.session, entered: person } };
  });
  if (entered !== null) book.tell("loggedIn", entered, place, { detail: `by ${BY_PROXY}` });
  return session;
}

interface Opened {
  readonly session: Session | null;
  /** Who was logged in just now. */
  readonly entered: Person | null;
}

function personIn({ people }: AccountsState, login: string): Person | undefined {
  return people.find((each) => isNamed(each, login) && each.disabledAt === null);
}

function proxySessionIn(state: AccountsState, login: string, now: number): Session | null {
  const person = personIn(state, login);
  return state.sessions.find((session) =>
    session.userId === person?.id && session.method === BY_PROXY &&
    session.epoch === person.epoch && !isOver(session, now)
  ) ?? null;
}
