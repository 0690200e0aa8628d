import type { ChannelType } from "@/lib/notify/channel_type.ts";
import { APPRISE } from "./apprise/apprise.ts";
import { DISCORD } from "./discord/discord.ts";
import { EMAIL } from "./email/email.ts";
import { GOTIFY } from "./gotify/gotify.ts";
import { MATRIX } from "./matrix/matrix.ts";
import { MQTT } from "./mqtt/mqtt.ts";
import { NTFY } from "./ntfy/ntfy.ts";
import { PUSHOVER } from "./pushover/pushover.ts";
import { SLACK } from "./slack/slack.ts";
import { TELEGRAM } from "./telegram/telegram.ts";
import { TWILIO } from "./twilio/twilio.ts";
import { WEB_PUSH } from "./web_push/web_push.ts";
import { WEBHOOK } from "./webhook/webhook.ts";

/** Every service that messages can go to, by the name that stands in files and on the wire. */
export const CHANNEL_TYPES = {
  webPush: WEB_PUSH,
  telegram: TELEGRAM,
  email: EMAIL,
  ntfy: NTFY,
  webhook: WEBHOOK,
  discord: DISCORD,
  slack: SLACK,
  gotify: GOTIFY,
  pushover: PUSHOVER,
  matrix: MATRIX,
  mqtt: MQTT,
  twilio: TWILIO,
  apprise: APPRISE,
} as const satisfies Record<string, ChannelType>;

export type ChannelTypeName = keyof typeof CHANNEL_TYPES;

export const CHANNEL_TYPE_NAMES = Object.keys(CHANNEL_TYPES) as [
  ChannelTypeName,
  ...ChannelTypeName[],
];

/** Null for a type of a newer version. */
export function channelTypeOf(name: string): ChannelType | null {
  return CHANNEL_TYPE_NAMES.some((known) => known === name)
    ? CHANNEL_TYPES[name as ChannelTypeName]
    : null;
}
