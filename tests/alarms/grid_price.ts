import fc from "fast-check";

/** A price on a coarse grid, so that prices meet targets and percentages exactly, and often. */
export const gridPrice: fc.Arbitrary<number> = fc.integer({ min: 90, max: 110 });
