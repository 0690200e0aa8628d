import { createHash } from "node:crypto";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType } from "@/lib/notify/channel_type.ts";
import { ECHO_BYTES, outcomeOfJson, readJson, saidTo } from "@/lib/notify/request.ts";
import { cutToBytes, cutToSize, jsonBytes } from "@/lib/notify/message.ts";
import { DAY_MS } from "@/lib/time/durations.ts";

/** Longer messages become an attachment, in bytes. */
const LONGEST_MESSAGE = 4000;
/** Of the message as JSON, in bytes: of all that is sent, 8,192 are taken. */
const LONGEST_JSON = 5500;
const topicRule = must("be 1 to 64 letters, digits, - or _");
const tokenRule = must("be an access token such as tk_…, without spaces");

/** What ntfy calls urgent (5) is told with a long vibration, high (4) with a sound, low (2) without any. */
const PRIORITY = { low: 2, normal: 4, high: 4, critical: 5 } as const;
const TEST_PRIORITY = 3;
/** Nothing rings, and nothing vibrates. */
const LEAST_PRIORITY = 1;

/** The day's messages are used up: the limit begins anew at midnight UTC. */
const DAILY_QUOTA = 42908;

/** A topic of ntfy.sh, or of one's own ntfy. */
export const NTFY = defineChannelType({
  config: z.strictObject({
    server: z.string(must("be the address of an ntfy server")).default("https://ntfy.sh"),
    topic: z.string(topicRule).regex(/^[-\w]{1,64}$/, topicRule),
    token: z.string(tokenRule).regex(/^[!-~]{1,200}$/, tokenRule).optional(),
  }),
  longestText: 3900,
  secrets: ["token"],
  addresses: ["server"],
  // Only newer servers replace what has the same sequence id.
  repeatsAreSafe: false,
  // Of one address it takes 60 at once and one more every five seconds; others may stand behind ours.
  rate: () => ({ atOnce: 20, everyMs: 5000 }),
  async prepare(config, { ask }) {
    const { server, token } = config;
    // A topic that nobody protects is there once somebody writes to it.
    if (token === undefined) return { ok: true, config };
    const headers = { authorization: `Bearer ${token}` };
    const account = new URL("v1/account", new URL(server)).href;
    const said = await saidTo(ask(account, { method: "GET", headers }));
    const isRefused = said?.status === 401 && readJson(said.text, ErrorBody) !== null;
    if (!isRefused) return { ok: true, config };
    return { ok: false, field: "token", rule: "is not known to this server; copy it again" };
  },
  async send({ key, title, text, link, fires, priority }, { server, topic, token }, tools) {
    const { ask, now, buttons } = tools;
    const actions = buttons.flatMap(({ label, url }) =>
      // Takes the message away once it was done.
      url === null ? [] : [{ action: "http", label, url, method: "POST", clear: true }]
    );
    const answer = await ask(new URL(server).href, {
      ...{ method: "POST", headers: headersWith(token), answerBytes: ECHO_BYTES },
      body: JSON.stringify({
        topic,
        title,
        message: cutToSize(cutToBytes(text, LONGEST_MESSAGE), LONGEST_JSON, jsonBytes),
        priority: fires.every(({ test }) => test) ? TEST_PRIORITY : PRIORITY[priority],
        tags: ["rotating_light"],
        sequence_id: sequenceOf(key),
        ...(actions.length === 0 ? {} : { actions }),
        ...(link === null ? {} : { click: link }),
      }),
    });
    const meaning = { schema: Taken, refusal: ErrorBody, now: now(), gone: [401, 403, 404] };
    const { outcome, body } = outcomeOfJson(answer, meaning);
    if (outcome.kind === "sent") {
      const reference = body?.sequence_id;
      return reference === undefined ? outcome : { ...outcome, reference };
    }
    const isUsedUp = readJson(answer.text, ErrorBody)?.code === DAILY_QUOTA;
    if (outcome.kind !== "retry" || !isUsedUp) return outcome;
    return { ...outcome, afterMs: DAY_MS - now() % DAY_MS };
  },
  // Takes the place of the message on phones; a server that knows no sequences is never asked for it.
  async close({ message: { title, link }, reference, said }, { server, topic, token }, { ask }) {
    const headers = headersWith(token);
    const body = { topic, title, message: said, priority: LEAST_PRIORITY, sequence_id: reference };
    await ask(new URL(server).href, {
      ...{ method: "POST", headers },
      body: JSON.stringify({ ...body, ...(link === null ? {} : { click: link }) }),
    });
  },
});

function headersWith(token: string | undefined): Readonly<Record<string, string>> {
  const json = { "content-type": "application/json" };
  return token === undefined ? json : { ...json, authorization: `Bearer ${token}` };
}

/** Another message with it takes the place of the first. */
function sequenceOf(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 32);
}

/** Servers that know sequences (2.16 and newer) tell the message's. */
const Taken = z.object({ id: z.string(), sequence_id: z.string().min(1).optional() });
const ErrorBody = z.object({ code: z.number() });
