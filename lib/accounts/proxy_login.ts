import type { Accounts } from "./accounts.ts";
import { isNamed } from "./people.ts";
import type { Who } from "./rights.ts";
import { isOver, type Place, withSession } from "./sessions.ts";
import type { AccountsState, Person, Session } from "./state.ts";

/** How the session is called that a proxy's word stands for. */
export const BY_PROXY = "the proxy";

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
