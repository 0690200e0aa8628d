import { createHmac, timingSafeEqual } from "node:crypto";
import { Buffer } from "node:buffer";
import type { Callback } from "@/lib/notify/channel_type.ts";
import type { Action } from "@/lib/notify/token_index.ts";

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
export function digitOf(fields: Callback["fields"]): Action | null {
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
export function isStatus(fields: Callback["fields"]): boolean {
  return valueOf(fields, "Digits") === undefined;
}

/** Why nobody heard it; null where somebody did, or still may. */
export function unheardOf(fields: Callback["fields"]): string | null {
  const status = valueOf(fields, "CallStatus") ?? valueOf(fields, "MessageStatus") ?? "";
  return Object.hasOwn(UNHEARD, status) ? UNHEARD[status] ?? null : null;
}

function valueOf(fields: Callback["fields"], wanted: string): string | undefined {
  return fields.find(([name]) => name === wanted)?.[1];
}
