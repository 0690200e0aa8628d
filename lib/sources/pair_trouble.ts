/** That a source has given up a pair: its last price must not fire anything any more. */
export interface PairTrouble {
  readonly kind: "delisted" | "halted" | "renamed";
  /** In words for a person. */
  readonly reason: string;
  /** What the base asset is called now, where that is known; never followed in silence. */
  readonly renamedTo?: string | undefined;
}

/** Pairs in trouble by symbol; the others are well. */
export type PairTroubles = ReadonlyMap<string, PairTrouble>;
