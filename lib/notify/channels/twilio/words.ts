import type { ActionResult } from "@/lib/notify/actions.ts";
import type { CallbackAnswer } from "@/lib/notify/channel_type.ts";
import { inHtml } from "@/lib/notify/html.ts";
import type { Message } from "@/lib/notify/message.ts";
import { cutToUnits } from "@/lib/notify/shorten.ts";

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
export function answerTwiml(result: ActionResult | null, callback: string): CallbackAnswer {
  const said = result === null
    ? gather(`This key does nothing. ${KEYS}`, callback, 1) + GOODBYE
    : say(`${result.text}. Goodbye.`, 1);
  return { type: "text/xml; charset=utf-8", body: twiml(said) };
}

/** Answers what needs none. */
export const NOTHING_TO_SAY: CallbackAnswer = {
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
