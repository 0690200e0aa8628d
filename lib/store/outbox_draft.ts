import {
  cancelled,
  type Delivery,
  hurried,
  isOpen,
  plannedDeliveries,
  type Policy,
  shifted,
  type StoredChannel,
  withinLimits,
} from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { Event } from "./events.ts";

/** Events about channels, escalation policies and deliveries. */
export type OutboxEvent = Extract<
  Event,
  {
    type:
      | "channelAdded"
      | "channelUpdated"
      | "channelRemoved"
      | "channelTested"
      | "troubleFound"
      | "policyAdded"
      | "policyUpdated"
      | "policyRemoved"
      | "deliveryRepeated"
      | "deliveryUpdated";
  }
>;

type Outbox = Pick<State, "channels" | "policies" | "outbox">;

/** Newest tests of a channel that are kept, and messages of trouble. */
const TESTS_KEPT = 5;
const TROUBLES_KEPT = 20;

/**
 * The changes of channels, policies and deliveries within one `apply`. A fire's deliveries are made here, so that
 * whoever lets an alarm fire, they are in the fire's own commit.
 */
export class OutboxDraft {
  #channels: readonly StoredChannel[];
  #policies: readonly Policy[];
  /** By key; copied at the first change. */
  #deliveries: Map<string, Delivery> | null = null;
  readonly #acknowledged = new Set<string>();

  constructor(private readonly before: State) {
    this.#channels = before.channels;
    this.#policies = before.policies;
  }

  take(event: OutboxEvent): void {
    switch (event.type) {
      case "channelAdded":
        if (this.#find(event.channel.id)) {
          throw problem(event, event.channel.id, "is there already");
        }
        this.#channels = [...this.#channels, event.channel];
        return;
      case "channelUpdated":
        this.#need(event.channel.id, event);
        this.#channels = this.#channels.map((channel) =>
          channel.id === event.channel.id ? event.channel : channel
        );
        if (event.by === "person") this.#hurry(event.channel.id);
        return;
      case "channelRemoved":
        this.#need(event.id, event);
        this.#channels = this.#channels.filter(({ id }) => id !== event.id);
        return this.#changeAll((delivery) =>
          delivery.channelId !== event.id
            ? delivery
            : delivery.isTest || delivery.notice
            ? null
            : cancelled(delivery)
        );
      case "channelTested":
        this.#need(event.delivery.channelId, event);
        return this.#test(event.delivery);
      case "troubleFound":
        for (const delivery of event.deliveries) this.#tellTrouble(delivery);
        return;
      case "policyAdded":
        this.#policies = [...this.#policies, event.policy];
        return;
      case "policyUpdated":
        this.#policies = this.#policies.map((policy) =>
          policy.id === event.policy.id ? event.policy : policy
        );
        return;
      case "policyRemoved":
        this.#policies = this.#policies.filter(({ id }) => id !== event.id);
        return;
      case "deliveryRepeated":
        // One that is sent again by hand ends once more: what comes after it is there already.
        if (this.#byKey().has(event.delivery.key)) return;
        // Its channel may have been removed while the message before was under way.
        if (this.#find(event.delivery.channelId) === undefined) return;
        this.#byKey().set(event.delivery.key, event.delivery);
        return;
      case "deliveryUpdated":
        // Its fire may be forgotten, or its channel removed, while it was under way.
        if (!this.#byKey().has(event.delivery.key)) return;
        this.#byKey().set(event.delivery.key, event.delivery);
        return;
    }
  }

  fired(fire: Fire): void {
    const ways = { channels: this.#channels, policies: this.#policies };
    for (const delivery of plannedDeliveries(fire, ways)) {
      this.#byKey().set(delivery.key, delivery);
    }
  }

  /** The computer's clock was set by so many milliseconds: what waits goes on waiting as long as it did. */
  clockMoved(deltaMs: number): void {
    if (this.before.outbox.some(isOpen)) this.#changeAll((each) => shifted(each, deltaMs));
  }

  /** Nobody needs to be told any more. */
  acknowledged(fireId: string): void {
    this.#acknowledged.add(fireId);
  }

  /** `fires` are those that are kept; deliveries of others go with them. */
  finish(fires: readonly Fire[]): Outbox {
    this.#cancelAcknowledged();
    const outbox = this.#deliveries === null ? this.before.outbox : [...this.#deliveries.values()];
    const isSame = outbox === this.before.outbox && fires === this.before.fires;
    const [channels, policies] = [this.#channels, this.#policies];
    return { channels, policies, outbox: isSame ? outbox : withinLimits(kept(outbox, fires)) };
  }

  #test(delivery: Delivery): void {
    const { channelId } = delivery;
    const tests = [...this.#byKey().values()].filter((each) =>
      each.isTest && each.channelId === channelId && each.isCanary === delivery.isCanary
    );
    for (const { key } of tests.slice(0, Math.max(0, tests.length + 1 - TESTS_KEPT))) {
      this.#byKey().delete(key);
    }
    // A second test asks anew; the first one need not arrive any more.
    const isOlder = new Set(tests.map(({ key }) => key));
    this.#changeAll((each) => isOlder.has(each.key) ? cancelled(each) : each);
    this.#byKey().set(delivery.key, delivery);
  }

  #tellTrouble(delivery: Delivery): void {
    const told = [...this.#byKey().values()].filter((each) =>
      each.notice !== undefined && each.channelId === delivery.channelId
    );
    for (const { key } of told.slice(0, Math.max(0, told.length + 1 - TROUBLES_KEPT))) {
      this.#byKey().delete(key);
    }
    this.#byKey().set(delivery.key, delivery);
  }

  /** Whoever repairs a channel does not wait for the next attempt. */
  #hurry(id: string): void {
    const waits = (each: Delivery) =>
      each.channelId === id && isOpen(each) &&
      (each.attempts > 0 || each.heldUntil !== undefined);
    if (!this.before.outbox.some(waits)) return;
    this.#changeAll((each) => waits(each) ? hurried(each) : each);
  }

  #find(id: string): StoredChannel | undefined {
    return this.#channels.find((channel) => channel.id === id);
  }

  #need(id: string, event: OutboxEvent): void {
    if (this.#find(id) === undefined) throw problem(event, id, "is not in the store");
  }

  /** All at once: thousands are acknowledged in one commit. */
  #cancelAcknowledged(): void {
    const isOver = (each: Delivery) => isOpen(each) && this.#acknowledged.has(each.fireId);
    const all = this.#deliveries?.values() ?? this.before.outbox.values();
    if (this.#acknowledged.size === 0 || !all.some(isOver)) return;
    this.#changeAll((each) => isOver(each) ? cancelled(each) : each);
  }

  /** Null takes a delivery out. */
  #changeAll(change: (delivery: Delivery) => Delivery | null): void {
    const deliveries = this.#byKey();
    for (const delivery of [...deliveries.values()]) {
      const changed = change(delivery);
      if (changed === null) deliveries.delete(delivery.key);
      else if (changed !== delivery) deliveries.set(delivery.key, changed);
    }
  }

  #byKey(): Map<string, Delivery> {
    return this.#deliveries ??= new Map(this.before.outbox.map((each) => [each.key, each]));
  }
}

function kept(outbox: readonly Delivery[], fires: readonly Fire[]): readonly Delivery[] {
  if (outbox.length === 0) return outbox;
  const known = new Set(fires.map(({ id }) => id));
  const isKept = ({ fireId, isTest, notice }: Delivery) =>
    isTest === true || notice !== undefined || known.has(fireId);
  return outbox.every(isKept) ? outbox : outbox.filter(isKept);
}

function problem({ type }: OutboxEvent, id: string, what: string): Error {
  return new Error(`Cannot apply ${type}: channel ${id} ${what}`);
}
