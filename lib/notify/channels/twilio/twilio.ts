import { Buffer } from "node:buffer";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { defineChannelType, type SendTools } from "@/lib/notify/channel_type.ts";
import { outcomeOfJson, readJson } from "@/lib/notify/http_outcome.ts";
import type { ServiceAnswer } from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { digitOf, isSigned, isStatus, unheardOf } from "./callback.ts";
import { answerTwiml, callTwiml, NOTHING_TO_SAY, shortText } from "./words.ts";

/** How long the phone rings, in seconds: voice mail of most providers comes later. */
const RING_SECONDS = 25;
/** A phone that is in a call, or has just rung, is left alone for so long. */
const BETWEEN_CALLS_MS = MINUTE_MS;
/** Of fires that are told together, in bytes: they are heard, or paid for, to the end. */
const LONGEST_TOGETHER = 450;
/** What a channel may cost where nobody says otherwise: messages within 24 hours. */
const MOST_PER_DAY = { default: 20, max: 500 } as const;

const accountRule = must(
  "be the Account SID: AC and 32 letters and digits, as Twilio's console shows it",
);
const tokenRule = must("be the account's Auth Token, as Twilio's console shows it, without spaces");
const toRule = must("be one phone number with its country, such as +491701234567");
const fromRule = must(
  "be a number of your Twilio account, such as +15551234567 (for SMS also a Messaging Service SID, or a name of up to 11 letters)",
);
const kindRule = must("be call or sms");
const mostRule = must(`be a whole number from 1 to ${MOST_PER_DAY.max}`);

const NUMBER = /^\+[1-9]\d{6,14}$/;
const SERVICE = /^MG[a-z\d]{32}$/i;
/** Letters, digits and spaces, at least one of them a letter. */
const NAME = /^(?=.*[a-z])[a-z\d ]{1,11}$/i;

/** As people write numbers, without what only makes them easier to read. */
const phoneText = (rule: ReturnType<typeof must>) =>
  z.string(rule).max(60, rule).transform((text) =>
    text.trim().startsWith("+") ? text.replace(/[\s()./-]/g, "") : text.trim()
  );

/** A phone that is called, or gets a text message, by an account at Twilio. */
export const TWILIO = defineChannelType({
  config: z.strictObject({
    accountSid: z.string(accountRule).regex(/^AC[a-z\d]{32}$/i, accountRule),
    authToken: z.string(tokenRule).regex(/^[!-~]{1,200}$/, tokenRule),
    from: phoneText(fromRule)
      .refine((text) => [NUMBER, SERVICE, NAME].some((form) => form.test(text)), fromRule),
    to: phoneText(toRule).refine((text) => NUMBER.test(text), toRule),
    kind: z.enum(["call", "sms"], kindRule).default("call"),
    /** Messages within 24 hours; more wait. */
    mostPerDay: z.union(
      [z.int(mostRule), z.string(mostRule).regex(/^\d{1,3}$/, mostRule)],
      mostRule,
    )
      .transform(Number)
      .refine((most) => most >= 1 && most <= MOST_PER_DAY.max, mostRule)
      .default(MOST_PER_DAY.default),
  }).superRefine(({ from, kind }, context) => {
    if (kind === "sms" || NUMBER.test(from)) return;
    const message =
      "must be a phone number, such as +15551234567: only text messages come from others";
    context.addIssue({ code: "custom", path: ["from"], message });
  }),
  longestText: LONGEST_TOGETHER,
  secrets: ["authToken"],
  addresses: [],
  // Twilio knows no keys: what is sent twice rings twice.
  repeatsAreSafe: false,
  pace: ({ kind, mostPerDay }) => ({
    mostPerDay,
    gapMs: kind === "call" ? BETWEEN_CALLS_MS : 0,
  }),
  async send(message, config, tools) {
    const { kind, to, from, accountSid } = config;
    const sender: Record<string, string> = SERVICE.test(from)
      ? { MessagingServiceSid: from }
      : { From: from };
    const press = tools.buttons.find(({ action }) => action === "acknowledge") ?? null;
    const fields = kind === "call"
      ? { Twiml: callTwiml(message, press?.callback ?? null), Timeout: String(RING_SECONDS) }
      : { Body: shortText(message, press?.url ?? null) };
    const path = kind === "call" ? "Calls" : "Messages";
    // Once it has ended, Twilio tells there whether anybody heard it.
    const told: Record<string, string> = press?.callback ? { StatusCallback: press.callback } : {};
    const answer = await post(config, tools, path, { To: to, ...sender, ...fields, ...told });
    return outcomeOf(answer, tools.now(), accountSid);
  },
  // A phone that still rings need not any more; a call that was taken goes on.
  async close({ reference }, config, tools) {
    if (config.kind !== "call") return;
    await post(config, tools, `Calls/${reference}`, { Status: "canceled" });
  },
  hear(callback, { authToken }) {
    if (!isSigned(callback, authToken)) return null;
    const { url, fields } = callback;
    if (isStatus(fields)) {
      return { action: null, unheard: unheardOf(fields), answer: () => NOTHING_TO_SAY };
    }
    return { action: digitOf(fields), answer: (result) => answerTwiml(result, url) };
  },
});

interface Account {
  readonly accountSid: string;
  readonly authToken: string;
}

function post(
  { accountSid, authToken }: Account,
  { askOwn, services }: Pick<SendTools, "askOwn" | "services">,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<ServiceAnswer> {
  const login = Buffer.from(`${accountSid}:${authToken}`).toString("base64");
  return askOwn(`${services.twilio}/2010-04-01/Accounts/${accountSid}/${path}.json`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Basic ${login}`,
    },
    body: new URLSearchParams(fields).toString(),
  });
}

const Placed = z.object({ sid: z.string().regex(/^[A-Za-z\d]{2,64}$/) });
const Refused = z.object({ code: z.number() });

/** Who asks is not let in, or not any more. */
const NO_ACCOUNT: ReadonlySet<number> = new Set([20003, 20005, 20404]);
const TOO_MANY_REQUESTS = 20429;
/** The person answered STOP. */
const OPTED_OUT = 21610;

/** What a person can do about a message that was refused. */
const REFUSALS: Readonly<Record<number, string>> = {
  21211: "Twilio does not know the number that it goes to; enter it again",
  21214: "Twilio cannot reach the number that it goes to; enter it again",
  21217: "Twilio does not know the number that it goes to; enter it again",
  21614: "The number that it goes to takes no text messages",
  21219: "A trial account reaches verified numbers only: verify it in Twilio's console",
  21608: "A trial account reaches verified numbers only: verify it in Twilio's console",
  21215: "The account may not call this country: allow it in Twilio's console",
  21408: "The account may not write to this country: allow it in Twilio's console",
  21210: "The sender is no verified number of the account; enter it again",
  21212: "The sender is no number of the account; enter it again",
  21606: "The sender cannot write text messages; enter another one",
  21659: "The sender is no number of the account; enter it again",
};

function outcomeOf(answer: ServiceAnswer, now: number, accountSid: string): Outcome {
  const meaning = { schema: Placed, refusal: Refused, now, gone: [401, 403, 404] };
  const { outcome, body } = outcomeOfJson(answer, meaning);
  if (outcome.kind === "sent") return { ...outcome, reference: body?.sid ?? accountSid };
  const refused = readJson(answer.text, Refused);
  if (refused === null) {
    // A proxy's page is nobody's word on the message.
    const isPage = outcome.kind === "drop" && answer.status >= 400;
    return isPage ? { kind: "retry", why: outcome.why } : outcome;
  }
  const { code } = refused;
  if (outcome.kind === "gone" || NO_ACCOUNT.has(code)) {
    const why = "Twilio does not let this account in; check it, and enter SID and token again";
    return { kind: "gone", why };
  }
  if (code === OPTED_OUT) {
    return { kind: "gone", why: "The person has opted out of text messages by answering STOP" };
  }
  if (outcome.kind !== "drop") return outcome;
  if (code === TOO_MANY_REQUESTS) return { kind: "retry", why: "Twilio takes no more just now" };
  return { kind: "drop", why: REFUSALS[code] ?? outcome.why };
}
