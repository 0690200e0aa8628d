/** Prices of one such span of time are kept as one bar, as long as they are not a part of a minute's; in milliseconds. */
export const HISTORY_SLOT_MS = 15_000;
