import { type Delivery, type StoredChannel, timeOf, type Trouble } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { DEFAULT_PRIORITY, PRIORITIES, type Priority } from "@/lib/alarms/limits.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { describeAlarm, pastLevel } from "@/lib/alarms/words.ts";
import { decimalText, formatPrice } from "@/lib/market/format_price.ts";
import { titleOfSymbol } from "@/lib/market/pair_title.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import { fillTemplate, SAMPLE_FIELDS, type TemplateName } from "@/lib/text/template.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";

/** What one delivery says, in plain text; how it is dressed is the channel type's part. */
export interface Message {
  /** The delivery's key: the same for every attempt. */
  readonly key: string;
  readonly title: string;
  /** Without the link. */
  readonly text: string;
  /** When it fired, or the test was asked for; ISO 8601. */
  readonly at: string;
  /** It goes out so long after that it says so. */
  readonly isLate: boolean;
  /** The alarm's page; null where nobody said how this server is reached. */
  readonly link: string | null;
  /** What fired; null in a test of the channel, and where several fires are told together. */
  readonly fire: Fire | null;
  /** All fires that it tells of. */
  readonly fires: readonly Fire[];
  readonly priority: Priority;
  /** All of it was told over the channel before, as an escalation policy wants it. */
  readonly isRepeat?: true;
  /** What is wrong with the program, where it tells of that. */
  readonly trouble?: Trouble;
  readonly fields: Readonly<Record<TemplateName, string>>;
}

/** Title and text that a person gave a channel in place of ours. */
type Templates = NonNullable<StoredChannel["templates"]>;

interface MessageContext {
  readonly templates?: Templates | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** How browsers reach this server, without a slash at the end. */
  readonly publicUrl: string | undefined;
  /** What is watched: how its pairs are written, and where their prices come from. */
  readonly pairs: State["pairs"];
}

const LONGEST_TITLE = 60;
/** A message that goes out so long after its fire says both moments, in milliseconds. */
const LATE_MS = 5 * MINUTE_MS;

/** What deliveries that go out together say; null where their fires are not kept any more. */
export function messageOf(
  together: readonly Delivery[],
  channel: StoredChannel,
  { state, ...context }: Pick<MessageContext, "now" | "publicUrl"> & {
    readonly state: Pick<State, "fires" | "pairs">;
  },
): Message | null {
  const ids = new Set(together.map(({ fireId }) => fireId));
  const [fire, ...others] = state.fires.filter(({ id }) => ids.has(id));
  const [delivery] = together;
  if (delivery === undefined) return null;
  const whole = { ...context, pairs: state.pairs, templates: channel.templates };
  if (fire !== undefined) {
    const message = firesMessage(delivery, [fire, ...others], whole);
    return together.every((each) => timeOf(each) > 1) ? { ...message, isRepeat: true } : message;
  }
  if (delivery.notice) return noticeMessage(delivery, delivery.notice, whole);
  return delivery.isTest ? testMessage(delivery, channel, whole) : null;
}

/** What deliveries of fires that go out under one key say: one that is alone left of a burst is told as any other. */
export function firesMessage(
  { batch, ...delivery }: Delivery,
  fires: readonly [Fire, ...Fire[]],
  context: MessageContext,
): Message {
  const key = batch ?? delivery.key;
  return fires.length > 1
    ? batchMessage(key, fires, context)
    : fireMessage({ key }, fires[0], context);
}

/** What a delivery of a fire says. */
export function fireMessage(
  { key }: Pick<Delivery, "key">,
  fire: Fire,
  context: MessageContext,
): Message {
  const { now, publicUrl, pairs, templates = {} } = context;
  const pair = pairOf(fire, pairs);
  const source = pairs.get(fire.pair)?.source;
  const isLate = now - Date.parse(fire.detectedAt) > LATE_MS;
  const link = publicUrl === undefined
    ? null
    : `${publicUrl}/alarms/${encodeURIComponent(fire.alarmId)}`;
  const { note } = fire.alarm;
  const time = `${momentWords(fire.timestamp)} UTC`;
  const late = isLate ? lateWords(fire, now) : "";
  const from = source === undefined ? "" : ` at ${SOURCE_TITLES[source]}`;
  const fields = {
    ...{ pair, symbol: fire.pair, price: decimalText(fire.price), note, time },
    condition: describeAlarm(fire.alarm, pair),
    distance: pastLevel(fire) ?? "",
    source: source === undefined ? "" : SOURCE_TITLES[source],
    link: link ?? "",
  };
  const own = [saidOf(fire, pairs), note, `Price ${formatPrice(fire.price)}${from}, ${time}`];
  const given = filled(templates.text, fields);
  return {
    ...{ key, at: fire.detectedAt, isLate, link, fire, fields },
    ...{ fires: [fire], priority: priorityOf(fire) },
    title: shortened(filled(templates.title, fields) ?? headline(fire, pair)),
    text: lines([...given === null ? own : [given], late]),
  };
}

/** What a template comes to; null where there is none, or nothing is left of it: services refuse a blank text for good. */
function filled(template: string | undefined, fields: Message["fields"]): string | null {
  const text = template === undefined ? "" : fillTemplate(template, fields);
  return text.trim() === "" ? null : text;
}

/** What a message of many fires says: each of them in a line, with the moment it went off. */
function batchMessage(
  key: string,
  fires: readonly [Fire, ...Fire[]],
  { now, publicUrl, pairs }: MessageContext,
): Message {
  const [first] = fires;
  const listed = (names: readonly string[]) => [...new Set(names)].join(", ");
  const pair = listed(fires.map((fire) => pairOf(fire, pairs)));
  const title = shortened(`${fires.length} alarms: ${pair}`);
  const isLate = now - Date.parse(first.detectedAt) > LATE_MS;
  const link = publicUrl === undefined ? null : `${publicUrl}/log`;
  const text = lines([
    ...fires.map((fire) => batchLine(fire, pairs)),
    isLate ? lateWords(first, now) : "",
  ]);
  const ranks = fires.map((fire) => PRIORITIES.indexOf(priorityOf(fire)));
  return {
    ...{ key, title, text, at: first.detectedAt, isLate, link, fire: null, fires },
    priority: PRIORITIES[Math.max(...ranks)] ?? DEFAULT_PRIORITY,
    fields: {
      ...{ pair, symbol: listed(fires.map((fire) => fire.pair)) },
      ...{ price: fires.map(({ price }) => decimalText(price)).join(", ") },
      ...{ condition: text, note: "", distance: "", source: "", link: link ?? "" },
      time: `${momentWords(first.timestamp)} UTC`,
    },
  };
}

/** `BTC/USDT 65,012.4: crosses above 65,000, 14:02:11`. */
export function batchLine(fire: Fire, pairs: State["pairs"]): string {
  return `${headline(fire, pairOf(fire, pairs))}, ${fire.timestamp.slice(11, 19)}`;
}

/** `BTC/USDT 65,012.4: crosses above 65,000`. */
function headline({ alarm, price, test }: Fire, pair: string): string {
  const condition = describeAlarm(alarm, pair).slice(pair.length).trim();
  return `${test ? "Test: " : ""}${pair} ${formatPrice(price)}: ${condition}`;
}

/** The pair of a fire as people are shown it. */
export function pairOf({ pair }: Pick<Fire, "pair">, pairs: State["pairs"]): string {
  return titleOfSymbol(pair, pairs.get(pair));
}

/** Why an alarm fired, in words that name its pair as people are shown it. */
export function saidOf(fire: Pick<Fire, "pair" | "message">, pairs: State["pairs"]): string {
  return fire.message.replace(fire.pair, () => pairOf(fire, pairs));
}

/** Whether it tells of an alarm that went off, not of a test or of trouble of the program. */
export function rings({ fires }: Pick<Message, "fires">): boolean {
  return fires.some(({ test }) => !test);
}

export function priorityOf({ alarm }: Pick<Fire, "alarm">): Priority {
  return alarm.priority ?? DEFAULT_PRIORITY;
}

function lateWords({ detectedAt }: Fire, now: number): string {
  return `Fired ${momentWords(detectedAt)}, delivered ${momentWords(isoOf(now))} UTC`;
}

/** What a message about trouble of the program says. */
function noticeMessage(
  { key, dueSince }: Delivery,
  { kind, title, text }: NonNullable<Delivery["notice"]>,
  { publicUrl }: MessageContext,
): Message {
  const [at, link] = [dueSince, publicUrl ?? null];
  const time = `${momentWords(at)} UTC`;
  return {
    ...{ key, title: shortened(title), at, isLate: false, link, fire: null, fires: [] },
    ...{ priority: "normal", trouble: kind, text: lines([text, time]) },
    fields: { ...NO_FIELDS, note: text, condition: title, time, link: link ?? "" },
  };
}

const NO_FIELDS = {
  ...{ pair: "", symbol: "", price: "", condition: "", note: "", distance: "", source: "" },
};

/** What a test of a channel says. */
export function testMessage(
  delivery: Delivery,
  { name }: Pick<StoredChannel, "name">,
  { publicUrl }: MessageContext,
): Message {
  const link = publicUrl ?? null;
  const at = delivery.dueSince;
  const text = delivery.isCanary
    ? `The daily canary of the channel “${name}”: an alarm fired, was stored and sent. All works.`
    : `This is a test of the channel “${name}”: fires of alarms arrive like this.`;
  return {
    ...{ key: delivery.key, at, isLate: false, link, fire: null, fires: [], priority: "low" },
    title: delivery.isCanary ? "Canary of Crypto Price Alarm" : "Test of Crypto Price Alarm",
    text: lines([text, `Asked for ${momentWords(at)} UTC`]),
    fields: { ...SAMPLE_FIELDS, note: text, time: `${momentWords(at)} UTC`, link: link ?? "" },
  };
}

function lines(texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join("\n");
}

/** `2026-01-31 18:00:00`. */
function momentWords(iso: string): string {
  return iso.slice(0, 19).replace("T", " ");
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}

function shortened(text: string): string {
  const characters = [...text];
  if (characters.length <= LONGEST_TITLE) return text;
  return `${characters.slice(0, LONGEST_TITLE - 1).join("")}…`;
}

/** A text as it stands in HTML, XML, or what is close to them; in an attribute too. */
export function inHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The beginning of a text that has at most so many bytes in UTF-8, never half a character. */
export function cutToBytes(text: string, most: number): string {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length <= most) return text;
  let end = most - 3;
  // Bytes 10xxxxxx go on a character that began before.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return `${new TextDecoder().decode(bytes.subarray(0, end))}…`;
}

/** The longest beginning of a text that is no larger than `most` as `sizeOf` measures it, never half a character. */
export function cutToSize(text: string, most: number, sizeOf: (text: string) => number): string {
  if (sizeOf(text) <= most) return text;
  let [fits, length] = [0, text.length];
  while (fits < length) {
    const middle = Math.ceil((fits + length) / 2);
    if (sizeOf(cutToUnits(text, middle)) <= most) fits = middle;
    else length = middle - 1;
  }
  return cutToUnits(text, fits);
}

/** How many bytes a text takes as JSON, with its quotes. */
export function jsonBytes(text: string): number {
  return new TextEncoder().encode(JSON.stringify(text)).length;
}

/** The beginning of a text that has at most so many UTF-16 units, never half a character. */
export function cutToUnits(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}
