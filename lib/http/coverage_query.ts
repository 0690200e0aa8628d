import { z } from "zod";
import { moment } from "./moment.ts";

const DEFAULT_MS = 30 * 24 * 3_600_000;

/** `?from&to`: ISO times; the last 30 days when not given. */
export const CoverageFields = z.strictObject({ from: moment.optional(), to: moment.optional() });

/** The fields with their defaults at `now` (milliseconds), and what they must be together. */
export function CoverageQuery(now: number) {
  return CoverageFields
    .transform(({ from, to = now }) => ({ from: from ?? to - DEFAULT_MS, to }))
    .refine(({ from, to }) => from < to, { path: ["from"], error: "must be before to" });
}
