import { Actions } from "@/lib/notify/actions.ts";
import { ChannelDesk } from "@/lib/notify/channel_desk.ts";
import { channelTypeOf } from "@/lib/notify/channels/table.ts";
import { pushIdentity } from "@/lib/notify/channels/web_push/web_push.ts";
import { guardedDial } from "@/lib/notify/dial.ts";
import { Guard } from "@/lib/notify/guard.ts";
import { Outbox } from "@/lib/notify/outbox.ts";
import { guardedAsk } from "@/lib/notify/request.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import { HTTP_RIGS } from "@/tests/notify/rigs.ts";
import { MessageServer } from "@/tests/servers/message_server.ts";
import { channelOf } from "@/tests/store/fixtures.ts";

const TYPES = ["telegram", "ntfy", "gotify", "webhook", "matrix"] as const;

/** Five channels of a store, each at a service on this machine, and the real outbox that sends to them. */
export class ToldChannels implements AsyncDisposable {
  readonly #servers: readonly MessageServer[];
  readonly #outbox: Outbox;

  private constructor(private readonly store: Store, servers: readonly MessageServer[]) {
    this.#servers = servers;
    const guard = new Guard({ allowed: servers.map(({ host }) => host) });
    const now = () => Date.now();
    const key = "bench";
    const services = { telegram: servers[0]?.url ?? "", pushover: "", twilio: "" };
    const tools = (signal: AbortSignal) => {
      const way = { guard, clock: SYSTEM_CLOCK, signal };
      const ask = guardedAsk(way);
      const push = pushIdentity(key, undefined);
      return { ask, askOwn: ask, dial: guardedDial(way), services, push, now };
    };
    const desk = new ChannelDesk({
      ...{ box: new SecretBox(key), guard, typeOf: channelTypeOf },
      tools: tools(new AbortController().signal),
      codeOf: () => ({ code: "", expiresAt: "" }),
    });
    this.#outbox = new Outbox({
      ...{ store, desk, typeOf: channelTypeOf, tools, clock: SYSTEM_CLOCK, random: Math.random },
      actions: new Actions({ store, key, act: () => Promise.resolve("") }),
      ...{ syncClock: () => {}, publicUrl: "https://alarm.example.com", log: getLogger("bench") },
    });
  }

  static async open(store: Store): Promise<ToldChannels> {
    const servers = TYPES.map((type) => {
      const server = new MessageServer();
      server.answer = HTTP_RIGS[type].accepts;
      return server;
    });
    const channels = new ToldChannels(store, servers);
    const box = new SecretBox("bench");
    const events = TYPES.map((type, nth): Event => {
      const id = `channel_${nth}`;
      const secrets = new Set(channelTypeOf(type)?.secrets);
      const config = Object.fromEntries(
        Object.entries(HTTP_RIGS[type].config(servers[nth]?.url ?? "")).map(([name, value]) => [
          name,
          secrets.has(name) ? box.seal(String(value), `${id}.${name}`) : value,
        ]),
      );
      return { type: "channelAdded", channel: channelOf({ id, type, config }) };
    });
    await store.change(() => ({ events, result: null }));
    channels.#outbox.start();
    return channels;
  }

  /** How many there are. */
  get count(): number {
    return this.#servers.length;
  }

  /** What the services remember of requests is theirs, not the program's. */
  forget(): void {
    for (const { received } of this.#servers) received.length = 0;
  }

  /** Resolves once nothing is due any more. */
  async told(): Promise<void> {
    const { store } = this;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (store.state.outbox.every(({ state }) => state !== "due")) resolve();
    };
    store.onCommitted(look, ["deliveryUpdated", "fireAcknowledged"]);
    look();
    await promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#outbox.stop();
    await Promise.all(this.#servers.map((server) => server[Symbol.asyncDispose]()));
  }
}
