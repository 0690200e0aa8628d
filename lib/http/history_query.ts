import { z } from "zod";
import { moment } from "./moment.ts";

const HOUR_MS = 3_600_000;
/** More bars than this in one answer are refused. */
const MAX_BARS = 5000;

const seconds = z.coerce.number({ error: "must be a number of seconds" })
  .min(1, "must be at least 1 second")
  .max(86_400, "must be at most 86400 seconds (a day)");

/** `?from&to&step`: ISO times (the last hour when not given) and seconds a bar (60). */
export const HistoryFields = z.strictObject({
  from: moment.optional(),
  to: moment.optional(),
  step: seconds.default(60),
});

/** The fields with their defaults at `now` (milliseconds), and what they must be together. */
export function HistoryQuery(now: number) {
  return HistoryFields
    .transform(({ from, to = now, step }) => ({ from: from ?? to - HOUR_MS, to, step }))
    .refine(({ from, to }) => from < to, { path: ["from"], error: "must be before to" })
    .refine(({ from, to, step }) => (to - from) / 1000 / step <= MAX_BARS, {
      path: ["step"],
      error: `gives more than ${MAX_BARS} bars; ask for a longer step or a shorter time`,
    });
}
