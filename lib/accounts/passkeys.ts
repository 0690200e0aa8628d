import { type Accounts, personWords } from "./accounts.ts";
import { Begun, counted, type LimitKey, placeOf, refusalsTold } from "./limits.ts";
import { type Own, withoutWayIn } from "./own_account.ts";
import { notFound, personIn, refuseMany } from "./people.ts";
import type { Who } from "./rights.ts";
import { hashOf, newSecret } from "./secrets.ts";
import {
  confirmed,
  iso,
  type OpenedSession,
  type Place,
  rotated,
  sessionIn,
  withLogin,
  withPerson,
} from "./sessions.ts";
import { IN_PASSING } from "./shared_writes.ts";
import { AccountRefusal, type AccountsState, type Passkey, type Person } from "./state.ts";
import {
  challengeIn,
  creationOptions,
  madePasskey,
  type NewCredential,
  type PasskeyAnswer,
  type Proof,
  provenBy,
  type RelyingParty,
  requestOptions,
} from "./webauthn.ts";
import type { PasskeyView } from "@/lib/protocol/views.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

const MOST_PASSKEYS = 20;
/** How long a challenge can be answered. */
const BEGUN_MS = 5 * MINUTE_MS;
const BY_PASSKEY = "passkey";

/** A browser that uses a passkey. */
interface Bearer {
  readonly party: RelyingParty;
  readonly place: Place;
  /** The cookie that it was given with the challenge; null without one. */
  readonly ticket: string | null;
}

/** Passkeys: made by their owners, removed by them and by admins, and a way to log in that is both factors at once. */
export class Passkeys {
  /** What was begun, by who began it and the challenge. */
  readonly #begun: Begun<true>;

  constructor(private readonly accounts: Accounts) {
    this.#begun = new Begun(BEGUN_MS, accounts.options.now);
  }

  /** Whether anybody has one: only then a login offers it. */
  get areUsed(): boolean {
    return this.accounts.state.people.some(({ passkeys }) => passkeys.length > 0);
  }

  /** A challenge for any passkey of this server, and the ticket that binds it to this browser. */
  begin({ party, place }: Omit<Bearer, "ticket">) {
    const [ticket, challenge] = [newSecret(), newSecret()];
    this.#begun.keep(`${hashOf(ticket)} ${challenge}`, true, place);
    return { ticket, options: requestOptions(party, challenge) };
  }

  /** Logs in whoever a passkey belongs to. @throws {AccountRefusal} the same for all that opens nothing */
  async logIn(
    answer: PasskeyAnswer & { readonly remember?: boolean | undefined },
    bearer: Bearer,
    device: string | null,
  ): Promise<OpenedSession> {
    const { accounts } = this;
    const { place } = bearer;
    const challenge = this.#challengeOf(answer.clientDataJSON, hashOf(bearer.ticket ?? ""));
    const found = accounts.state.people.find((each) => isOf(each, answer));
    const opened = await refusalsTold(
      accounts,
      "loginRefused",
      { about: found, place, with: BY_PASSKEY },
      () =>
        this.#used(found, answer, { ...bearer, challenge }, (state, person, now) => {
          const made = {
            ...{ id: `session_${accounts.options.newId()}`, userId: person.id, ...place, device },
            ...{ method: BY_PASSKEY, isRemembered: answer.remember ?? false },
          };
          return withLogin(state, made, now);
        }),
    );
    const person = accounts.person(opened.session.userId);
    accounts.tell("loggedIn", person, place, { detail: `with a ${BY_PASSKEY}` });
    return opened;
  }

  /** Takes a passkey of whoever asks in place of their password. The cookie changes. @throws {AccountRefusal} */
  async confirm(who: Who, answer: PasskeyAnswer, bearer: Bearer): Promise<OpenedSession> {
    const { accounts } = this;
    const owner = accounts.personOf(who);
    const challenge = this.#challengeOf(answer.clientDataJSON, hashOf(bearer.ticket ?? ""));
    const { place } = bearer;
    const opened = await refusalsTold(
      accounts,
      "passwordRefused",
      { by: owner, about: owner, place, with: BY_PASSKEY },
      () => {
        const found = isOf(owner, answer) ? owner : undefined;
        return this.#used(found, answer, { ...bearer, challenge }, (state, _, now) => {
          const session = confirmed(sessionIn(state, who), now);
          return rotated(state, session, now);
        });
      },
    );
    accounts.tell("passwordGiven", owner, place, { detail: `a ${BY_PASSKEY} in its place` });
    return opened;
  }

  /** @throws {AccountRefusal} when there is no such person */
  list(userId: string): PasskeyView[] {
    return this.accounts.person(userId).passkeys.map(passkeyView);
  }

  /** What a browser needs to make one; the password must have been given just now. @throws {AccountRefusal} */
  async beginNew({ who, place }: Own, party: RelyingParty) {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const { id } = accounts.personOf(who);
    const handle = newSecret();
    const person = await accounts.change((state) => {
      const person = personIn(state, id);
      refuseMany(person.passkeys, MOST_PASSKEYS, "passkeys");
      if (person.handle !== null) return { state, result: person };
      const known = { ...person, handle };
      return { state: withPerson(state, id, () => known), result: known, isMinor: true };
    });
    const challenge = newSecret();
    this.#begun.keep(`${accounts.sessionOf(who).id} ${challenge}`, true, place);
    return creationOptions(party, challenge, { ...person, handle: person.handle ?? handle });
  }

  /** Keeps the one that the browser has made. @throws {AccountRefusal} */
  async add(
    { name, ...credential }: NewCredential & { readonly name: string },
    { who, place }: Own,
    party: RelyingParty,
  ): Promise<PasskeyView> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const owner = accounts.personOf(who);
    const challenge = this.#challengeOf(credential.clientDataJSON, accounts.sessionOf(who).id);
    const made = await madePasskey(credential, { party, challenge });
    if (made === null) {
      const message = "What the browser answered is no passkey for this server; try again";
      throw new AccountRefusal("invalid_request", message);
    }
    const added = await accounts.change((state, now) => {
      const { passkeys } = personIn(state, sessionIn(state, who).userId);
      refuseMany(passkeys, MOST_PASSKEYS, "passkeys");
      if (state.people.some((each) => isOf(each, made))) {
        throw new AccountRefusal("already_set_up", "This passkey is kept here already");
      }
      const times = { createdAt: iso(now), lastUsedAt: null };
      const passkey: Passkey = { ...made, host: party.id, name, ...times };
      const more = (each: Person) => ({ ...each, passkeys: [...each.passkeys, passkey] });
      return { state: withPerson(state, owner.id, more), result: passkey };
    });
    accounts.tell("passkeyAdded", owner, place, { detail: name });
    return passkeyView(added);
  }

  /** @throws {AccountRefusal} when it is not there, or another's */
  async rename(id: string, name: string, { who, place }: Own): Promise<PasskeyView> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const owner = accounts.personOf(who);
    const { before, renamed } = await accounts.change((state) => {
      const before = passkeyIn(state, owner.id, id);
      const renamed = { ...before, name };
      return { state: withPasskey(state, owner.id, renamed), result: { before, renamed } };
    });
    accounts.tell("passkeyRenamed", owner, place, { detail: `${before.name} → ${name}` });
    return passkeyView(renamed);
  }

  /**
   * Removes one of a person; whatever else they are logged in with ends, since it may have been opened by it. The
   * last way in stays. @throws {AccountRefusal}
   */
  async remove(id: string, userId: string, { who, place }: Own): Promise<void> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const asker = accounts.personOf(who);
    const { owner, removed } = await accounts.change((state) => {
      const [owner, removed] = [personIn(state, userId), passkeyIn(state, userId, id)];
      const without = withPerson(state, userId, (each) => ({
        ...each,
        passkeys: each.passkeys.filter((passkey) => passkey.id !== id),
      }));
      return { state: withoutWayIn(without, userId, who), result: { owner, removed } };
    });
    const event = asker.id === userId ? "passkeyRemoved" : "passkeyTaken";
    accounts.tell(event, asker, place, { about: personWords(owner), detail: removed.name });
  }

  /** The challenge of an answer, which is used up by it. @throws {AccountRefusal} when this browser has begun none */
  #challengeOf(clientDataJSON: string, beginner: string): string {
    const challenge = challengeIn(clientDataJSON);
    if (challenge !== null && this.#begun.take(`${beginner} ${challenge}`) !== null) {
      return challenge;
    }
    const message = "This took too long, or was answered already; begin again";
    throw new AccountRefusal("link_over", message);
  }

  /** Makes a change for the owner of a passkey that was really used, in one step with noting its use. */
  async #used(
    owner: Person | undefined,
    answer: PasskeyAnswer,
    { party, place, challenge }: Bearer & { readonly challenge: string },
    make: (state: AccountsState, person: Person, now: number) => {
      state: AccountsState;
      opened: OpenedSession;
    },
  ): Promise<OpenedSession> {
    const { accounts } = this;
    const known = owner?.passkeys.find(({ id }) => id === answer.id);
    const isMeant = known !== undefined && owner?.handle === answer.userHandle;
    const proofs: Proof[] = [];
    // Whoever guesses elsewhere knows no passkey, and keeps nobody out who has one.
    const key: LimitKey = known ? `passkey:${known.id}` : `address:${placeOf(place.address)}`;
    await counted(accounts, [key], async () => {
      const proof = isMeant ? await provenBy(answer, known, { party, challenge }) : null;
      if (proof !== null) proofs.push(proof);
      return proof !== null;
    });
    const [proof] = proofs;
    if (proof === undefined || known === undefined || owner === undefined) throw opensNothing();
    const { counter, isBackedUp } = proof;
    return await accounts.change((state, now) => {
      const person = state.people.find(({ id }) => id === owner.id);
      const passkey = person?.passkeys.find(({ id }) => id === known.id);
      const isIn = person !== undefined && passkey !== undefined && person.disabledAt === null;
      // An authenticator that counts never counts back: this would be a copy of it.
      if (!isIn || (passkey.counter > 0 && counter <= passkey.counter)) throw opensNothing();
      const used = { ...passkey, counter, isBackedUp, lastUsedAt: iso(now) };
      const { state: after, opened } = make(withPasskey(state, person.id, used), person, now);
      return { state: after, result: opened, ...IN_PASSING };
    });
  }
}

/** Whether a person has a passkey of this id. */
function isOf({ passkeys }: Person, { id }: { readonly id: string }): boolean {
  return passkeys.some((passkey) => passkey.id === id);
}

function passkeyIn(state: AccountsState, userId: string, id: string): Passkey {
  const passkey = personIn(state, userId).passkeys.find((each) => each.id === id);
  if (passkey === undefined) throw notFound("passkey", id);
  return passkey;
}

function withPasskey(state: AccountsState, userId: string, passkey: Passkey): AccountsState {
  return withPerson(state, userId, (person) => ({
    ...person,
    passkeys: person.passkeys.map((each) => (each.id === passkey.id ? passkey : each)),
  }));
}

function opensNothing(): AccountRefusal {
  const message = "This passkey opens nothing here: it was removed, or is for another server";
  return new AccountRefusal("wrong_login", message);
}

function passkeyView(passkey: Passkey): PasskeyView {
  const { id, name, host, isBackedUp, createdAt, lastUsedAt } = passkey;
  return { id, name, host, isBackedUp, createdAt, lastUsedAt };
}
