import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import type { ChannelDesk } from "./channel_desk.ts";
import type { ChannelType, SendTools } from "./channel_type.ts";
import { fireMessage } from "./message.ts";

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
  readonly log: Logger;
}

/** Takes the buttons off messages whose fire was acknowledged, so that nobody presses one in vain. */
export class Closer {
  readonly #stopping = new AbortController();
  readonly #under = new Set<Promise<void>>();

  constructor(private readonly options: CloserOptions) {}

  start(): void {
    this.options.store.onCommitted(({ events, state }) => {
      if (state.outbox.length === 0) return;
      const told = new Set(events.flatMap(toldBy));
      const fires = new Map(state.fires.map((fire) => [fire.id, fire]));
      for (const delivery of told.size === 0 ? [] : state.outbox) {
        const fire = fires.get(delivery.fireId);
        const isMeant = told.has(delivery.fireId) || told.has(delivery.key);
        if (!isMeant || delivery.reference === undefined) continue;
        if (fire !== undefined && fire.acknowledgedAt !== null) this.#close(delivery, fire);
      }
    }, ["fireAcknowledged", "deliveryUpdated"]);
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await Promise.all(this.#under);
  }

  #close(delivery: Delivery, fire: Fire): void {
    if (this.#stopping.signal.aborted) return;
    const work: Promise<void> = this.#tell(delivery, fire)
      .catch((error) => {
        // A nicety: the press of an old button says that it was acknowledged.
        const name = error instanceof Error ? error.name : "Error";
        this.options.log.info("A message keeps its buttons: {name}", { name });
      }).finally(() => this.#under.delete(work));
    this.#under.add(work);
  }

  async #tell(delivery: Delivery, fire: Fire): Promise<void> {
    const { store: { state }, desk, typeOf, tools, publicUrl } = this.options;
    const channel = state.channels.find(({ id }) => id === delivery.channelId);
    const type = channel === undefined ? null : typeOf(channel.type);
    if (channel === undefined || type?.close === undefined) return;
    const source = state.pairs.get(fire.pair)?.source;
    // As it was sent: what it said of being late may have changed since.
    const now = Date.parse(delivery.acceptedAt ?? fire.detectedAt);
    const message = fireMessage(delivery, fire, { now, publicUrl, source });
    const reference = delivery.reference ?? "";
    const by = fire.acknowledgedBy ?? "somebody";
    const said = `Acknowledged by ${by}`;
    const { config } = desk.open(type, channel);
    await type.close({ message, reference, said, by }, config, tools(this.#stopping.signal));
  }
}
