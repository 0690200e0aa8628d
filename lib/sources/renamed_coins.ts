/** Symbols that a coin no longer has, and the one it has now. Never followed in silence: the new coin is only suggested. */
export const RENAMED_COINS: ReadonlyMap<string, string> = new Map([
  ["MATIC", "POL"],
  ["RNDR", "RENDER"],
]);
