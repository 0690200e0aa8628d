/** How much is simulated. */
interface SimulationSizes {
  /** Of each mode, in one run. */
  readonly seconds: number;
  readonly pairs: number;
  /** Runs of each mode, each with a seed of its own. */
  readonly runs: number;
}

const isLong = Deno.env.get("FAULT_FORM") === "long";
const SHORT: SimulationSizes = { seconds: 900, pairs: 3, runs: 1 };
const LONG: SimulationSizes = { seconds: 24 * 3_600, pairs: 3, runs: 1 };

/** The sizes of this run: some minutes in the gate, a day of each mode with `FAULT_FORM=long`. */
export const SIMULATION_SIZES = isLong ? LONG : SHORT;

/** Where the random choices start. The gate tries the same each time; `SIMULATION_SEED` repeats what failed elsewhere. */
export const SIMULATION_SEED = Number(
  Deno.env.get("SIMULATION_SEED") ?? (isLong ? Math.floor(Math.random() * 2 ** 31) : 1),
);
