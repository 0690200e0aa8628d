import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { must } from "@/lib/alarms/kinds/fields.ts";
import type { Action, ActionResult } from "@/lib/notify/actions.ts";
import {
  type Callback,
  type CallbackAnswer,
  defineChannelType,
  type SendTools,
} from "@/lib/notify/channel_type.ts";
import { cutToUnits, inHtml, type Message } from "@/lib/notify/message.ts";
import {
  ECHO_BYTES,
  outcomeOfJson,
  readJson,
  saidTo,
  type ServiceAnswer,
} from "@/lib/notify/request.ts";
import type { Outcome } from "@/lib/notify/retries.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

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
  async prepare(config, { askOwn, services }) {
    const { accountSid } = config;
    const account = `${services.twilio}/2010-04-01/Accounts/${accountSid}.json`;
    const headers = { authorization: loginOf(config) };
    const said = await saidTo(askOwn(account, { method: "GET", headers }));
    const isRefused = said !== null && [401, 403, 404].includes(said.status) &&
      NO_ACCOUNT.has(readJson(said.text, Refused)?.code ?? 0);
    if (!isRefused) return { ok: true, config };
    const rule = "does not go with this Account SID; copy both from Twilio's console again";
    return { ok: false, field: "authToken", rule };
  },
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
  account: Account,
  { askOwn, services }: Pick<SendTools, "askOwn" | "services">,
  path: string,
  fields: Readonly<Record<string, string>>,
): Promise<ServiceAnswer> {
  return askOwn(`${services.twilio}/2010-04-01/Accounts/${account.accountSid}/${path}.json`, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: loginOf(account),
    },
    ...{ body: new URLSearchParams(fields).toString(), answerBytes: ECHO_BYTES },
  });
}

function loginOf({ accountSid, authToken }: Account): string {
  return `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
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

const USUAL_PORTS: Readonly<Record<string, string>> = { "https:": "443", "http:": "80" };

/** Whether Twilio itself says so: it signs its address and all fields with the account's token. */
export function isSigned(
  { url, fields, header }: Callback,
  authToken: string,
): boolean {
  const given = Buffer.from(header("x-twilio-signature") ?? "");
  return addressesOf(url).some((address) => {
    const expected = Buffer.from(signatureOf(address, fields, authToken));
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

/** Twilio signs the address with or without the usual port, as its proxies have it. */
function addressesOf(url: string): string[] {
  const parsed = URL.parse(url);
  const usual = USUAL_PORTS[parsed?.protocol ?? ""];
  if (parsed === null || parsed.port !== "" || usual === undefined) return [url];
  return [url, url.replace(/^(\w+:\/\/[^/]+)/, `$1:${usual}`)];
}

function signatureOf(
  url: string,
  fields: Callback["fields"],
  authToken: string,
): string {
  const sorted = fields.toSorted(([a], [b]) => a < b ? -1 : a > b ? 1 : 0);
  const signed = url + sorted.map(([name, value]) => name + value).join("");
  return createHmac("sha1", authToken).update(signed).digest("base64");
}

const DIGITS: Readonly<Record<string, Action>> = { "1": "acknowledge", "2": "snooze" };

/** What the pressed key means; null for another one, and for none. */
function digitOf(fields: Callback["fields"]): Action | null {
  const digit = valueOf(fields, "Digits") ?? "";
  return Object.hasOwn(DIGITS, digit) ? DIGITS[digit] ?? null : null;
}

/** Ends of calls and text messages that nobody heard or read, in words for a person. */
const UNHEARD: Readonly<Record<string, string>> = {
  "busy": "The line was busy",
  "no-answer": "Nobody took the call",
  "failed": "Twilio could not reach the number",
  "undelivered": "The text message was not delivered",
};

/** Whether Twilio tells how far a call or text message is, and no key. */
function isStatus(fields: Callback["fields"]): boolean {
  return valueOf(fields, "Digits") === undefined;
}

/** Why nobody heard it; null where somebody did, or still may. */
function unheardOf(fields: Callback["fields"]): string | null {
  const status = valueOf(fields, "CallStatus") ?? valueOf(fields, "MessageStatus") ?? "";
  return Object.hasOwn(UNHEARD, status) ? UNHEARD[status] ?? null : null;
}

function valueOf(fields: Callback["fields"], wanted: string): string | undefined {
  return fields.find(([name]) => name === wanted)?.[1];
}

/** A text message of so many characters costs as one, where all of them are usual ones. */
const LONGEST_SMS = 160;
/** Escaped, at worst sixfold, it stays below the 4,000 characters that Twilio takes. */
const LONGEST_SPOKEN = 550;
const KEYS = "Press 1 to acknowledge. Press 2 to snooze.";

/** What is said in a call, twice; with `callback` a key acknowledges. */
export function callTwiml({ title, fire, isLate, text }: Message, callback: string | null): string {
  const note = fire?.alarm.note ?? "";
  const late = isLate ? "It comes late." : "";
  const parts = fire === null ? [title, text] : [title, late, note];
  const told = parts.filter((part) => part !== "").join(". ");
  const words = cutToUnits(`Crypto Price Alarm. ${told}`, LONGEST_SPOKEN);
  // Whoever takes a call needs a moment to bring the phone to the ear.
  if (callback === null) return twiml(`<Pause length="1"/>${say(words, 2)}`);
  return twiml(`<Pause length="1"/>${gather(`${words}. ${KEYS}`, callback, 2)}${GOODBYE}`);
}

/** What is said after a key; null: the key means nothing. */
function answerTwiml(result: ActionResult | null, callback: string): CallbackAnswer {
  const said = result === null
    ? gather(`This key does nothing. ${KEYS}`, callback, 1) + GOODBYE
    : say(`${result.text}. Goodbye.`, 1);
  return { type: "text/xml; charset=utf-8", body: twiml(said) };
}

/** Answers what needs none. */
const NOTHING_TO_SAY: CallbackAnswer = {
  type: "text/xml; charset=utf-8",
  body: twiml(""),
};

const GOODBYE = "<Say>Nothing was pressed. It rings on. Goodbye.</Say>";

function twiml(content: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${content}</Response>`;
}

function gather(words: string, callback: string, loop: number): string {
  const action = inHtml(callback);
  const told = say(words, loop);
  return `<Gather numDigits="1" timeout="10" action="${action}" method="POST">${told}</Gather>`;
}

function say(words: string, loop: number): string {
  return `<Say loop="${loop}">${inHtml(plain(words))}</Say>`;
}

/** Without what XML has no place for, such as control characters and halves of characters. */
function plain(text: string): string {
  return text.toWellFormed().replace(/[\p{Cc}\ufffe\uffff]+/gu, " ").trim();
}

/** Several alarms need more room, and cost as some messages. */
const LONGEST_LIST = 500;

/** A text message: what happened, the note where there is room, and the link that acknowledges. */
export function shortText(
  { title, fire, fires, isLate, text }: Message,
  link: string | null,
): string {
  const end = link === null ? "" : `\n${link}`;
  const told = fire === null ? [text] : [title, isLate ? "(late)" : "", fire.alarm.note];
  const words = plain(told.filter((part) => part !== "").join(" ")).replaceAll("…", "...");
  const longest = fires.length > 1 ? LONGEST_LIST : LONGEST_SMS;
  const room = Math.max(longest - end.length, title.length);
  // An ellipsis of one character would make all others cost more.
  const cut = words.length <= room ? words : `${cutToUnits(words, room - 2).slice(0, -1)}...`;
  return cut + end;
}
