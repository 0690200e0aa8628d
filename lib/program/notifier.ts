import { getLogger } from "@/lib/logs/logger.ts";
import { ChannelDesk } from "@/lib/notify/channel_desk.ts";
import { channelTypeOf } from "@/lib/notify/channels/table.ts";
import { Guard } from "@/lib/notify/guard.ts";
import { Outbox } from "@/lib/notify/outbox.ts";
import { guardedAsk } from "@/lib/notify/request.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import type { Config } from "@/lib/settings/config.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";

interface NotifierOptions {
  readonly config: Pick<Config, "ALLOW_PRIVATE_TARGETS" | "PUBLIC_URL">;
  readonly store: Store;
  readonly clock: Clock;
  /** The server's key: it seals the channels' secrets. */
  readonly key: string;
}

/** What tells people beyond the screens, put together as the settings want it. */
export class Notifier {
  readonly channels: ChannelDesk;
  readonly #outbox: Outbox;
  readonly #store: Store;

  constructor({ config, store, clock, key }: NotifierOptions) {
    const guard = new Guard({ allowed: config.ALLOW_PRIVATE_TARGETS });
    this.#store = store;
    this.channels = new ChannelDesk(new SecretBox(key), guard, channelTypeOf);
    this.#outbox = new Outbox({
      ...{ store, desk: this.channels, typeOf: channelTypeOf, clock, random: Math.random },
      ask: (signal) => guardedAsk({ guard, clock, signal }),
      publicUrl: config.PUBLIC_URL,
      log: getLogger("channels"),
    });
  }

  start(): void {
    for (const channel of this.#store.state.channels) {
      const { name, missing } = this.channels.view(channel);
      if (missing.length === 0) continue;
      getLogger("channels").warn(
        "Channel {name} sends nothing: the server's key has changed; enter again: {missing}",
        { name, missing: missing.join(", ") },
      );
    }
    this.#outbox.start();
  }

  stop(): Promise<void> {
    return this.#outbox.stop();
  }
}
