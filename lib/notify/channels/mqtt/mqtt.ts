import { createHash } from "node:crypto";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import type { Scheme } from "@/lib/notify/guard.ts";
import { payload } from "@/lib/notify/channels/webhook/webhook.ts";
import { cutToBytes } from "@/lib/notify/message.ts";
import { type Broker, listenAt, publishAt, refusalAt } from "./broker.ts";

const SCHEMES: readonly Scheme[] = ["mqtt:", "mqtts:"];
const LONGEST_TEXT = 30_000;
/** Of what is published to the topic of presses: a token, in characters. */
const LONGEST_PRESS = 200;

const urlRule = must("be the address of a broker: mqtt://host:1883 or mqtts://host:8883");
const userRule = must("be a user name without line breaks");
const passwordRule = must("be a password without line breaks");
const prefixRule = must(
  "be the beginning of topics, such as crypto-alarm: without +, # and $, and no / at its ends",
);
const LINE = /^[^\p{Cc}]{1,500}$/u;
const PREFIX = /^[^+#$/\p{Cc}](?:[^+#\p{Cc}]{0,98}[^+#/\p{Cc}])?$/u;

/** Topics of an MQTT broker, such as Home Assistant's. */
export const MQTT = defineChannelType({
  config: z.strictObject({
    url: z.string(urlRule),
    username: z.string(userRule).regex(LINE, userRule).optional(),
    password: z.string(passwordRule).regex(LINE, passwordRule).optional(),
    prefix: z.string(prefixRule).regex(PREFIX, prefixRule).refine(isText, prefixRule)
      .default("crypto-price-alarm"),
  }).superRefine(({ username, password }, context) => {
    if (username !== undefined || password === undefined) return;
    const message = "must be entered too: MQTT knows no password without a user";
    context.addIssue({ code: "custom", path: ["username"], message });
  }),
  longestText: LONGEST_TEXT,
  secrets: ["password"],
  addresses: ["url"],
  schemes: SCHEMES,
  // Listeners tell a repeat by the key in what is published.
  repeatsAreSafe: true,
  hasOwnButtons: true,
  async prepare(config, { dial }) {
    const refused = await refusalAt(brokerOf(config), dial).catch(() => null);
    if (refused?.kind !== "gone") return { ok: true, config };
    const field = config.username === undefined ? "username" : "password";
    return { ok: false, field, rule: `is refused: ${refused.why}` };
  },
  send(message, config, { dial, buttons }) {
    const tokens = buttons.map(({ action, token }) => [action, token]);
    const text = JSON.stringify({
      ...payload({ ...message, text: cutToBytes(message.text, LONGEST_TEXT) }, buttons),
      key: message.key,
      ...Object.fromEntries(tokens),
    });
    const topic = `${config.prefix}/${message.fires.length === 0 ? "test" : "fire"}`;
    return publishAt(brokerOf(config), dial, { topic, text });
  },
  account: ({ url, username = "", password = "", prefix }) =>
    JSON.stringify([url, username, password, prefix]),
  receive({ config, channels }, { dialLong, press, clock }) {
    return listenAt(brokerOf(config), dialLong, {
      ...{ topic: `${config.prefix}/press`, clientId: nameOf(channels()), clock },
      hear: async (text) => {
        if (text.length <= LONGEST_PRESS) await press(text.trim(), "somebody (MQTT)");
      },
    });
  },
});

/** The same after a restart, and another one for each program and account. */
function nameOf(channels: readonly { readonly id: string }[]): string {
  const [id = ""] = channels.map(({ id }) => id).toSorted();
  return `cpa${createHash("sha256").update(id).digest("hex").slice(0, 20)}`;
}

function isText(text: string): boolean {
  return text.isWellFormed();
}

function brokerOf({ url, username, password }: Readonly<Record<string, unknown>>): Broker {
  const text = (value: unknown) => value === undefined ? undefined : String(value);
  return {
    call: { address: String(url), schemes: SCHEMES },
    isTls: /^mqtts:/i.test(String(url)),
    username: text(username),
    password: text(password),
  };
}
