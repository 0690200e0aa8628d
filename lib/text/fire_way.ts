import { programWords } from "@/lib/language/texts.ts";
import type { Delivery } from "@/lib/alarms/delivery.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { dateLocale, type Zone } from "./times.ts";

import { wayWords } from "./log_texts.ts";

/** One moment of a fire's way. */
export interface WayStep {
  readonly label: string;
  /** ISO 8601; null where it has not come. */
  readonly at: string | null;
  /** Since what it followed, such as `+85 ms`; "" where it is the first. */
  readonly since: string;
}

const STEPS = ["sourceAt", "receivedAt", "decidedAt", "storedAt", "toldAt"] as const;

/** The way of a fire from the price to the screens; moments that are not known are left out. */
export function wayToScreens({ timings = {} }: Pick<Fire, "timings">): WayStep[] {
  let before: string | null = null;
  return STEPS.flatMap((name) => {
    const at = timings[name];
    if (at === undefined) return [];
    const since = before === null ? "" : sinceWords(before, at);
    before = at;
    return [{ label: wayWords.steps[name], at, since }];
  });
}

/** Later than every moment. */
const NEVER = "9999";

/** How long it took from the first known moment to the last, such as `102 ms`; null where fewer are known than two. */
export function wayLength({ timings = {} }: Pick<Fire, "timings">): string | null {
  const moments = STEPS.flatMap((name) => timings[name] ?? []);
  const [first = "", last = ""] = [moments[0], moments.at(-1)];
  // A source's clock may be ahead of ours.
  return moments.length < 2 ? null : spanText(Math.max(0, Date.parse(last) - Date.parse(first)));
}

/**
 * What became of the fire on each channel, the first accepted first. What was accepted is measured from when screens
 * were told, as channels are from then on.
 */
export function wayToChannels(
  { timings = {}, detectedAt }: Pick<Fire, "timings" | "detectedAt">,
  deliveries: readonly Delivery[],
  nameOf: (channelId: string) => string,
): WayStep[] {
  const from = timings.toldAt ?? timings.storedAt ?? detectedAt;
  return deliveries.map((delivery) => {
    const { channelId, acceptedAt: at } = delivery;
    const name = nameOf(channelId);
    return at === null
      ? { label: `${name}: ${deliveryWords(delivery)}`, at, since: "" }
      : { label: wayWords.accepted(name), at, since: sinceWords(from, at) };
  }).sort((a, b) => (a.at ?? NEVER).localeCompare(b.at ?? NEVER));
}

/** `+85 ms`; with a minus where the clock of a source is ahead of ours. */
function sinceWords(from: string, to: string): string {
  const ms = Date.parse(to) - Date.parse(from);
  return `${ms < 0 ? "−" : "+"}${spanText(Math.abs(ms))}`;
}

/** `85 ms`, `1.24 s`, `2 min 5 s`, `3 h 20 min`. */
function spanText(ms: number): string {
  if (ms < 1_000) return `${ms} ms`;
  if (ms < 60_000) return `${Math.round(ms / 10) / 100} s`;
  const [large, small, unit, part] = ms < 3_600_000
    ? [60_000, 1_000, "min", "s"] as const
    : [3_600_000, 60_000, "h", "min"] as const;
  const rest = Math.floor(ms % large / small);
  return `${Math.floor(ms / large)} ${unit}${rest === 0 ? "" : ` ${rest} ${part}`}`;
}

const PRECISE: Intl.DateTimeFormatOptions = {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  fractionalSecondDigits: 3,
};

/** `14:02:11.085`, of a day and zone that stand beside it. */
export function preciseText(iso: string, zone: Zone): string {
  const options = zone === undefined ? PRECISE : { ...PRECISE, timeZone: zone };
  return new Intl.DateTimeFormat(dateLocale(), options).format(Date.parse(iso));
}

/** What became of a delivery, for a person. */
export function deliveryWords({ state, attempts, lastError }: Delivery): string {
  switch (state) {
    case "due":
      return attempts === 0 ? wayWords.onItsWay : wayWords.failed(attempts, inWords(lastError));
    case "accepted":
      return wayWords.acceptedByService;
    case "delivered":
      return wayWords.delivered;
    case "dead":
      return wayWords.givenUp(inWords(lastError));
    case "cancelled":
      return wayWords.cancelled;
  }
}

function inWords(error: string | null): string | null {
  return error === null ? null : programWords.said(error);
}
