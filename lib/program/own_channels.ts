import type { Accounts } from "@/lib/accounts/accounts.ts";
import { can } from "@/lib/accounts/rights.ts";
import { OWNER_IS_OUT, type StoredChannel } from "@/lib/alarms/channel.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import type { Presser } from "@/lib/notify/actions.ts";
import type { Event } from "@/lib/store/events.ts";
import { type Store, StoreFailedError } from "@/lib/store/store.ts";

/** Who presses the buttons of a channel: of an own one its owner, as they may at this moment; else anybody. */
export function presserFor(book: Accounts): (owner: string | null) => Presser {
  return (owner) => {
    if (owner === null || book.mode === "off" || book.mode === "open") return { may: () => true };
    const person = book.state.people.find(({ id }) => id === owner);
    if (person === undefined || person.disabledAt !== null) return { may: () => false };
    const { id, name } = person;
    const who = { kind: "person", person, sessionId: "" } as const;
    return {
      doer: { id, name },
      may: (action) => can(who, action === "snooze" ? "changeAlarms" : "acknowledge"),
    };
  };
}

/**
 * Keeps own channels to people who are let in: those of others are switched off until they are let in again, and
 * removed when a person is erased. Where nobody has to log in nothing is touched.
 */
export function followOwners(
  book: Accounts,
  store: Pick<Store, "state" | "change" | "onCommitted">,
) {
  let people = new Set(book.state.people.map(({ id }) => id));
  let erased: ReadonlySet<string> = new Set();
  const look = () => {
    const now = new Set(book.state.people.map(({ id }) => id));
    erased = erased.union(people.difference(now));
    people = now;
    if (book.mode !== "closed") return;
    const decide = (state: State) => ({ events: ownerEvents(state, book, erased), result: null });
    if (decide(store.state).events.length === 0) return;
    store.change(decide).catch((error) => {
      // A store that takes nothing more is told on every screen; the next start looks again.
      if (error instanceof StoreFailedError) return;
      getLogger("channels").error("Own channels are not kept to their owners: {error}", { error });
    });
  };
  book.onChanged(look);
  store.onCommitted(look, ["channelAdded", "channelUpdated"]);
  look();
}

function ownerEvents(
  { channels }: State,
  book: Pick<Accounts, "state">,
  erased: ReadonlySet<string>,
): Event[] {
  const inside = new Set(
    book.state.people.flatMap(({ id, disabledAt }) => disabledAt === null ? [id] : []),
  );
  return channels.flatMap((channel) => {
    const { owner, id } = channel;
    if (owner === null) return [];
    if (erased.has(owner)) return [{ type: "channelRemoved", id }];
    return switched(channel, inside.has(owner));
  });
}

/** Off while its owner is out; on again when that was the reason. */
function switched(channel: StoredChannel, isIn: boolean): Event[] {
  const { enabled, state } = channel;
  const isDue = isIn ? !enabled && state.disabledReason === OWNER_IS_OUT : enabled;
  if (!isDue) return [];
  const disabledReason = isIn ? null : OWNER_IS_OUT;
  const after = { ...channel, enabled: isIn, state: { ...state, disabledReason } };
  return [{ type: "channelUpdated", channel: after, by: "program" }];
}
