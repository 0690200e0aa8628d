import { type Delivery, newDelivery } from "@/lib/alarms/delivery.ts";
import type { State } from "@/lib/alarms/pair.ts";
import type { ChannelType, SendTools } from "@/lib/notify/channel_type.ts";
import { pushIdentity } from "@/lib/notify/channels/web_push/web_push.ts";
import { guardedDial } from "@/lib/notify/dial.ts";
import { Guard, type GuardOptions } from "@/lib/notify/guard.ts";
import { fireMessage, type Message, testMessage } from "@/lib/notify/message.ts";
import { guardedAsk, outcomeOfFailure } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { SYSTEM_CLOCK } from "@/lib/time/clock.ts";
import type { MessageServer } from "../servers/message_server.ts";
import { alarmOf, fireOf, pairOf } from "../store/fixtures.ts";

export const NOW = Date.parse("2024-01-15T12:00:20Z");
export const DELIVERY: Delivery = newDelivery("fire_1", "channel_1", "2024-01-15T12:00:16Z");

/** What is watched while these messages are made. */
export const PAIRS: State["pairs"] = new Map([["BTCUSDT", pairOf("BTCUSDT")]]);
const CONTEXT = { now: NOW, publicUrl: "https://alarm.example.com", pairs: PAIRS };

/** What a fire says; its note is what a stranger might write. */
export function messageOf(
  note = 'say "hi" <b>&</b>\n@everyone',
  more: Parameters<typeof alarmOf>[1] = {},
): Message {
  const alarm = alarmOf("alarm_1", { note, ...more });
  return fireMessage(DELIVERY, fireOf("fire_1", alarm), CONTEXT);
}

export function testOf(): Message {
  return testMessage(DELIVERY, { name: "Phone" }, CONTEXT);
}

export const BUTTONS = [
  {
    action: "acknowledge",
    label: "Acknowledge",
    token: "acknowledge-token-0001",
    url: "https://alarm.example.com/a/1",
    callback: "https://alarm.example.com/n/1",
  },
  {
    action: "snooze",
    label: "Snooze 15 min",
    token: "snooze-token-000000001",
    url: "https://alarm.example.com/a/2",
    callback: "https://alarm.example.com/n/2",
  },
] as const;

/** Sends one message as the outbox does: what is thrown is an outcome too. */
export async function send(
  type: ChannelType,
  config: unknown,
  server: Pick<MessageServer, "host" | "url"> & Pick<GuardOptions, "resolve">,
  message = messageOf(),
  clock: Pick<typeof SYSTEM_CLOCK, "after"> = SYSTEM_CLOCK,
): Promise<Outcome> {
  try {
    return await type.send(message, config, { ...toolsAt(server, clock), buttons: BUTTONS });
  } catch (error) {
    return outcomeOfFailure(error);
  }
}

/** Asks the service about a config, as the page does before it is kept. */
export async function prepare(
  type: ChannelType,
  config: unknown,
  server: Pick<MessageServer, "host" | "url">,
) {
  return await type.prepare?.(config, toolsAt(server, SYSTEM_CLOCK));
}

/** Tells a message that was sent that its fire was acknowledged. */
export async function closeWith(
  type: ChannelType,
  config: unknown,
  server: MessageServer,
  message: Message,
  said: string,
): Promise<number | void> {
  const sent = { message, said, by: "anna", reference: "reference" };
  return await type.close?.(sent, config, toolsAt(server, SYSTEM_CLOCK));
}

export const PUSH = pushIdentity("the server's key", undefined);

function toolsAt(
  server: Pick<MessageServer, "host" | "url"> & Pick<GuardOptions, "resolve">,
  clock: Pick<typeof SYSTEM_CLOCK, "after">,
): Omit<SendTools, "buttons"> {
  const guard = new Guard({ ...server, allowed: [server.host] });
  const { signal } = new AbortController();
  const ask = guardedAsk({ guard, clock, signal });
  const services = { telegram: server.url, pushover: server.url, twilio: server.url };
  const askOwn = guardedAsk({ guard, clock, signal });
  const dial = guardedDial({ guard, clock, signal });
  return { ask, askOwn, dial, services, push: PUSH, now: () => NOW };
}
