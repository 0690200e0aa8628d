import type { StoredChannel } from "@/lib/alarms/channel.ts";
import { type Delivery, isGivenUp, MOST_OPEN, openByChannel } from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { News } from "@/lib/store/events.ts";
import { ChannelWorker, type WorkerOptions } from "./channel_worker.ts";

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
