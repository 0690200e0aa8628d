import type { StoredChannel } from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";
import { backoffMs, MINUTE_MS } from "@/lib/time/durations.ts";
import type { Actions } from "./actions.ts";
import type { ChannelDesk } from "./channel_desk.ts";
import type { ChannelType, Heard, ReceiveTools, Receiving } from "./channel_type.ts";
import { channelAfter } from "./retries.ts";

interface ReceiversOptions {
  readonly store: Store;
  readonly desk: ChannelDesk;
  readonly typeOf: (name: string) => ChannelType | null;
  readonly actions: Actions;
  /** Whether a code links a chat with the channel with this id now. */
  readonly isLinkCode: (code: string, id: string) => boolean;
  readonly tools: (
    signal: AbortSignal,
  ) => Pick<ReceiveTools, "askLong" | "askTheirsLong" | "dialLong" | "services">;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  readonly log: Logger;
}

interface Running {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Longest wait after a service failed, in milliseconds. */
const LONGEST_WAIT_MS = MINUTE_MS;

/** Hears what people answer in services: one receiver for each account, whatever number of channels it has. */
export class Receivers {
  readonly #running = new Map<string, Running>();
  /** By account: one that is switched off and on again goes on where it was. */
  readonly #heard = new Map<string, Heard>();
  #seen: State["channels"] | null = null;
  #isStopped = false;

  constructor(private readonly options: ReceiversOptions) {}

  start(): void {
    const { store } = this.options;
    store.onCommitted(
      ({ state }) => this.#look(state.channels),
      ["channelAdded", "channelUpdated", "channelRemoved"],
    );
    this.#look(store.state.channels);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    for (const { stop } of this.#running.values()) stop.abort();
    await Promise.all([...this.#running.values()].map(({ ended }) => ended));
  }

  #look(channels: State["channels"]): void {
    if (this.#isStopped || this.#seen === channels) return;
    this.#seen = channels;
    const wanted = Map.groupBy(channels, (channel) => this.#accountOf(channel));
    wanted.delete(null);
    for (const [account, { stop }] of this.#running) {
      if (wanted.has(account)) continue;
      stop.abort();
      this.#running.delete(account);
    }
    for (const [account, [first]] of wanted) {
      if (account === null || first === undefined || this.#running.has(account)) continue;
      const stop = new AbortController();
      this.#running.set(account, { stop, ended: this.#run(account, first, stop.signal) });
    }
  }

  /** Which receiver a channel shares; null where it has none. */
  #accountOf(channel: StoredChannel): string | null {
    const type = this.options.typeOf(channel.type);
    if (type?.receive === undefined || !channel.enabled) return null;
    const { config, missing } = this.options.desk.open(type, channel);
    const account = missing.length > 0 ? null : type.account?.(config) ?? null;
    return account === null ? null : `${channel.type} ${account}`;
  }

  async #run(account: string, channel: StoredChannel, signal: AbortSignal): Promise<void> {
    const { desk, typeOf, store, clock, random, log } = this.options;
    const type = typeOf(channel.type);
    if (type?.receive === undefined) return;
    const mine = () => store.state.channels.filter((each) => this.#accountOf(each) === account);
    const heard = this.#heard.get(account) ?? { next: 0 };
    this.#heard.set(account, heard);
    const receiving: Receiving = { config: desk.open(type, channel).config, channels: mine, heard };
    const tools = this.#tools(mine, signal);
    for (let failures = 0; !signal.aborted;) {
      const begunAt = clock.monotonic();
      try {
        await type.receive(receiving, tools);
      } catch (error) {
        if (signal.aborted) return;
        failures = clock.monotonic() - begunAt > LONGEST_WAIT_MS ? 1 : failures + 1;
        // Its message may hold an address with the token in it.
        const name = error instanceof Error ? error.name : "Error";
        log.warn("Answers over {type} are not heard: {name}", { type: channel.type, name });
      }
      await clock.after(backoffMs(failures, random(), LONGEST_WAIT_MS), signal);
    }
  }

  #tools(mine: () => readonly StoredChannel[], signal: AbortSignal): ReceiveTools {
    const { store, actions, clock, log, tools, isLinkCode } = this.options;
    return {
      ...tools(signal),
      ...{ signal, clock },
      say: (words) => log.warn("{words}", { words }),
      press: (token, by) => actions.press(token, by),
      awaited: () => {
        const ids = new Set(mine().map(({ id }) => id));
        const open = new Set(
          store.state.fires.filter((fire) => fire.acknowledgedAt === null).map(({ id }) => id),
        );
        return store.state.outbox.flatMap(({ channelId, fireId, reference }) =>
          reference !== undefined && ids.has(channelId) && open.has(fireId) ? [reference] : []
        );
      },
      pressOn: async (reference, action, by) => {
        const ids = new Set(mine().map(({ id }) => id));
        const delivery = store.state.outbox.findLast((each) =>
          each.reference === reference && ids.has(each.channelId)
        );
        return delivery === undefined
          ? { outcome: "unknown", text: "" }
          : await actions.take({ action, key: delivery.key }, by);
      },
      giveUp: (why) => {
        const ids = new Set(mine().map(({ id }) => id));
        const at = new Date(clock.now()).toISOString();
        return store.change(({ channels }) => {
          const events = channels.filter(({ id, enabled }) => enabled && ids.has(id))
            .map((channel): Event => ({
              type: "channelUpdated",
              channel: channelAfter(channel, { kind: "gone", why }, at),
              by: "program",
            }));
          return { events, result: undefined };
        });
      },
      link: (code, config) =>
        store.change((state) => {
          const ids = new Set(mine().map(({ id }) => id));
          const channel = state.channels.find((each) =>
            ids.has(each.id) && each.config.chatId === undefined && isLinkCode(code, each.id)
          );
          if (channel === undefined) return { events: [], result: null };
          const linked = { ...channel, config: { ...channel.config, ...config } };
          return {
            // Whoever linked it is a person: what waits goes out at once.
            events: [{ type: "channelUpdated", channel: linked, by: "person" }],
            result: channel.name,
          };
        }),
    };
  }
}
