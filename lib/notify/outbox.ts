import {
  type Delivery,
  isGivenUp,
  MOST_OPEN,
  openByChannel,
  type StoredChannel,
} from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Event, News } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import type { ChannelDesk } from "./channel_desk.ts";
import type { ChannelType, SendTools } from "./channel_type.ts";
import { ChannelWorker, type WorkerOptions } from "./channel_worker.ts";
import { firesMessage } from "./message.ts";

/** What changes channels and deliveries. */
const NEWS: readonly News[] = [
  ...["alarmFired", "alarmTested", "fireAcknowledged"] as const,
  ...[
    "channelAdded",
    "channelUpdated",
    "channelRemoved",
    "channelTested",
    "deliveryRepeated",
    "troubleFound",
    "deliveryUpdated",
    "clockMoved",
  ] as const,
];

/** Sends what is in the store's outbox: a worker for each channel that has something to send. */
export class Outbox {
  readonly #stopping = new AbortController();
  readonly #workers = new Map<string, ChannelWorker>();
  #seen: Pick<State, "channels" | "outbox"> | null = null;
  /** How many of the kept deliveries are given up because too many waited. */
  #givenUp = 0;

  constructor(private readonly options: WorkerOptions) {}

  /** Goes on with what the last run left, and listens for more. */
  start(): void {
    const { store } = this.options;
    store.onCommitted(({ state }) => this.#look(state), NEWS);
    this.#look(store.state);
  }

  /** What is under way is given up; it is sent again after the next start. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all([...this.#workers.values()].map((worker) => worker.ended));
  }

  /** Says in the log when more messages waited than may; they can be sent again by hand. */
  #tellGivenUp(outbox: readonly Delivery[], isStart: boolean): void {
    const count = outbox.filter(isGivenUp).length;
    if (count > this.#givenUp && !isStart) {
      const text =
        "{count} messages were given up, because over {most} waited; the page Channels " +
        "shows them and sends them again";
      this.options.log.warn(text, { count: count - this.#givenUp, most: MOST_OPEN });
    }
    this.#givenUp = count;
  }

  #look({ channels, outbox }: State): void {
    if (this.#stopping.signal.aborted) return;
    const { outbox: before = [], channels: channelsBefore = [] } = this.#seen ?? {};
    if (this.#seen !== null && before === outbox && channelsBefore === channels) return;
    this.#tellGivenUp(outbox, this.#seen === null);
    this.#seen = { channels, outbox };
    const known = openByChannel(before);
    for (const [id, open] of openByChannel(outbox)) {
      // Each attempt of one channel would else wake all others.
      const isSame = channelOf(channels, id) === channelOf(channelsBefore, id) &&
        isSameList(known.get(id) ?? [], open);
      if (isSame) continue;
      let worker = this.#workers.get(id);
      if (worker === undefined) {
        worker = new ChannelWorker(id, this.options, this.#stopping.signal);
        this.#workers.set(id, worker);
      }
      worker.wake();
    }
  }
}

function channelOf(channels: readonly StoredChannel[], id: string): StoredChannel | undefined {
  return channels.find((channel) => channel.id === id);
}

function isSameList<T>(one: readonly T[], other: readonly T[]): boolean {
  return one.length === other.length && one.every((item, place) => item === other[place]);
}

/** Fires that were acknowledged; and deliveries that were accepted, perhaps after that. */
function toldBy(event: Event): string[] {
  if (event.type === "fireAcknowledged") return [event.fireId];
  const isAccepted = event.type === "deliveryUpdated" && event.delivery.state === "accepted";
  return isAccepted ? [event.delivery.key] : [];
}

interface CloserOptions {
  readonly store: Store;
  readonly desk: ChannelDesk;
  readonly typeOf: (name: string) => ChannelType | null;
  readonly tools: (signal: AbortSignal) => Omit<SendTools, "buttons">;
  readonly publicUrl: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Takes the buttons off messages whose fire was acknowledged, so that nobody presses one in vain. */
export class Closer {
  readonly #stopping = new AbortController();
  /** The last of the messages of each channel that are edited. */
  readonly #queues = new Map<string, Promise<void>>();
  /** Messages that wait for it: many fires of one may be acknowledged at once. */
  readonly #waiting = new Set<string>();

  constructor(private readonly options: CloserOptions) {}

  start(): void {
    this.options.store.onCommitted(
      ({ events, state }) => this.#hear(new Set(events.flatMap(toldBy)), state),
      ["fireAcknowledged", "deliveryUpdated"],
    );
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#queues.values());
  }

  #hear(told: ReadonlySet<string>, { outbox, fires }: State): void {
    if (told.size === 0 || outbox.length === 0) return;
    const isMeant = ({ fireId, key }: Delivery) => told.has(fireId) || told.has(key);
    const meant = new Set(outbox.filter(isMeant).map(messageId));
    if (meant.size === 0) return;
    const byId = new Map(fires.map((fire) => [fire.id, fire]));
    const sent = outbox.filter((each) =>
      each.reference !== undefined && meant.has(messageId(each))
    );
    for (const [delivery, ...others] of Map.groupBy(sent, messageId).values()) {
      if (delivery === undefined) continue;
      const [fire, ...more] = [delivery, ...others].flatMap(({ fireId }) => byId.get(fireId) ?? []);
      // A message of many keeps its buttons until the last of them is acknowledged.
      const rings = [fire, ...more].some((each) => each?.acknowledgedAt === null);
      if (fire !== undefined && !rings) this.#close(delivery, [fire, ...more]);
    }
  }

  /** One message of a channel after the other: a service that is asked to edit hundreds at once answers 429. */
  #close(delivery: Delivery, fires: readonly [Fire, ...Fire[]]): void {
    if (this.#stopping.signal.aborted) return;
    const { channelId } = delivery;
    const id = messageId(delivery);
    if (this.#waiting.has(id)) return;
    this.#waiting.add(id);
    const before = this.#queues.get(channelId) ?? Promise.resolve();
    const work = before.then(() => this.#closeOrSay(delivery, fires))
      .finally(() => this.#waiting.delete(id));
    this.#queues.set(channelId, work);
  }

  async #closeOrSay(delivery: Delivery, fires: readonly [Fire, ...Fire[]]): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    try {
      const restMs = await this.#tell(delivery, fires);
      if (restMs > 0) await this.options.clock.after(restMs, this.#stopping.signal);
    } catch (error) {
      // A nicety: the press of an old button says that it was acknowledged.
      const name = error instanceof Error ? error.name : "Error";
      this.options.log.info("A message keeps its buttons: {name}", { name });
    }
  }

  /** Answers how long the service wants to be left alone, in milliseconds. */
  async #tell(delivery: Delivery, fires: readonly [Fire, ...Fire[]]): Promise<number> {
    const { store: { state }, desk, typeOf, tools, publicUrl } = this.options;
    const channel = state.channels.find(({ id }) => id === delivery.channelId);
    const type = channel === undefined ? null : typeOf(channel.type);
    if (channel === undefined || type?.close === undefined) return 0;
    const [fire] = fires;
    // As it was sent: what it said of being late may have changed since.
    const now = Date.parse(delivery.acceptedAt ?? fire.detectedAt);
    const context = { now, publicUrl, pairs: state.pairs, templates: channel.templates };
    const message = firesMessage(delivery, fires, context);
    const reference = delivery.reference ?? "";
    const by = [...new Set(fires.map(({ acknowledgedBy = "somebody" }) => acknowledgedBy))]
      .join(", ");
    const said = `Acknowledged by ${by}`;
    const { config } = desk.open(type, channel);
    return await type.close(
      { message, reference, said, by },
      config,
      tools(this.#stopping.signal),
    ) ?? 0;
  }
}

/** What deliveries that went out together share, and no others. */
function messageId({ channelId, batch, key }: Delivery): string {
  return `${channelId} ${batch ?? key}`;
}
