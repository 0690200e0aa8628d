import type { PushIdentity } from "@/lib/notify/channel_type.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { RunCommand } from "@/lib/commands/commands.ts";
import { Refusal } from "@/lib/commands/command.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { type Action, Actions, LinkCodes, type Presser } from "@/lib/notify/actions.ts";
import { ChannelDesk } from "@/lib/notify/channel_desk.ts";
import { pushIdentity } from "@/lib/notify/channels/web_push/web_push.ts";
import { DEMO_PHONE, DemoPhone } from "@/lib/notify/channels/phone/demo_phone.ts";
import { channelTypeOf } from "@/lib/notify/channels/table.ts";
import { guardedDial, LONG_TALK_MS } from "@/lib/notify/dial.ts";
import { bareHost, bracketed, Guard } from "@/lib/notify/guard.ts";
import { Closer, Outbox } from "@/lib/notify/outbox.ts";
import { Proofs, Troubles } from "@/lib/notify/self_reports.ts";
import { Receivers } from "@/lib/notify/receivers.ts";
import { guardedAsk, LONG_ANSWER, SHORT_ANSWER } from "@/lib/notify/request.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import type { Config } from "@/lib/settings/config.ts";
import type { Cause, Doer } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import type { Clock } from "@/lib/time/clock.ts";

interface NotifierOptions {
  readonly config: Pick<
    Config,
    | "ALLOW_PRIVATE_TARGETS"
    | "HOST"
    | "PORT"
    | "PUBLIC_URL"
    | "HEARTBEAT_URL"
    | "TELEGRAM_API_URL"
    | "PUSHOVER_API_URL"
    | "TWILIO_API_URL"
  >;
  readonly store: Store;
  readonly clock: Clock;
  /** Lets the store know when the computer's clock was set. */
  readonly syncClock: () => void;
  /** The server's key: it seals the channels' secrets. */
  readonly key: string;
  /** Carries out what a person asks for by a button. */
  readonly run: RunCommand;
  /** Who presses the buttons of a channel, by its owner. */
  readonly presserOf: (owner: string | null) => Presser;
  /** The demo has a phone of its own. */
  readonly isDemo: boolean;
  /** A check has ended since the start, and not long ago, and the store takes changes. */
  readonly isProven: () => boolean;
  /** A new unique id without prefix (ULID). */
  readonly newId: () => string;
}

/** What tells people beyond the screens, put together as the settings want it. */
export class Notifier {
  readonly channels: ChannelDesk;
  readonly actions: Actions;
  readonly #push: PushIdentity;
  /** Null outside the demo. */
  readonly phone: DemoPhone | null;
  readonly troubles: Troubles;
  readonly #parts: readonly { start(): void; stop(): Promise<void> }[];
  readonly #store: Store;

  constructor(
    { config, store, clock, syncClock, key, run, presserOf, isDemo, isProven, newId }:
      NotifierOptions,
  ) {
    const guard = new Guard({
      allowed: config.ALLOW_PRIVATE_TARGETS,
      own: { hostname: config.HOST, port: config.PORT },
    });
    const services = {
      telegram: config.TELEGRAM_API_URL,
      pushover: config.PUSHOVER_API_URL,
      twilio: config.TWILIO_API_URL,
    };
    const own = ownGuard(Object.values(services));
    const now = () => clock.now();
    const push = pushIdentity(key, config.PUBLIC_URL);
    this.#push = push;
    const tools = (signal: AbortSignal) => ({
      ...{ services, push, now, ask: guardedAsk({ guard, clock, signal }) },
      dial: guardedDial({ guard, clock, signal }),
      askOwn: guardedAsk({ guard: own, clock, signal }),
    });
    const isNeverOver = new AbortController().signal;
    const way = { clock, signal: isNeverOver };
    const soon = {
      ...{ services, push, now },
      dial: guardedDial({ ...way, guard }, SHORT_ANSWER.timeoutMs),
      ask: guardedAsk({ ...way, guard }, SHORT_ANSWER),
      askOwn: guardedAsk({ ...way, guard: own }, SHORT_ANSWER),
    };
    const long = (signal: AbortSignal) => ({
      services,
      askLong: guardedAsk({ guard: own, clock, signal }, LONG_ANSWER),
      askTheirsLong: guardedAsk({ guard, clock, signal }, LONG_ANSWER),
      dialLong: guardedDial({ guard, clock, signal }, LONG_TALK_MS),
    });
    this.#store = store;
    const actions = new Actions({
      ...{ store, key, presserOf },
      act: (...asked) => carryOut(run, ...asked),
    });
    this.actions = actions;
    const links = new LinkCodes({ now, sign: (text) => actions.tokenOf(text, "link") });
    const phone = isDemo ? new DemoPhone(actions) : null;
    this.phone = phone;
    const typeOf = (name: string) =>
      name === DEMO_PHONE ? phone?.type ?? null : channelTypeOf(name);
    this.channels = new ChannelDesk({
      ...{ box: new SecretBox(key), guard, typeOf, tools: soon },
      isReachable: config.PUBLIC_URL !== undefined,
      codeOf: (id) => links.of(id),
    });
    const log = getLogger("channels");
    const common = {
      ...{ store, desk: this.channels, typeOf, clock, random: Math.random, actions },
      ...{ publicUrl: config.PUBLIC_URL, log },
    };
    this.troubles = new Troubles({ store, clock, newId, log });
    const heartbeatUrl = config.HEARTBEAT_URL;
    const watcher = ownGuard(heartbeatUrl === undefined ? [] : [heartbeatUrl]);
    this.#parts = [
      this.troubles,
      new Proofs({
        ...{ store, clock, newId, heartbeatUrl, isProven, log },
        ask: (signal) => guardedAsk({ guard: watcher, clock, signal }),
      }),
      new Outbox({ ...common, syncClock, tools }),
      new Closer({ ...common, tools }),
      new Receivers({
        ...{ ...common, tools: long },
        isLinkCode: (code, id) => links.isGood(code, id),
      }),
    ];
  }

  /** What browsers subscribe with. */
  get pushKey(): string {
    return this.#push.publicKey;
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
    for (const part of this.#parts) part.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.#parts.map((part) => part.stop()));
  }
}

/** Lets through the services that whoever runs the server named, wherever they stand. */
function ownGuard(addresses: readonly string[]): Guard {
  const allowed = addresses.map((address) => {
    return bracketed(bareHost(new URL(address)));
  });
  return new Guard({ allowed });
}

/** The commands that buttons need. */
type Run = (
  name: "acknowledge" | "snooze_alarm" | "snooze_alarms",
  input: unknown,
  cause: Cause,
) => Promise<unknown>;

/** How long "Snooze" in a message lasts, in minutes. */
const SNOOZE_MINUTES = 15;

/** Does what a button in a message of some fires says; answers what was done, in words for whoever pressed it. */
export async function carryOut(
  run: Run,
  action: Action,
  fires: readonly Fire[],
  address: string,
  doer?: Doer,
): Promise<string> {
  const cause = { address, by: doer };
  const fireIds = fires.map(({ id }) => id);
  // Before the fires are silenced: a crash between the two leaves them ringing, and the button works again.
  const said = action === "snooze"
    ? await snoozeAll(run, alarmsOf(fires), cause)
    : ["Acknowledged"];
  await run("acknowledge", { fireIds }, cause);
  return [...new Set(said)].join("; ");
}

function alarmsOf(fires: readonly Fire[]): string[] {
  return [...new Set(fires.map(({ alarmId }) => alarmId))];
}

/** One change for all of a burst; where one of them cannot be snoozed, each by itself. */
async function snoozeAll(run: Run, ids: readonly string[], cause: Cause): Promise<string[]> {
  if (ids.length > 1) {
    try {
      await run("snooze_alarms", { ids, minutes: SNOOZE_MINUTES }, cause);
      return [SNOOZED];
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return await Promise.all(ids.map((id) => snooze(run, id, cause)));
}

const SNOOZED = `Snoozed for ${SNOOZE_MINUTES} minutes`;

async function snooze(run: Run, id: string, cause: Cause): Promise<string> {
  try {
    await run("snooze_alarm", { id, minutes: SNOOZE_MINUTES }, cause);
    return SNOOZED;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Of a test of an alarm that is not there any more nothing is left to snooze.
    if (error.code === "alarm_not_found") return "Acknowledged";
    return `Acknowledged, but not snoozed: ${error.message}`;
  }
}
