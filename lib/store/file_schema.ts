import { z } from "zod";
import { Fire } from "@/lib/alarms/fire.ts";
import { Pair } from "./state.ts";

/** The store file as it is read: younger fields may be missing, unknown ones are ignored. */
export const FileSchema = z.object({
  pairs: z.record(z.string().min(1), Pair),
  fires: z.array(Fire).default([]),
  unannounced: z.array(z.string().min(1)).default([]),
}).superRefine(({ pairs }, context) => {
  for (const [symbol, pair] of Object.entries(pairs)) {
    const path = ["pairs", symbol];
    if (pair.symbol !== symbol) {
      const message = `Expected ${symbol}, the name it stands under, and found ${pair.symbol}`;
      context.addIssue({ code: "custom", path: [...path, "symbol"], message });
    }
    const repeated = repeatedId(pair);
    if (repeated !== null) {
      context.addIssue({
        code: "custom",
        path: [...path, "alarms"],
        message: `Two alarms have the id ${repeated}`,
      });
    }
  }
});

function repeatedId(pair: Pair): string | null {
  const seen = new Set<string>();
  for (const { id } of pair.alarms) {
    if (seen.has(id)) return id;
    seen.add(id);
  }
  return null;
}
