import { type Accounts, personWords } from "./accounts.ts";
import { Login } from "./inputs.ts";
import { blankPerson, isNamed, personIn } from "./people.ts";
import type { ProviderSettings } from "./provider.ts";
import { type Claims, roleBy } from "./provider.ts";
import type { Role } from "@/lib/protocol/account_view.ts";
import { hashOf } from "./secrets.ts";
import { iso, type Place, withoutAccessOf, withPerson } from "./sessions.ts";
import { AccountRefusal, type AccountsState, type Person } from "./state.ts";

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
  if (state.people.some((each) => isNamed(each, login))) {
    const message = `There is somebody named ${login} here already: if that is you, log in with ` +
      `your password and link ${name} on the page Account`;
    throw new AccountRefusal("login_taken", message);
  }
  const blank = blankPerson(
    `user_${id}`,
    { login, name: (claims.name ?? login).replace(/[\p{Cc}\p{Cs}]/gu, "").slice(0, 64) },
    now,
  );
  const identity = { issuer, subject: claims.subject, isManaged: true, linkedAt: iso(now) };
  return { ...blank, role, createdBy: name.slice(0, 64), identities: [identity] };
}

function notAdmitted(name: string): AccountRefusal {
  const message = `${name} knows you, and nothing here lets you in: an admin can invite you, ` +
    "or add a rule to OIDC_VIEWERS, OIDC_OPERATORS or OIDC_ADMINS";
  return new AccountRefusal("not_admitted", message);
}
