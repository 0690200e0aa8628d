import { SOURCE_LABELS } from "./labels.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { SourceError } from "./source.ts";
import type { BudgetUsage } from "./weight_budget.ts";

/** The error of a call that the budget does not allow before a moment (ms since the epoch). */
export function budgetRefusal(
  source: SourceName,
  usage: BudgetUsage | null,
  freeAt: number,
): SourceError {
  const until = new Date(freeAt).toISOString().slice(0, 19).replace("T", " ");
  const allowed = usage === null ? "" : ` of ${usage.limit} a ${usage.per}`;
  const message = `${SOURCE_LABELS[source]}'s allowance${allowed} is used up until ${until} UTC; ` +
    "it is asked again then";
  return new SourceError(source, message, "rateLimited", freeAt);
}
