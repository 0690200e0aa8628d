import type { Alarm } from "@/lib/alarms/alarm.ts";
import { suppressionOf } from "@/lib/alarms/alarm_state.ts";
import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { BY_PROGRAM } from "@/lib/alarms/limits.ts";
import type { Pair, State } from "@/lib/alarms/pair.ts";
import type { AuditEntry } from "@/lib/protocol/audit_entry.ts";
import type { Cause, Event } from "@/lib/store/events.ts";
import type { Committed } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";

type Common = Pick<
  AuditEntry,
  "id" | "timestamp" | "pair" | "alarmId" | "by" | "address" | "person"
>;
type Of<T extends Event["type"]> = Extract<Event, { type: T }>;

const EDIT_KINDS = {
  edited: "alarmEdited",
  rearmed: "alarmRearmed",
  snoozed: "alarmSnoozed",
  paused: "alarmPausedByPerson",
  resumed: "alarmResumed",
} as const;

export interface StampOptions {
  readonly clock: Pick<Clock, "now">;
  /** A new unique id, growing with time (ULID). */
  newId(): string;
}

/** What the audit log tells of a change: all that a person did, every fire and every automatic pause. */
export function auditEntries(committed: Committed, options: StampOptions): AuditEntry[] {
  const teller = new Teller(committed, options);
  return committed.events.flatMap((event) => teller.tell(event));
}

/** What the audit log tells of a fire; `after` is the alarm as the fire left it, if that is known. */
export function fireEntries(
  fire: Fire,
  after: Alarm | undefined,
  address: string | null,
): AuditEntry[] {
  const { id, pair, alarmId, detectedAt: timestamp } = fire;
  const common = { id, timestamp, pair, alarmId };
  if (fire.test) return [{ ...common, kind: "alarmTested", by: "person", address, fire }];
  const told: AuditEntry[] = [{ ...common, kind: "alarmFired", by: "engine", address: null, fire }];
  const { snoozedUntil = null } = after ?? {};
  const suppression = suppressionOf(after ?? {});
  // A later fire's suppression is not this one's.
  if (suppression === null || !id.endsWith(`_${after?.fireCount}`)) return told;
  const pause = { ...common, id: `pause_${id}`, by: "engine", address: null } as const;
  const effect = { before: null, after: { snoozedUntil, pausedReason: suppression } };
  return [...told, { ...pause, kind: "alarmPaused", ...effect }];
}

type By = Pick<Common, "by" | "address" | "person">;

/** What the audit log tells of an acknowledgement. */
export function acknowledgedEntry(fire: Fire, at: string, by: By): AuditEntry {
  const { id, pair, alarmId } = fire;
  return {
    ...{ id: `ack_${id}`, timestamp: at, pair, alarmId, ...by },
    ...{ kind: "fireAcknowledged", fireId: id },
    ...{ before: { acknowledgedAt: null }, after: { acknowledgedAt: at } },
  };
}

/** Who acknowledged a kept fire, which says no more of it than an address or a name; null where it says nothing. */
function keptBy(from: string | null): By {
  return from === BY_PROGRAM ? BY_ENGINE : { by: "person", address: from };
}

const BY_ENGINE = { by: "engine", address: null } as const;

/** Tells the events of one commit. */
class Teller {
  readonly #who: By;
  /** The fires before the commit; null until one of them is acknowledged. */
  #fires: ReadonlyMap<string, Fire> | null = null;

  constructor(readonly committed: Committed, readonly options: StampOptions) {
    const { cause } = committed;
    this.#who = cause === undefined
      ? BY_ENGINE
      : { by: "person", address: cause.address, ...personOf(cause) };
  }

  tell(event: Event): AuditEntry[] {
    switch (event.type) {
      case "alarmFired":
        return fireEntries(event.fire, event.alarm, null);
      case "alarmTested":
        return fireEntries(event.fire, undefined, this.#who.address);
      case "pairTroubled":
        return this.#pairTroubled(event);
      case "fireAcknowledged":
        return this.#acknowledged(event);
    }
    const ofChannel = channelEntries(event, this.committed, () => this.#common(null, null));
    if (ofChannel.length > 0) return ofChannel;
    return this.#who.by === "person" ? this.#tellDeed(event) : [];
  }

  #tellDeed(event: Event): AuditEntry[] {
    switch (event.type) {
      case "pairAdded": {
        const common = this.#common(event.pair.symbol, null);
        return [{ ...common, kind: "pairAdded", before: null, after: factsOf(event.pair) }];
      }
      case "pairRemoved":
        return this.#pairRemoved(event);
      case "pairsReordered":
        return this.#pairsReordered(event);
      case "alarmAdded": {
        const common = this.#common(event.symbol, event.alarm.id);
        return [{ ...common, kind: "alarmAdded", before: null, after: event.alarm }];
      }
      case "alarmUpdated":
        return this.#alarmUpdated(event);
      case "alarmRemoved":
        return this.#alarmRemoved(event);
      case "watchlistAdded":
      case "watchlistUpdated":
      case "watchlistRemoved":
        return this.#watchlistSet(event.watchlist.id);
      default:
        return [];
    }
  }

  #pairRemoved({ symbol }: Of<"pairRemoved">): AuditEntry[] {
    const pair = this.committed.before.pairs.get(symbol);
    if (pair === undefined) return [];
    const before = { ...factsOf(pair), alarms: pair.alarms };
    return [{ ...this.#common(symbol, null), kind: "pairRemoved", before, after: null }];
  }

  /** Told under the pair that moved farthest: the one that a person dragged. */
  #pairsReordered({ symbols }: Of<"pairsReordered">): AuditEntry[] {
    const before = [...this.committed.before.pairs.keys()];
    const moved = movedFarthest(before, symbols);
    if (moved === null) return [];
    return [{
      ...this.#common(moved, null),
      kind: "pairsReordered",
      before: { pairs: before },
      after: { pairs: [...symbols] },
    }];
  }

  #pairTroubled({ symbol, trouble }: Of<"pairTroubled">): AuditEntry[] {
    const before = this.committed.before.pairs.get(symbol)?.trouble ?? null;
    // The same trouble in other words is no news.
    if (before?.kind === trouble?.kind) return [];
    const common = this.#common(symbol, null);
    if (trouble !== null) return [{ ...common, kind: "pairTroubled", before, after: trouble }];
    return before === null ? [] : [{ ...common, kind: "pairRecovered", before, after: null }];
  }

  #alarmUpdated({ symbol, alarm, by, act = "edited" }: Of<"alarmUpdated">): AuditEntry[] {
    const before = alarmIn(this.committed.before, symbol, alarm.id);
    if (by === "engine" || before === undefined) return [];
    return [{ ...this.#common(symbol, alarm.id), kind: EDIT_KINDS[act], before, after: alarm }];
  }

  #alarmRemoved({ symbol, id }: Of<"alarmRemoved">): AuditEntry[] {
    const before = alarmIn(this.committed.before, symbol, id);
    if (before === undefined) return [];
    return [{ ...this.#common(symbol, id), kind: "alarmRemoved", before, after: null }];
  }

  #watchlistSet(id: string): AuditEntry[] {
    const { before, state } = this.committed;
    const [old, now] = [listIn(before, id), listIn(state, id)];
    const common = this.#common(null, null);
    if (old !== null && now !== null) {
      return [{ ...common, kind: "watchlistEdited", before: old, after: now }];
    }
    if (old !== null) return [{ ...common, kind: "watchlistRemoved", before: old, after: null }];
    return now === null ? [] : [{ ...common, kind: "watchlistAdded", before: null, after: now }];
  }

  #acknowledged({ fireId, at, by }: Of<"fireAcknowledged">): AuditEntry[] {
    this.#fires ??= new Map(this.committed.before.fires.map((fire) => [fire.id, fire]));
    const fire = this.#fires.get(fireId);
    // Also where a person's test of an alarm has the program silence older fires.
    const who = by === BY_PROGRAM ? BY_ENGINE : this.#who;
    return fire === undefined ? [] : [acknowledgedEntry(fire, at, who)];
  }

  #common(pair: string | null, alarmId: string | null): Common {
    const { newId, clock } = this.options;
    const timestamp = new Date(clock.now()).toISOString();
    return { id: `change_${newId()}`, timestamp, pair, alarmId, ...this.#who };
  }
}

function personOf({ by }: Cause): Pick<Common, "person"> {
  return by === undefined ? {} : { person: by.name };
}

function alarmIn(state: State, symbol: string, id: string): Alarm | undefined {
  return state.pairs.get(symbol)?.alarms.find((alarm) => alarm.id === id);
}

function listIn({ watchlists }: State, id: string) {
  const place = watchlists.findIndex((list) => list.id === id);
  const list = watchlists[place];
  return list === undefined ? null : { ...list, place };
}

function factsOf({ symbol, base, quote, source, sourceId, coinName }: Pair) {
  const named = coinName === undefined ? {} : { coinName };
  return { symbol, base, quote, source, sourceId, ...named };
}

/** The symbol whose place differs most between two orders; null when they are the same. */
export function movedFarthest(before: readonly string[], after: readonly string[]): string | null {
  const places = new Map(before.map((symbol, place) => [symbol, place]));
  let [farthest, most] = [null as string | null, 0];
  for (const [place, symbol] of after.entries()) {
    const distance = Math.abs((places.get(symbol) ?? place) - place);
    if (distance > most) [farthest, most] = [symbol, distance];
  }
  return farthest;
}

/** What the audit log tells of channels: what people did, and that the program switched one off. */
function channelEntries(
  event: Event,
  { before, state }: Pick<Committed, "before" | "state">,
  common: () => Common,
): AuditEntry[] {
  switch (event.type) {
    case "channelAdded":
      return [{
        ...common(),
        kind: "channelAdded",
        before: null,
        after: channelFacts(event.channel),
      }];
    case "channelUpdated":
      return channelUpdated(
        channelOf(before.channels, event.channel.id),
        event.channel,
        event.by,
        common,
      );
    case "channelRemoved": {
      const channel = channelOf(before.channels, event.id);
      if (channel === undefined) return [];
      return [{ ...common(), kind: "channelRemoved", before: channelFacts(channel), after: null }];
    }
    case "policyAdded":
      return [{ ...common(), kind: "policyAdded", before: null, after: event.policy }];
    case "policyUpdated": {
      const policy = before.policies.find(({ id }) => id === event.policy.id);
      if (policy === undefined) return [];
      return [{ ...common(), kind: "policyEdited", before: policy, after: event.policy }];
    }
    case "policyRemoved": {
      const policy = before.policies.find(({ id }) => id === event.id);
      if (policy === undefined) return [];
      return [{ ...common(), kind: "policyRemoved", before: policy, after: null }];
    }
    case "channelTested":
    case "deliveryUpdated": {
      const channel = channelOf(state.channels, event.delivery.channelId);
      if (channel === undefined) return [];
      if (event.type === "deliveryUpdated" && event.by === "program") return [];
      const kind = event.type === "channelTested" ? "channelTested" : "deliveryResent";
      return [{ ...common(), kind, before: null, after: channelFacts(channel) }];
    }
    default:
      return [];
  }
}

function channelUpdated(
  before: StoredChannel | undefined,
  after: StoredChannel,
  by: "person" | "program",
  common: () => Common,
): AuditEntry[] {
  if (before === undefined) return [];
  const sides = { before: channelFacts(before), after: channelFacts(after) };
  if (by === "person") return [{ ...common(), kind: "channelEdited", ...sides }];
  // Its state moves with each delivery; that is no change of the channel.
  if (before.enabled === after.enabled) return [];
  const reason = after.state.disabledReason ?? "";
  return [{
    ...common(),
    kind: "channelSwitchedOff",
    before: sides.before,
    after: { ...sides.after, reason },
  }];
}

function channelOf(channels: readonly StoredChannel[], id: string): StoredChannel | undefined {
  return channels.find((channel) => channel.id === id);
}

/** Nothing of how it is reached: that may be a secret. */
function channelFacts({ id, type, name, enabled, isDefault, owner }: StoredChannel) {
  return { id, type, name, enabled, isDefault, owner };
}

/** What the audit log tells of fires that a crash left unannounced; from where a test was asked for is lost. */
export function leftEntries(fires: readonly Fire[], { pairs }: State): AuditEntry[] {
  return fires.flatMap((fire) => {
    const after = pairs.get(fire.pair)?.alarms.find(({ id }) => id === fire.alarmId);
    return fireEntries(fire, after, null);
  });
}

/** What a new audit log can tell of the time before it: the fires in the store, and that they were acknowledged. */
export function keptEntries(state: State): AuditEntry[] {
  const acknowledged = state.fires.flatMap((fire) => {
    const { acknowledgedAt: at, acknowledgedBy: from = null } = fire;
    return at === null ? [] : [acknowledgedEntry(fire, at, keptBy(from))];
  });
  return [...leftEntries(state.fires, state), ...acknowledged]
    .sort((a, b) => a.timestamp.localeCompare(b.timestamp));
}
