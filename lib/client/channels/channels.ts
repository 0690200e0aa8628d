import { programWords } from "@/lib/language/texts.ts";
import type { Delivery, Trouble } from "@/lib/alarms/delivery.ts";
import type { ChannelReader, ChannelView } from "@/lib/protocol/views.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { deliveryWords } from "@/lib/text/fire_way.ts";
import { clockText, type Zone } from "@/lib/text/times.ts";
import { HOUR_MS } from "@/lib/time/durations.ts";
import { channelForm } from "./forms.ts";
import { channelStateWords as words } from "./texts.ts";

/** What the page of channels shows. */
export interface Channels {
  readonly channels: readonly ChannelView[];
  /** The newest, oldest first. */
  readonly deliveries: readonly Delivery[];
}

/** The page after a frame; the same object when the frame does not touch it. */
export function applyToChannels(shown: Channels, frame: ServerFrame): Channels {
  const { channels, deliveries } = shown;
  switch (frame.event) {
    case "channel_added":
      return { ...shown, channels: replaced(channels, frame.data.channel, ({ id }) => id) };
    case "channel_updated":
      return { ...shown, channels: replaced(channels, frame.data.channel, ({ id }) => id) };
    case "channel_removed": {
      const { id } = frame.data;
      return {
        channels: channels.filter((channel) => channel.id !== id),
        deliveries: deliveries.filter(({ channelId }) => channelId !== id),
      };
    }
    case "delivery_updated":
      return { ...shown, deliveries: replaced(deliveries, frame.data.delivery, ({ key }) => key) };
    case "alarm_triggered":
      return { ...shown, deliveries: withDeliveries(deliveries, frame.data.fire.deliveries ?? []) };
    case "fire_acknowledged": {
      const ids = new Set(frame.data.fireIds);
      return {
        ...shown,
        deliveries: deliveries.map((each) => ids.has(each.fireId) ? ended(each) : each),
      };
    }
    default:
      return shown;
  }
}

function withDeliveries(
  known: readonly Delivery[],
  more: readonly Delivery[],
): readonly Delivery[] {
  return more.reduce((all, delivery) => replaced(all, delivery, ({ key }) => key), known);
}

/** Nobody is told any more of a fire that somebody has. */
function ended(delivery: Delivery): Delivery {
  return delivery.state === "due"
    ? { ...delivery, state: "cancelled", nextAttemptAt: null }
    : delivery;
}

/** The items with one more, in the place of the one that it is a newer state of. */
export function replaced<T>(
  items: readonly T[],
  item: T,
  keyOf: (item: T) => string,
): readonly T[] {
  const isSame = (other: T) => keyOf(other) === keyOf(item);
  return items.some(isSame) ? items.map((other) => isSame(other) ? item : other) : [...items, item];
}

/** Whose a channel is to whoever looks: where nobody logs in all are simply there. */
type Whose = "shared" | "own" | "another's";

export function whoseIs(
  { owner }: Pick<ChannelView, "owner">,
  reader: ChannelReader | null,
): Whose {
  if (owner === null || reader === null) return "shared";
  return owner === reader.id ? "own" : "another's";
}

/** `your own, told of every alarm of yours`. */
export function whoseWords(
  { owner, isDefault }: Pick<ChannelView, "owner" | "isDefault">,
  reader: ChannelReader | null,
): string {
  const told = isDefault ? words.told : words.notTold;
  if (reader === null) return told;
  if (owner === null) return words.shared(told);
  if (owner === reader.id) return isDefault ? words.own : words.ownNotTold;
  const name = reader.names[owner];
  return name === undefined ? words.somebodys : words.anothers(name);
}

/** How a channel is doing, in a word and a look. */
export interface ChannelHealth {
  readonly look: "good" | "bad" | "off" | "unproven";
  readonly words: string;
}

/** Nothing for longer than a day: nobody knows whether it still works. */
const PROVEN_MS = 25 * HOUR_MS;

/** `now` in milliseconds since the Unix epoch. */
export function healthOf(
  { enabled, missing, state, type, linkUrl }: ChannelView,
  now: number,
): ChannelHealth {
  if (missing.length > 0) {
    return { look: "bad", words: words.enterAgain(missing.join(", ")) };
  }
  if (!enabled) {
    const { disabledReason } = state;
    return disabledReason === null
      ? { look: "off", words: words.off }
      : { look: "bad", words: words.switchedOff(programWords.said(disabledReason)) };
  }
  if (channelForm(type) === undefined) return { look: "bad", words: words.unknown };
  if (linkUrl !== undefined) return { look: "unproven", words: words.notLinked };
  if (state.failingSince !== null) {
    return {
      look: "bad",
      words: words.failing(
        state.lastError === null ? words.nothingAccepted : programWords.said(state.lastError),
      ),
    };
  }
  if (state.lastAcceptedAt === null) {
    return { look: "unproven", words: words.neverUsed };
  }
  return now - Date.parse(state.lastAcceptedAt) > PROVEN_MS
    ? { look: "unproven", words: words.unproven }
    : { look: "good", words: words.works };
}

/**
 * What waits for a channel, for a person: `2 held until 07:00:00 CET`; "" where nothing does. `now` in
 * milliseconds.
 */
export function waitingWords(waiting: readonly Delivery[], now: number, zone: Zone): string {
  const due = waiting.filter(({ state }) => state === "due");
  const isAhead = (iso: string | null | undefined) => Date.parse(iso ?? "") > now;
  const held = due.filter(({ heldUntil }) => isAhead(heldUntil));
  const planned = due.filter(({ heldUntil, attempts, dueSince }) =>
    !isAhead(heldUntil) && attempts === 0 && isAhead(dueSince)
  );
  const sending = due.length - held.length - planned.length;
  const first = (moments: readonly string[]) => clockText(moments.toSorted()[0] ?? "", now, zone);
  return [
    ...(sending === 0 ? [] : [words.onTheWay(sending)]),
    ...(held.length === 0
      ? []
      : [words.held(held.length, first(held.flatMap(({ heldUntil = "" }) => heldUntil)))]),
    ...(planned.length === 0
      ? []
      : [words.planned(planned.length, first(planned.map(({ dueSince }) => dueSince)))]),
  ].join("; ");
}

/** What came of a test of a channel, for a person; while its button is waited for, that it is to be pressed. */
export function testWords(
  { hasButtons }: Pick<ChannelView, "hasButtons">,
  test: Delivery,
): string {
  const said = deliveryWords(test);
  // A canary asks nobody to press anything.
  return test.state === "accepted" && hasButtons && !test.isCanary ? words.pressIt(said) : said;
}

/** How many messages that a person has sent again are still to go, for a person; "" where none is. */
export function againWords(deliveries: readonly Delivery[]): string {
  const count = deliveries.filter(({ isResent, state }) => isResent && state === "due").length;
  return count === 0 ? "" : words.again(count);
}

/** A channel while its form is open. */
export interface ChannelDraft {
  /** Null for a new one. */
  readonly id: string | null;
  readonly type: string;
  readonly name: string;
  /** Of a new one whether it is one's own; null where that is not to be chosen, or cannot be changed any more. */
  readonly isOwn: boolean | null;
  readonly isDefault: boolean;
  readonly enabled: boolean;
  /** What stands in the fields; secrets that are set and stay are "". */
  readonly fields: Readonly<Record<string, string>>;
  readonly extras: ExtrasDraft;
}

/** `zone` is offered for hours: an IANA name. */
export function newDraft(type: string, zone: string, isOwn: boolean | null = null): ChannelDraft {
  const { label: name = type, fields = [] } = channelForm(type) ?? {};
  const initial = fields.map((field) => [field.name, field.initial ?? ""]);
  const fieldTexts = Object.fromEntries(initial.filter(([, text]) => text !== ""));
  return {
    id: null,
    type,
    name,
    isOwn,
    isDefault: true,
    enabled: true,
    fields: fieldTexts,
    extras: extrasOf({}, zone),
  };
}

export function draftOf(channel: ChannelView, zone: string): ChannelDraft {
  const { id, type, name, isDefault, enabled, config } = channel;
  const texts = Object.entries(config).flatMap(([field, value]) =>
    typeof value === "string" || typeof value === "number" ? [[field, String(value)] as const] : []
  );
  const fields = Object.fromEntries(texts);
  const common = { id, type, name, isOwn: null, isDefault, enabled };
  return { ...common, fields, extras: extrasOf(channel, zone) };
}

/** Whether a secret of a channel is set: its field is left empty to keep it. */
export function isSet(channel: ChannelView | undefined, name: string): boolean {
  const value = channel?.config[name];
  return typeof value === "object" && value !== null;
}

/** The command that saves a draft, with its data. */
export function saveCommand(
  { id, type, name, isOwn, isDefault, enabled, fields, extras }: ChannelDraft,
): { readonly event: string; readonly data: object } {
  const filled = (channelForm(type)?.fields ?? []).flatMap((field) => {
    const value = fields[field.name]?.trim() ?? "";
    if (value !== "") return [[field.name, value]];
    // An empty field takes a plain value away, and leaves a secret as it is.
    return id === null || field.isSecret ? [] : [[field.name, null]];
  });
  const config = Object.fromEntries(filled);
  const common = { name, isDefault, enabled, config, ...extrasData(extras) };
  const whose = isOwn === null ? {} : { owner: isOwn ? "me" : null };
  return id === null
    ? { event: "add_channel", data: { type, ...whose, ...common } }
    : { event: "update_channel", data: { id, ...common } };
}

/** What may be said of a channel of any type, as its form shows it; "" where nothing is said. */
export interface ExtrasDraft {
  /** `22:00`. */
  readonly quietFrom: string;
  readonly quietTo: string;
  readonly quietZone: string;
  readonly canaryAt: string;
  readonly canaryZone: string;
  readonly troubles: readonly Trouble[];
  readonly title: string;
  readonly text: string;
}

const TROUBLES = ["source", "pair", "disk", "channel", "expired", "restart"] as const;

/** Every trouble that a channel may be told of, in words. */
export function troubleOptions(): (readonly [Trouble, string])[] {
  return TROUBLES.map((trouble) => [trouble, words.troubles[trouble]] as const);
}

/** What the form of a channel shows; `zone` is offered where none is set. */
export function extrasOf(
  { quietHours, canary, troubles = [], templates = {} }: Partial<
    Pick<ChannelView, "quietHours" | "canary" | "troubles" | "templates">
  >,
  zone: string,
): ExtrasDraft {
  return {
    ...{ quietFrom: quietHours?.from ?? "", quietTo: quietHours?.to ?? "" },
    ...{ quietZone: quietHours?.zone ?? zone, troubles },
    ...{ canaryAt: canary?.at ?? "", canaryZone: canary?.zone ?? zone },
    ...{ title: templates.title ?? "", text: templates.text ?? "" },
  };
}

/** The same as the server takes it; null takes away what was said before. */
export function extrasData(draft: ExtrasDraft): Readonly<Record<string, unknown>> {
  const { quietFrom, quietTo, quietZone, canaryAt, canaryZone, troubles, title, text } = draft;
  const isQuiet = quietFrom !== "" || quietTo !== "";
  const templates = { ...(title !== "" && { title }), ...(text !== "" && { text }) };
  return {
    quietHours: isQuiet ? { from: quietFrom, to: quietTo, zone: quietZone.trim() } : null,
    canary: canaryAt === "" ? null : { at: canaryAt, zone: canaryZone.trim() },
    troubles: troubles.length === 0 ? null : troubles,
    templates: Object.keys(templates).length === 0 ? null : templates,
  };
}

/** What of it is set, each in a few words: `quiet 22:00 to 07:00 (Europe/Berlin)`. */
export function extrasWords(
  { quietHours, canary, troubles = [], templates }: Pick<
    ChannelView,
    "quietHours" | "canary" | "troubles" | "templates"
  >,
): string[] {
  return [
    ...(quietHours ? [words.quiet(quietHours.from, quietHours.to, quietHours.zone)] : []),
    ...(canary ? [words.canary(canary.at, canary.zone)] : []),
    ...(troubles.length > 0 ? [words.toldOfTrouble] : []),
    ...(templates ? [words.ownWords] : []),
  ];
}
