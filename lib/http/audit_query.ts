import { z } from "zod";
import { isTimeZone } from "@/lib/live/is_time_zone.ts";
import type { LogFilter } from "@/lib/live/log_filter.ts";
import { symbolOf } from "@/lib/market/symbol.ts";

/** More entries than this in one answer are refused; as many as the log's files hold fit. */
export const MAX_ENTRIES = 100_000;

const limit = z.coerce.number({ error: "must be a number" })
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(MAX_ENTRIES, `must be at most ${MAX_ENTRIES}`);
const id = z.string().min(1, "must not be empty").optional();

const filterFields = {
  pair: z.string().optional(),
  day: z.iso.date({ error: "must be a day such as 2026-01-15" }).optional(),
  zone: z.string().refine(isTimeZone, "must be a time zone such as Europe/Berlin").optional(),
  alarm: id,
};

/** `?pair`, `?day` in `?zone` (UTC), `?alarm`: an id; `?before` and `?after` the entry with an id; `?limit`: 100. */
export const AuditQuery = z.strictObject({
  ...filterFields,
  before: id,
  after: id,
  limit: limit.default(100),
  format: z.enum(["json", "csv"], { error: "must be json or csv" }).default("json"),
});

/** What the pages of the log read of their address; a form sends what is not chosen as "". */
export const LogPageQuery = z.object({ ...filterFields, before: id });

/** The filter in a query, pairs in any spelling. */
export function filterOf(
  { pair, day, zone, alarm }: Pick<z.infer<typeof AuditQuery>, keyof typeof filterFields>,
): LogFilter {
  const symbol = pair === undefined ? null : symbolOf(pair) ?? pair.toUpperCase();
  return {
    ...{ pair: symbol, day: day ?? null, zone: zone ?? "UTC", alarm: alarm ?? null },
  };
}
