import { z } from "zod";
import { type StoredChannel, type Trouble, TROUBLES } from "@/lib/alarms/channel.ts";
import { must } from "@/lib/alarms/kinds/fields.ts";
import { unknownNames } from "@/lib/text/template.ts";
import { isTimeZone } from "@/lib/text/wall_time.ts";

const LONGEST_TITLE = 200;
const LONGEST_TEXT = 2000;

const timeRule = must("be a time of day such as 22:00");
const zoneRule = must("be a time zone such as Europe/Berlin, or UTC");
const troublesRule = must(`be true for all, or a list of ${TROUBLES.join(", ")}`);
const quietRule = must("be {from, to, zone} such as 22:00, 07:00, Europe/Berlin; or null for none");
const canaryRule = must("be {at, zone} such as 09:00, Europe/Berlin; or null for none");

const time = z.string(timeRule).regex(/^([01]\d|2[0-3]):[0-5]\d$/, timeRule);
const zone = z.string(zoneRule).max(100, zoneRule).refine(
  // `+02:00` knows no summer time; a person who means a place names it.
  (name) => isTimeZone(name) && !/^[+-]/.test(name),
  zoneRule,
);

function template(most: number) {
  const rule = must(`be a text of 1 to ${most} characters`);
  return z.string(rule).min(1, rule).max(most, rule).superRefine((text, context) => {
    const message = unknownNames(text);
    if (message !== null) context.addIssue({ code: "custom", message });
  }).optional();
}

const quietHours = z.strictObject({ from: time, to: time, zone }, quietRule)
  .refine(({ from, to }) => from !== to, {
    path: ["to"],
    error: "must be another time than from: a channel that is always quiet is one that is off",
  });

const troubles = z.union([
  z.boolean().transform((all): readonly Trouble[] => all ? TROUBLES : []),
  z.array(z.enum(TROUBLES)).max(TROUBLES.length).readonly(),
], troublesRule);

/** What may be said of a channel of any type besides how it is reached; null takes it away. */
export const channelExtras = {
  quietHours: quietHours.nullable().optional(),
  troubles: troubles.nullable().optional(),
  canary: z.strictObject({ at: time, zone }, canaryRule).nullable().optional(),
  templates: z.strictObject({ title: template(LONGEST_TITLE), text: template(LONGEST_TEXT) })
    .nullable().optional(),
};

type Extras = z.output<z.ZodObject<typeof channelExtras>>;

/** A channel with what a person says of it; what is left out stays as it is. */
export function withExtras(channel: StoredChannel, given: Extras): StoredChannel {
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  const { quietHours, troubles, canary, templates, ...rest } = channel;
  const all = { quietHours, troubles, canary, templates, ...Object.fromEntries(said) };
  const kept = Object.entries(all).filter(([, value]) => value !== undefined && value !== null);
  return { ...rest, ...Object.fromEntries(kept) };
}
