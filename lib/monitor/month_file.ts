import { z } from "zod";
import { getLogger } from "@/lib/logs/get_logger.ts";
import type { MonthCount, MonthKeeper } from "@/lib/sources/weight_budget.ts";

const Count = z.object({ month: z.string(), used: z.number().min(0) });
/** Calls that may go uncounted when the program is killed: the file is written once for so many. */
const WRITE_EVERY = 10;

/**
 * Keeps the calls of a month over restarts. Losing the file costs no more than a count that is too
 * low, so nothing here throws.
 */
export class MonthFile implements MonthKeeper {
  #written = -Infinity;

  constructor(private readonly path: string) {}

  load(): MonthCount | null {
    try {
      return Count.parse(JSON.parse(Deno.readTextFileSync(this.path)));
    } catch {
      return null;
    }
  }

  save(count: MonthCount): void {
    if (count.used >= this.#written && count.used - this.#written < WRITE_EVERY) return;
    try {
      Deno.writeTextFileSync(this.path, JSON.stringify(count), { mode: 0o600 });
      this.#written = count.used;
    } catch (error) {
      getLogger("sources").warn("The count of this month's calls is not kept: {error}", { error });
      this.#written = Infinity;
    }
  }
}
