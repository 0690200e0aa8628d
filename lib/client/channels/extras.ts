import type { Trouble } from "@/lib/alarms/channel.ts";
import type { ChannelView } from "@/lib/protocol/channel_view.ts";

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

/** Every trouble that a channel may be told of, in words. */
export const TROUBLE_TITLES: readonly (readonly [Trouble, string])[] = [
  ["source", "A source is silent"],
  ["pair", "A pair has no data"],
  ["disk", "The disk is nearly full"],
  ["channel", "A channel was switched off"],
  ["expired", "An alarm expired unrung"],
  ["restart", "An end nobody asked for"],
];

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
    ...(quietHours ? [`quiet ${quietHours.from} to ${quietHours.to} (${quietHours.zone})`] : []),
    ...(canary ? [`canary at ${canary.at} (${canary.zone})`] : []),
    ...(troubles.length > 0 ? ["told of trouble"] : []),
    ...(templates ? ["own words"] : []),
  ];
}
