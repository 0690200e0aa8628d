import assert from "node:assert/strict";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { ClockWatch } from "@/lib/engine/clock.ts";
import { getLogger } from "@/lib/logs/logger.ts";
import { type ActionResult, Actions } from "@/lib/notify/actions.ts";
import { ChannelDesk } from "@/lib/notify/channel_desk.ts";
import { defineChannelType, type SendTools } from "@/lib/notify/channel_type.ts";
import type { Message } from "@/lib/notify/message.ts";
import { Outbox } from "@/lib/notify/outbox.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { SecretBox } from "@/lib/notify/secret_box.ts";
import type { Event } from "@/lib/store/events.ts";
import type { Store } from "@/lib/store/store.ts";
import { z } from "zod";
import { PUSH } from "./channel_fixtures.ts";
import { FakeClock } from "../engine/fake_clock.ts";
import { alarmOf, channelOf, fireOf, openOn, pairOf } from "../store/fixtures.ts";
import { SimulatedDisk } from "../store/simulated_disk.ts";

export const START = "2026-01-15T12:00:00.000Z";
export const HOUR = 3_600_000;

/** A channel type whose answers a test gives, by the channel's own name for them. */
export class ScriptedService {
  readonly sent: (Pick<Message, "key" | "title" | "text"> & {
    readonly to: string;
    readonly buttons: SendTools["buttons"];
  })[] = [];
  /** The same in whole, as a type gets them. */
  readonly messages: Message[] = [];
  answer: (to: string) => Outcome | Promise<Outcome> = () => ({ kind: "sent" });

  readonly type = defineChannelType({
    config: z.strictObject({ to: z.string() }),
    ...{ secrets: [], addresses: [], repeatsAreSafe: true },
    send: async (message, { to }, { buttons }) => {
      const { key, title, text } = message;
      this.messages.push(message);
      this.sent.push({ key, to, title, text, buttons });
      return await this.answer(to);
    },
  });
}

export interface Scene extends AsyncDisposable {
  readonly store: Store;
  readonly clock: FakeClock;
  readonly service: ScriptedService;
  /** Presses a button, as a service tells it. */
  press(token: string): Promise<ActionResult>;
  /** What became of the deliveries, in order. */
  deliveries(): readonly Delivery[];
  states(): string[];
  /** What it said in the log. */
  warnings(): readonly string[];
  change(...events: Event[]): Promise<void>;
  /** Lets the outbox do all that is due within so many milliseconds. */
  pass(ms: number): Promise<void>;
}

/** Lets everything run that waits for promises and the simulated disk. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await new Promise((resolve) => setTimeout(resolve));
}

export async function open(
  disk = new SimulatedDisk(),
  service = new ScriptedService(),
  start = START,
): Promise<Scene> {
  const clock = new FakeClock(start, settle);
  const { store } = await openOn(disk, { now: () => clock.now() });
  const typeOf = (name: string) => name === "scripted" ? service.type : null;
  const tools = {
    ...{ ask: assert.fail, askOwn: assert.fail, dial: assert.fail, now: () => clock.now() },
    services: { telegram: "", pushover: "", twilio: "" },
    push: PUSH,
  };
  const desk = new ChannelDesk({
    ...{ box: new SecretBox("k"), typeOf, tools, codeOf: assert.fail },
    guard: { check: () => assert.fail(), isListed: () => false },
  });
  const actions = new Actions({ store, key: "k", act: acknowledging(store, clock) });
  const warnings: string[] = [];
  const clockWatch = new ClockWatch(clock);
  const logger = getLogger("test");
  const log = Object.assign(Object.create(logger), {
    info: logger.info.bind(logger),
    error: logger.error.bind(logger),
    warn(text: string, facts: Record<string, unknown>) {
      warnings.push(text.replace(/\{(\w+)\}/g, (_, name) => String(facts[name])));
      logger.warn(text, facts);
    },
  });
  const outbox = new Outbox({
    ...{ store, desk, typeOf, clock, random: () => 0.5, log, actions },
    // As the program does before it decides.
    syncClock: () => {
      const deltaMs = clockWatch.moved();
      const move = { type: "clockMoved", deltaMs, symbols: new Set<string>() } as const;
      if (deltaMs !== 0) void store.change(() => ({ events: [move], result: undefined }));
    },
    tools: () => tools,
    publicUrl: undefined,
  });
  outbox.start();
  return {
    ...{ store, clock, service, press: (token) => actions.press(token, "Anna") },
    deliveries: () => store.state.outbox,
    warnings: () => warnings,
    states: () => store.state.outbox.map(({ state }) => state),
    change: (...events) => store.change(() => ({ events, result: undefined })),
    pass: async (ms) => {
      await settle();
      await clock.pass(ms);
      await settle();
    },
    [Symbol.asyncDispose]: async () => {
      await outbox.stop();
      await store.close();
    },
  };
}

function acknowledging(store: Store, clock: FakeClock) {
  return async (_action: string, fires: readonly Pick<Fire, "id">[], by: string) => {
    const at = new Date(clock.now()).toISOString();
    const events = fires.map(({ id }) =>
      ({ type: "fireAcknowledged", fireId: id, at, by }) as const
    );
    await store.change(() => ({ events, result: undefined }));
    return "Acknowledged";
  };
}

export const PAIR = {
  type: "pairAdded",
  pair: pairOf("BTCUSDT", { alarms: [alarmOf("alarm_1")] }),
} as const;

export function channel(id: string, more: Partial<Parameters<typeof channelOf>[0]> = {}): Event {
  const fields = { ...more, id, type: "scripted", config: { to: id } };
  return { type: "channelAdded", channel: channelOf(fields) };
}

/** `more` are fields of the alarm. */
export function fired(id: string, more: Parameters<typeof alarmOf>[1] = {}): Event {
  const alarm = alarmOf("alarm_1", more);
  const fire = fireOf(id, alarm, { timestamp: START, detectedAt: START });
  return { type: "alarmFired", symbol: "BTCUSDT", alarm, fire };
}
