import { z } from "zod";
import type { Fire } from "@/lib/alarms/fire.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { type Button, defineChannelType } from "@/lib/notify/channel_type.ts";
import type { Message } from "@/lib/notify/message.ts";
import { outcomeOfStatus } from "@/lib/notify/request.ts";
import { fillTemplate, inJson, SAMPLE_FIELDS, unknownNames } from "@/lib/text/template.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";

const LONGEST_BODY = 4000;
const bodyRule = must(`be a text of at most ${LONGEST_BODY} characters`);
const secretRule = must("be whsec_ and 24 to 64 bytes in Base64");

/** A server of one's own, told as Standard Webhooks wants it, or by a template of JSON. */
export const WEBHOOK = defineChannelType({
  config: z.strictObject({
    url: z.string(must("be an address that begins with https:// or http://")),
    /** Signs what is sent; absent: nothing is signed. */
    secret: z.string(secretRule).refine((text) => readWebhookSecret(text) !== null, secretRule)
      .optional(),
    /** JSON to send in place of ours, with places such as {pair}. */
    body: z.string(bodyRule).min(1, bodyRule).max(LONGEST_BODY, bodyRule).superRefine(
      (template, context) => {
        const message = bodyProblem(template);
        if (message !== null) context.addIssue({ code: "custom", message });
      },
    ).optional(),
  }),
  longestText: 30000,
  secrets: ["secret"],
  addresses: ["url"],
  // Receivers tell a repeat by its webhook-id.
  repeatsAreSafe: true,
  async send(message, { url, secret, body: template }, { ask, now, buttons }) {
    const body = template === undefined
      ? JSON.stringify(payload(message, buttons))
      : fillTemplate(template, message.fields, inJson);
    const timestamp = Math.floor(now() / SECOND_MS);
    const key = secret === undefined ? null : readWebhookSecret(secret);
    const signature = key && await signWebhook(key, { id: message.key, timestamp, body });
    const answer = await ask(url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "webhook-id": message.key,
        "webhook-timestamp": String(timestamp),
        ...(signature === null ? {} : { "webhook-signature": signature }),
      },
      body,
    });
    return outcomeOfStatus(answer, { now: now(), gone: [410] });
  },
});

function bodyProblem(template: string): string | null {
  const unknown = unknownNames(template);
  if (unknown !== null) return unknown;
  try {
    JSON.parse(fillTemplate(template, SAMPLE_FIELDS, inJson));
    return null;
  } catch {
    return 'must be JSON once its places are filled; texts stand in quotes, as in {"text": "{note}"}';
  }
}

const PREFIX = "whsec_";
const FEWEST_BYTES = 24;
const MOST_BYTES = 64;

/** The key in a secret of Standard Webhooks, `whsec_` and Base64; null when it is none. */
function readWebhookSecret(text: string): Uint8Array<ArrayBuffer> | null {
  try {
    const bytes = Uint8Array.fromBase64(text.startsWith(PREFIX) ? text.slice(PREFIX.length) : text);
    return bytes.length >= FEWEST_BYTES && bytes.length <= MOST_BYTES ? bytes : null;
  } catch {
    return null;
  }
}

/** What of a webhook is signed. */
interface Signed {
  readonly id: string;
  /** Of this attempt, in whole seconds since the Unix epoch. */
  readonly timestamp: number;
  readonly body: string;
}

/** The value of `webhook-signature` (Standard Webhooks 1.0.0). */
export async function signWebhook(
  key: Uint8Array<ArrayBuffer>,
  { id, timestamp, body }: Signed,
): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const hmac = await crypto.subtle.importKey("raw", key, algorithm, false, ["sign"]);
  const bytes = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  return `v1,${new Uint8Array(await crypto.subtle.sign("HMAC", hmac, bytes)).toBase64()}`;
}

/** A message for programs, as JSON in the shape of Standard Webhooks. */
export function payload(
  { title, text, at, isLate, link, fire, fires, priority, trouble }: Message,
  buttons: readonly Pick<Button, "action" | "url">[],
) {
  const urls = buttons.flatMap(({ action, url }) => url === null ? [] : [[`${action}Url`, url]]);
  const common = { title, message: text, link, ...Object.fromEntries(urls) };
  if (fires.length > 1) {
    const told = fires.map(factsOf);
    return {
      type: "alarms.fired",
      timestamp: at,
      data: { fires: told, isLate, priority, ...common },
    };
  }
  if (trouble !== undefined) {
    return { type: "program.trouble", timestamp: at, data: { trouble, ...common } };
  }
  if (fire === null) return { type: "test.ping", timestamp: at, data: common };
  return {
    type: "alarm.fired",
    timestamp: at,
    data: { ...factsOf(fire), isLate, priority, ...common },
  };
}

function factsOf(
  { id: fireId, alarmId, pair, alarm, price, direction, late, test, timestamp }: Fire,
) {
  return {
    ...{ fireId, alarmId, pair, alarm, direction, late, test },
    // As a text: not every receiver reads long numbers exactly.
    price: String(price),
    firedAt: timestamp,
  };
}
