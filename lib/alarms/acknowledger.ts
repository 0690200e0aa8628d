/** Stands in place of an address where the program itself acknowledged a fire. */
export const BY_PROGRAM = "program";
