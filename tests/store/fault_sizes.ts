/** How much the fault tests try: little in the gate, and the long form under `deno task test:faults`. */
interface FaultSizes {
  /** Rounds of kill -9. */
  readonly kills: number;
  /** A call of each kind fails for the first, second, … up to this one. */
  readonly failingCalls: number;
  /** Ways in which unsynced writes and renames survive, for each call at which the power goes. */
  readonly survivalsPerCrash: number;
  /** Bits flipped in every byte of a store file. */
  readonly bitsPerByte: number;
}

const SHORT: FaultSizes = { kills: 10, failingCalls: 60, survivalsPerCrash: 6, bitsPerByte: 1 };
const LONG: FaultSizes = { kills: 300, failingCalls: 60, survivalsPerCrash: 2000, bitsPerByte: 8 };

/** Environment of the long form; the property tests read the last two. */
export const LONG_FORM = {
  FAULT_FORM: "long",
  PROPERTY_RUNS: "500",
  PROPERTY_COMMANDS: "100",
} as const;

/** Whether this run is the long form. */
export const IS_LONG = Deno.env.get("FAULT_FORM") === "long";

const chosen = IS_LONG ? LONG : SHORT;

/** The sizes of this run; `FAULT_ROUNDS` changes the number of kills alone. */
export const FAULT_SIZES: FaultSizes = {
  ...chosen,
  kills: Number(Deno.env.get("FAULT_ROUNDS") ?? chosen.kills),
};
