import type { Accounts } from "./accounts.ts";
import { type LimitKey, refuseTooMany, withFailure } from "./limits.ts";
import { refusalsTold } from "./refusals_told.ts";
import { type Place, withPerson } from "./sessions.ts";
import { type Decide, IN_PASSING } from "./shared_writes.ts";
import { AccountRefusal, type AccountsState, type Person } from "./state.ts";
import { consumed, secretOf } from "./totp.ts";

/**
 * Makes a change for a person whose password was right, in one step with taking their code where they
 * have a second step: the same code does not open twice. @throws {AccountRefusal}
 */
export async function withCode<T>(
  accounts: Accounts,
  person: Person,
  code: string | undefined,
  make: Decide<T>,
): Promise<T> {
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

/** The same for whoever is in a session; the logs tell when their password or code is refused. @throws {AccountRefusal} */
export async function withOwnCode<T>(
  accounts: Accounts,
  { person, place, code }: Owner,
  make: Decide<T>,
): Promise<T> {
  return await passwordRefusalsTold(
    accounts,
    { person, place },
    () => withCode(accounts, person, code, make),
  );
}

interface Owner {
  /** As they were when the password was checked. */
  readonly person: Person;
  readonly place: Place;
  readonly code: string | undefined;
}

/** Tells the logs when somebody in a session gives a wrong password or code of their own. */
export async function passwordRefusalsTold<T>(
  accounts: Accounts,
  { person, place }: Omit<Owner, "code">,
  work: () => Promise<T>,
): Promise<T> {
  const attempt = { by: person, about: person, place };
  return await refusalsTold(accounts, "passwordRefused", attempt, work);
}

/** The same for unknown names, wrong passwords and accounts that are no longer let in. */
export function wrongLogin(): AccountRefusal {
  return new AccountRefusal("wrong_login", "The name or the password is wrong");
}

/** Takes an app's code or a recovery code. Null when it is none, or nobody can tell any more. */
function takeCode(person: Person, code: string, { options }: Accounts, now: number) {
  return person.totp && consumed(person.totp, code, secretOf(person, options.box), now);
}

function codeNeeded(): AccountRefusal {
  const message = "The code of your app is needed, too, or a recovery code";
  return new AccountRefusal("code_needed", message, { field: "code" });
}

/** The person as they were when the password was checked. @throws {AccountRefusal} when that has changed */
function unchanged({ people }: AccountsState, before: Person): Person {
  const now = people.find(({ id }) => id === before.id);
  const isSame = now !== undefined && now.epoch === before.epoch && now.disabledAt === null;
  if (isSame) return now;
  throw wrongLogin();
}
