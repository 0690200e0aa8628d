import { type Accounts, personWords } from "./accounts.ts";
import { admitted, lastsMs, personOfIdentity, ProviderSessions } from "./admission.ts";
import { Begun, refusalsTold } from "./limits.ts";
import { type Own, withoutWayIn } from "./own_account.ts";
import { notFound, personIn } from "./people.ts";
import {
  type Claims,
  type Grant,
  notProven,
  type Proven,
  type Provider,
  type Sent,
} from "./provider.ts";
import type { Who } from "./rights.ts";
import { withCode } from "./second_step.ts";
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
import { AccountRefusal, type AccountsState, type Identity, type Person } from "./state.ts";
import type { IdentityView } from "@/lib/protocol/views.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

/** How long somebody may take at the provider, and then for a code. */
const BEGUN_MS = 10 * MINUTE_MS;

/** What somebody goes to the provider for; the page to go on to after it. */
interface Errand {
  readonly kind: "login" | "link" | "confirm";
  readonly next: string;
  /** Whose session asked, where one did. */
  readonly who: Who | null;
}

/** What came of a return from the provider. */
type Returned =
  | { readonly kind: "in"; readonly opened: OpenedSession; readonly next: string }
  /** The code of their app is still to be given. */
  | { readonly kind: "code"; readonly next: string }
  | { readonly kind: "linked"; readonly next: string };

/** A browser that goes to the provider, or comes back. */
interface Traveller {
  readonly place: Place;
  /** The cookie that it was given when it went; null without one. */
  readonly ticket: string | null;
  readonly device: string | null;
}

/**
 * Logins at a provider. A person is found by issuer and subject, by nothing else: names and e-mails are
 * anybody's to choose. Where nobody is known, the rules of the settings say who is added, and as what.
 */
export class Identities {
  readonly #sent: Begun<{ readonly sent: Sent; readonly errand: Errand }>;
  readonly #coded: Begun<Coded>;
  /** What becomes of sessions after they were opened by it; null without a provider. */
  readonly sessions: ProviderSessions | null;

  constructor(private readonly accounts: Accounts, private readonly provider: Provider | null) {
    const { now } = accounts.options;
    this.sessions = provider && new ProviderSessions(accounts, provider);
    this.#sent = new Begun(BEGUN_MS, now);
    this.#coded = new Begun(BEGUN_MS, now);
  }

  /** What people call the provider; null without one. */
  get providerName(): string | null {
    return this.provider?.settings.name ?? null;
  }

  /** Sends a browser to the provider; the ticket binds its return to it. @throws {AccountRefusal} */
  async go(errand: Errand, place: Place): Promise<{ url: string; ticket: string }> {
    const { accounts } = this;
    if (errand.kind === "link" && errand.who !== null) accounts.refuseUnconfirmed(errand.who);
    const provider = this.#needed();
    const { url, sent } = await provider.send(errand.kind === "confirm");
    const ticket = newSecret();
    this.#sent.keep(`${hashOf(ticket)} ${sent.state}`, { sent, errand }, place);
    return { url, ticket };
  }

  /** Takes a browser back that was sent. @throws {AccountRefusal} */
  async comeBack(search: string, traveller: Traveller): Promise<Returned> {
    const provider = this.#needed();
    const state = new URLSearchParams(search).get("state") ?? "";
    const begun = this.#sent.take(`${hashOf(traveller.ticket ?? "")} ${state}`);
    if (begun === null) throw notProven(provider.settings.name);
    const proven = await provider.proven(search, begun.sent);
    const { claims } = proven;
    const { kind, next, who } = begun.errand;
    if (kind === "login" || who === null) return await this.#logIn(proven, next, traveller);
    if (kind === "confirm") return await this.#confirm(claims, next, { who, ...traveller });
    await this.#link(claims, { who, place: traveller.place });
    return { kind: "linked", next };
  }

  /** Gives the code that a login at the provider still wants. @throws {AccountRefusal} */
  async giveCode(code: string, { place, ticket, device }: Traveller): Promise<OpenedSession> {
    const key = hashOf(ticket ?? "");
    const waiting = this.#coded.take(key);
    if (waiting === null) throw notProven(this.providerName ?? "");
    const { person, grant } = waiting;
    try {
      const opened = await refusalsTold(
        this.accounts,
        "loginRefused",
        { about: person, place },
        () =>
          withCode(
            this.accounts,
            person,
            code,
            (state, now) => this.#opened(state, person, { place, device }, now),
          ),
      );
      this.sessions?.keep(opened.session.id, grant);
      return opened;
    } catch (error) {
      // A mistyped code is asked for again; how often is counted by account.
      this.#coded.keep(key, waiting, place);
      throw error;
    }
  }

  /** @throws {AccountRefusal} when there is no such person */
  list(userId: string): IdentityView[] {
    return this.accounts.person(userId).identities.map(identityView);
  }

  /** Ends a person's link; whatever else they are logged in with ends. The last way in stays. @throws {AccountRefusal} */
  async unlink(id: string, userId: string, { who, place }: Own): Promise<void> {
    const { accounts } = this;
    accounts.refuseUnconfirmed(who);
    const asker = accounts.personOf(who);
    const { owner, unlinked } = await accounts.change((state) => {
      const owner = personIn(state, userId);
      const unlinked = owner.identities.find((each) => idOf(each) === id);
      if (unlinked === undefined) throw notFound("identity", id);
      const without = withPerson(state, userId, (each) => ({
        ...each,
        identities: each.identities.filter((identity) => identity !== unlinked),
      }));
      return { state: withoutWayIn(without, userId, who), result: { owner, unlinked } };
    });
    const event = asker.id === userId ? "identityUnlinked" : "identityTaken";
    accounts.tell(event, asker, place, { about: personWords(owner), detail: unlinked.issuer });
  }

  #needed(): Provider {
    if (this.provider !== null) return this.provider;
    throw new AccountRefusal(
      "not_found",
      "There is no provider to log in with: OIDC_ISSUER is not set",
    );
  }

  async #logIn(
    { claims, grant }: Proven,
    next: string,
    traveller: Traveller,
  ): Promise<Returned> {
    const { accounts } = this;
    const { place } = traveller;
    const { settings } = this.#needed();
    const { issuer, name } = settings;
    const found = personOfIdentity(accounts.state, issuer, claims.subject);
    const about = { about: found, place, with: `login with ${name}` };
    const person = await refusalsTold(
      accounts,
      "loginRefused",
      about,
      () => admitted(accounts, settings, claims, { place, mayAdd: true }),
    );
    if (person.totp?.confirmedAt) {
      this.#coded.keep(hashOf(traveller.ticket ?? ""), { person, grant, next }, place);
      return { kind: "code", next };
    }
    const opened = await accounts.change((state, now) =>
      this.#opened(state, person, traveller, now)
    );
    this.sessions?.keep(opened.session.id, grant);
    accounts.tell("loggedIn", person, place, { detail: `with ${name}` });
    return { kind: "in", opened, next };
  }

  #opened(
    state: AccountsState,
    { id, epoch }: Person,
    { place, device }: Pick<Traveller, "place" | "device">,
    now: number,
  ) {
    const current = state.people.find((each) => each.id === id);
    const isIn = current !== undefined && current.disabledAt === null && current.epoch === epoch;
    const { issuer, name } = this.#needed().settings;
    if (!isIn) throw notProven(name);
    const { state: after, opened } = withLogin(state, {
      ...{ id: `session_${this.accounts.options.newId()}`, userId: id, ...place, device },
      ...{ method: name, isRemembered: true, lastsMs: lastsMs(current, issuer) },
    }, now);
    return { state: after, result: opened, ...IN_PASSING };
  }

  async #link(claims: Claims, { who, place }: Own): Promise<void> {
    const { accounts } = this;
    const { issuer } = this.#needed().settings;
    const owner = accounts.personOf(who);
    await accounts.change((state, now) => {
      sessionIn(state, who);
      const taken = personOfIdentity(state, issuer, claims.subject);
      if (taken !== undefined) {
        const whose = taken.id === owner.id ? "you" : "somebody else here";
        throw new AccountRefusal("already_set_up", `This login is linked to ${whose} already`);
      }
      const identity = { issuer, subject: claims.subject, isManaged: false, linkedAt: iso(now) };
      const more = (each: Person) => ({ ...each, identities: [...each.identities, identity] });
      return { state: withPerson(state, owner.id, more), result: null };
    });
    accounts.tell("identityLinked", owner, place, { detail: issuer });
  }

  async #confirm(
    claims: Claims,
    next: string,
    { who, place }: { readonly who: Who; readonly place: Place },
  ): Promise<Returned> {
    const { accounts } = this;
    const { issuer, name } = this.#needed().settings;
    const owner = accounts.personOf(who);
    if (personOfIdentity(accounts.state, issuer, claims.subject)?.id !== owner.id) {
      throw notProven(name);
    }
    const opened = await accounts.change((state, now) => {
      const session = confirmed(sessionIn(state, who), now);
      const { state: after, opened } = rotated(state, session, now);
      return { state: after, result: opened, ...IN_PASSING };
    });
    accounts.tell("passwordGiven", owner, place, { detail: `a login with ${name} in its place` });
    return { kind: "in", opened, next };
  }
}

/** Somebody whom the provider has logged in, whose code is still to be given. */
interface Coded {
  readonly person: Person;
  readonly grant: Grant;
  readonly next: string;
}

/** What stands for an identity in addresses: its subject is nobody's business. */
function idOf({ issuer, subject }: Identity): string {
  return hashOf(`${issuer} ${subject}`).slice(0, 16);
}

function identityView(identity: Identity): IdentityView {
  const { issuer, isManaged, linkedAt } = identity;
  return { id: idOf(identity), issuer, isManaged, linkedAt };
}
