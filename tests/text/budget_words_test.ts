import assert from "node:assert/strict";
import type { SourceBudget } from "@/lib/protocol/frames.ts";
import { budgetWords, slowedWords, usedPercent } from "@/lib/text/words.ts";
import { moment } from "../client/samples.ts";

const budget = (fields: Partial<SourceBudget>): SourceBudget => ({
  ...{ used: 16, limit: 6_000, per: "minute", resetsAt: moment(60), slowedToMs: null },
  ...fields,
});

Deno.test("usedPercent() rounds up and stays within the whole", () => {
  assert.deepEqual([0, 1, 60, 61, 6_000, 9_000].map((used) => usedPercent(used, 6_000)), [
    ...[0, 1, 1, 2, 100, 100],
  ]);
});

Deno.test("budgetWords() tells the share and what it is a share of", () => {
  assert.equal(budgetWords(budget({})), "1 % of 6,000/min");
  assert.equal(
    budgetWords(budget({ used: 3_700, limit: 10_000, per: "month" })),
    "37 % of 10,000/month",
  );
});

Deno.test("slowedWords() says how often and why, and nothing while there is enough", () => {
  assert.equal(slowedWords(budget({})), null);
  assert.equal(
    slowedWords(budget({ slowedToMs: 268_000 })),
    "asked every 4.5 min: the plan's calls would run out",
  );
});
