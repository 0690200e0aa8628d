import type { AccountEvent } from "@/lib/protocol/account_view.ts";
import { type Accounts, personWords } from "./accounts.ts";
import type { Place } from "./sessions.ts";
import { AccountRefusal, type Person } from "./state.ts";

interface Attempt {
  /** Whoever is in a session already; left out where nobody knows who it is. */
  readonly by?: Person;
  /** Whose password it should be; undefined for a name that nobody has. */
  readonly about: Person | undefined;
  readonly place: Place;
  /** What was used in place of a password. */
  readonly with?: string;
}

/** Tells the logs when an attempt is refused; what was typed is in no log, for it may be a password. */
export async function refusalsTold<T>(
  accounts: Accounts,
  event: AccountEvent,
  attempt: Attempt,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const detail = error instanceof AccountRefusal ? detailOf(error, attempt) : null;
    const { by = null, about, place } = attempt;
    const named = about === undefined ? "" : personWords(about);
    if (detail !== null) accounts.tell(event, by, place, { about: named, detail });
    throw error;
  }
}

/** Null where it is no failed attempt. */
function detailOf({ code }: AccountRefusal, { about, with: other }: Attempt): string | null {
  switch (code) {
    case "wrong_login":
      if (other !== undefined && about === undefined) return `a ${other} that nobody has`;
      if (other !== undefined && about?.disabledAt === null) return `wrong ${other}`;
      if (about === undefined) return "a name that nobody has";
      return about.disabledAt === null ? "wrong password" : "the account is disabled";
    case "not_admitted":
      return `a ${other} that nothing here lets in`;
    case "wrong_code":
      return "wrong code";
    case "wrong_setup_token":
      return "wrong token";
    case "too_many_attempts":
      return "too many attempts";
    default:
      return null;
  }
}
