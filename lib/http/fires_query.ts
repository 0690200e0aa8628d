import { z } from "zod";
import type { Fire } from "@/lib/alarms/fire.ts";

const limit = z.coerce.number({ error: "must be a number" })
  .int("must be a whole number")
  .min(1, "must be at least 1")
  .max(500, "must be at most 500");

/** `?after`: only fires found after the one with this id; `?before`: only older ones; `?limit`: 100. */
export const FiresQuery = z.strictObject({
  after: z.string().optional(),
  before: z.string().optional(),
  limit: limit.default(100),
});

/**
 * Fires oldest first. With `after` the next ones in order, so that a script misses none; otherwise
 * the newest ones. An id that is not kept any more counts as older than all that are.
 */
export function selectFires(
  fires: readonly Fire[],
  { after, before, limit }: z.infer<typeof FiresQuery>,
): readonly Fire[] {
  const indexOf = (id: string) => fires.findIndex((fire) => fire.id === id);
  const end = before === undefined ? fires.length : Math.max(0, indexOf(before));
  if (after === undefined) return fires.slice(Math.max(0, end - limit), end);
  return fires.slice(indexOf(after) + 1, end).slice(0, limit);
}
