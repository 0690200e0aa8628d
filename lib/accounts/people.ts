import { type Accounts, personWords } from "./accounts.ts";
import { hashOf, newSecret, refuseWeakPassword, type SetupToken } from "./secrets.ts";
import type { Who } from "./rights.ts";
import { iso, type Place, sessionIn, withoutAccessOf, withPerson } from "./sessions.ts";
import {
  AccountRefusal,
  type AccountsState,
  type Invite,
  loginKey,
  nameKey,
  type Person,
} from "./state.ts";
import type { AccountEvent, InviteView, PersonView, Role } from "@/lib/protocol/views.ts";
import { DAY_MS, MINUTE_MS } from "@/lib/time/durations.ts";

const INVITE_MS = 7 * DAY_MS;
const RESET_MS = 15 * MINUTE_MS;
const MOST_PEOPLE = 200;
const MOST_INVITES = 100;

/** Who asks for a change of accounts: a person in a session, or the command line. */
type Actor = { readonly who: Who; readonly place: Place } | "cli";

/** What admins, and the command line, do to accounts. */
export class People {
  constructor(private readonly accounts: Accounts, private readonly setupToken: SetupToken) {}

  list(): PersonView[] {
    return this.accounts.state.people.map(personView);
  }

  /**
   * Adds a person; without a password they choose one by a link. The first is an admin, since nobody else
   * could let anybody in. @throws {AccountRefusal}
   */
  async add(
    { login, name, role, password }: NewPerson,
    actor: Actor,
  ): Promise<PersonView> {
    const { newId, passwords } = this.accounts.options;
    this.#confirmed(actor);
    refuseTaken(this.accounts.state, { login, name });
    if (password !== undefined) refuseWeakPassword(password, login);
    const phc = password === undefined ? null : await passwords.hash(password);
    const person = await this.accounts.change((state, now) => {
      refuseTaken(state, { login, name });
      refuseMany(state.people, MOST_PEOPLE, "people");
      const made: Person = {
        ...blankPerson(`user_${newId()}`, { login, name }, now),
        role: state.people.length === 0 ? "admin" : role,
        ...{ password: phc, createdBy: askerIn(state, actor)?.login ?? "cli" },
      };
      return { state: { ...state, people: [...state.people, made] }, result: made };
    });
    await this.setupToken.forget();
    this.#tell("personAdded", actor, { about: personWords(person), detail: `as ${person.role}` });
    return personView(person);
  }

  /** Changes another's role or whether they are let in, or one's own name. @throws {AccountRefusal} */
  async update(
    id: string,
    { name, role, isDisabled }: PersonPatch,
    actor: Actor,
  ): Promise<PersonView> {
    const isRight = role !== undefined || isDisabled !== undefined;
    if (isRight) this.#confirmed(actor);
    const { before, person } = await this.accounts.change((state, now) => {
      askerIn(state, actor);
      const before = personIn(state, id);
      const others = state.people.filter((each) => each !== before);
      if (name !== undefined && name !== before.name) refuseTakenName(others, name, "name");
      const disabledAt = isDisabled === undefined
        ? before.disabledAt
        : isDisabled
        ? before.disabledAt ?? iso(now)
        : null;
      const after = { ...before, name: name ?? before.name, role: role ?? before.role, disabledAt };
      const moved = withPerson(state, id, () => after);
      refuseWithoutAdmin(state, moved);
      const isSame = after.role === before.role && after.disabledAt === before.disabledAt;
      return {
        state: isSame ? moved : withoutAccessOf(moved, id),
        result: { before, person: after },
      };
    });
    this.#tellChanges(before, person, actor);
    return personView(person);
  }

  /** @throws {AccountRefusal} also for the last admin */
  async remove(id: string, actor: Actor): Promise<void> {
    this.#confirmed(actor);
    const erased = await this.accounts.change((state) => {
      askerIn(state, actor);
      const person = personIn(state, id);
      const ended = withoutAccessOf(state, id);
      const after = { ...ended, people: ended.people.filter((each) => each.id !== id) };
      refuseWithoutAdmin(state, after);
      return { state: after, result: person };
    });
    this.#tell("personErased", actor, { about: personWords(erased) });
  }

  /** A link by which a person chooses a password, once, within 15 minutes. @throws {AccountRefusal} */
  async resetLink(id: string, actor: Actor): Promise<{ secret: string; expiresAt: string }> {
    this.#confirmed(actor);
    const secret = newSecret();
    const made = await this.accounts.change((state, now) => {
      const person = personIn(state, id);
      const { login, disabledAt } = person;
      if (disabledAt !== null) {
        throw new AccountRefusal(
          "invalid_request",
          `${login} is disabled; enable the account first`,
        );
      }
      const expiresAt = iso(now + RESET_MS);
      const others = state.resets.filter(({ userId }) => userId !== id);
      const made = {
        hash: hashOf(secret),
        userId: id,
        makerId: askerIn(state, actor)?.id ?? null,
        expiresAt,
      };
      const resets = [...others, made];
      return { state: { ...state, resets }, result: { person, expiresAt } };
    });
    this.#tell("passwordLinkMade", actor, { about: personWords(made.person) });
    return { secret, expiresAt: made.expiresAt };
  }

  /** The invitations that can still be used. */
  invites(): InviteView[] {
    const now = this.accounts.options.now();
    return this.accounts.state.invites.filter(({ expiresAt }) => Date.parse(expiresAt) > now)
      .map(inviteView);
  }

  /** Invites somebody to one role; the secret is answered this once. @throws {AccountRefusal} */
  async invite(
    { role, note = "" }: { role: Role; note?: string | undefined },
    actor: Actor,
  ): Promise<InviteView & { secret: string }> {
    this.#confirmed(actor);
    const secret = newSecret();
    const made = await this.accounts.change((state, now) => {
      const open = state.invites.filter(({ expiresAt }) => Date.parse(expiresAt) > now);
      refuseMany(open, MOST_INVITES, "invitations");
      const asker = askerIn(state, actor);
      const invite: Invite = {
        ...{ id: `invite_${this.accounts.options.newId()}`, hash: hashOf(secret), role, note },
        ...{ createdBy: asker?.login ?? "cli", makerId: asker?.id ?? null },
        ...{ createdAt: iso(now), expiresAt: iso(now + INVITE_MS) },
      };
      return { state: { ...state, invites: [...open, invite] }, result: invite };
    });
    this.#tell("invited", actor, { about: note, detail: `as ${role}` });
    return { ...inviteView(made), secret };
  }

  /** @throws {AccountRefusal} when it is not there any more */
  async withdraw(id: string, actor: Actor): Promise<void> {
    const about = await this.accounts.change((state) => {
      const invite = state.invites.find((each) => each.id === id);
      if (invite === undefined) throw notFound("invitation", id);
      const invites = state.invites.filter((each) => each.id !== id);
      return { state: { ...state, invites }, result: invite.note };
    });
    this.#tell("inviteWithdrawn", actor, { about });
  }

  #confirmed(actor: Actor): void {
    if (actor !== "cli") this.accounts.refuseUnconfirmed(actor.who);
  }

  #tellChanges(before: Person, after: Person, actor: Actor): void {
    const about = personWords(after);
    if (after.name !== before.name) {
      this.#tell("personRenamed", actor, { about, detail: `before: ${before.name}` });
    }
    if (after.role !== before.role) {
      this.#tell("roleChanged", actor, { about, detail: `${before.role} → ${after.role}` });
    }
    if (after.disabledAt === before.disabledAt) return;
    this.#tell(after.disabledAt === null ? "personEnabled" : "personDisabled", actor, { about });
  }

  #tell(event: AccountEvent, actor: Actor, what: { about: string; detail?: string }): void {
    const by = actor !== "cli" && actor.who.kind === "person" ? actor.who.person : "cli";
    this.accounts.tell(event, by, actor === "cli" ? null : actor.place, what);
  }
}

/** Whoever asks, as a state has them; null for the command line. @throws {AccountRefusal} when their session ended */
function askerIn(state: AccountsState, actor: Actor): Person | null {
  return actor === "cli" ? null : personIn(state, sessionIn(state, actor.who).userId);
}

interface NewPerson {
  readonly login: string;
  readonly name?: string | undefined;
  readonly role: Role;
  readonly password?: string | undefined;
}

interface PersonPatch {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly isDisabled?: boolean | undefined;
}

/** Whether a person can log in with what is kept here: a password or a passkey. */
function hasOwnWayIn({ password, passkeys }: Person): boolean {
  return password !== null || passkeys.length > 0;
}

/** @throws {AccountRefusal} when a person could not log in any more; `isOwn`: they ask themselves */
export function refuseWithoutWayIn(person: Person, isOwn: boolean): void {
  if (hasOwnWayIn(person) || person.identities.length > 0) return;
  const message = isOwn
    ? "This is your last way in: choose a password or add a passkey first"
    : `This is the last way in of ${person.login}: have them choose a password by a link first, ` +
      "or keep them out";
  throw new AccountRefusal("last_way_in", message);
}

/** Nobody else could let anybody in again. An admin who has not chosen a password yet lets nobody in. */
function refuseWithoutAdmin(before: AccountsState, { people }: AccountsState): void {
  const isAdmin = ({ role, disabledAt }: Person) => role === "admin" && disabledAt === null;
  const isAble = (person: Person) => isAdmin(person) && hasOwnWayIn(person);
  // Where there was no able one, the last that may become one stays.
  if (people.some(before.people.some(isAble) ? isAble : isAdmin)) return;
  const message = "This is the last admin: make somebody else one first";
  throw new AccountRefusal("last_admin", message, { field: "role" });
}

/** @throws {AccountRefusal} where logs and screens could not tell them from somebody who is there already */
export function refuseTaken(
  { people }: AccountsState,
  { login, name }: Pick<NewPerson, "login" | "name">,
): void {
  refuseTakenName(people, login, "login");
  if (name !== undefined) refuseTakenName(people, name, "name");
}

function refuseTakenName(people: readonly Person[], name: string, field: string): void {
  if (!isTaken(people, name)) return;
  const message = `There is somebody named ${name} already; choose another name`;
  throw new AccountRefusal("login_taken", message, { field });
}

/** Whether somebody logs in with it, or is shown as it. */
export function isTaken(people: readonly Person[], given: string): boolean {
  return people.some(({ login, name }) =>
    [login, name].some((taken) => nameKey(taken) === nameKey(given))
  );
}

export function isNamed({ login }: Person, given: string): boolean {
  return loginKey(login) === loginKey(given);
}

/** A person who has just come; the role is still to be said. */
export function blankPerson(
  id: string,
  { login, name = "" }: Pick<NewPerson, "login" | "name">,
  now: number,
): Person {
  return {
    ...{ id, login: login.normalize("NFKC").trim(), name: name.trim() || login.trim() },
    ...{ role: "viewer", password: null, disabledAt: null, epoch: 0 },
    ...{ createdAt: iso(now), createdBy: "cli", lastLoginAt: null, totp: null, devices: [] },
    ...{ passkeys: [], handle: null, identities: [] },
  };
}

/** @throws {AccountRefusal} when there are so many already */
export function refuseMany(rows: readonly unknown[], most: number, what: string): void {
  if (rows.length < most) return;
  throw new AccountRefusal("too_many", `There cannot be more than ${most} ${what}; end one first`);
}

/** @throws {AccountRefusal} when there is no such person */
export function personIn({ people }: AccountsState, id: string): Person {
  const person = people.find((each) => each.id === id);
  if (person === undefined) throw notFound("person", id);
  return person;
}

export function notFound(what: string, id: string): AccountRefusal {
  return new AccountRefusal("not_found", `There is no ${what} ${id.slice(0, 60)}`, { field: "id" });
}

export function personView(person: Person): PersonView {
  const { id, login, name, role, createdAt, lastLoginAt } = person;
  const isDisabled = person.disabledAt !== null;
  const hasTotp = Boolean(person.totp?.confirmedAt);
  const isLinked = person.identities.length > 0;
  const has = {
    ...{ hasTotp, hasPassword: person.password !== null, isLinked },
    passkeys: person.passkeys.length,
  };
  return { id, login, name, role, isDisabled, ...has, createdAt, lastLoginAt };
}

function inviteView({ id, role, note, createdBy, createdAt, expiresAt }: Invite): InviteView {
  return { id, role, note, createdBy, createdAt, expiresAt };
}
