import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { textUpTo, wholeNumber, wordOf } from "@/lib/settings/plain_rules.ts";
import type { Rule } from "@/lib/sources/market_source.ts";

const NUMBER = z.string().regex(/^\d{1,6}$/).transform(Number).pipe(z.number().min(1).max(60))
  .refine((seconds) => 60 % seconds === 0);

const ALIKE: readonly (readonly [name: string, plain: Rule<unknown>, schema: z.ZodType])[] = [
  ["textUpTo()", textUpTo(3), z.string().max(3)],
  ["wordOf()", wordOf(["1", "10"]), z.enum(["1", "10"])],
  ["wholeNumber()", wholeNumber(1, 60, (seconds) => 60 % seconds === 0), NUMBER],
];

const TEXT = fc.oneof(
  fc.constant(undefined),
  fc.nat({ max: 70 }).map(String),
  fc.string({ unit: fc.constantFrom(..."0159-.e x"), maxLength: 7 }),
);

for (const [name, plain, schema] of ALIKE) {
  Deno.test(`${name} reads and refuses as a schema does`, () => {
    fc.assert(
      fc.property(TEXT, (text) => {
        const { success, data } = schema.safeParse(text);
        const read = plain.safeParse(text);
        assert.deepEqual([read.success, read.data], [success, data]);
      }),
      { numRuns: 2000, examples: [["1"], ["60"], ["61"], ["0"], ["1000000"]] },
    );
  });
}
