/** How large the simulated market is. */
export interface SimulationSizes {
  readonly hours: number;
  readonly pairs: number;
  /** Over all pairs. */
  readonly wicks: number;
  /** Over all pairs. */
  readonly alarms: number;
}

const SHORT: SimulationSizes = { hours: 1.5, pairs: 3, wicks: 150, alarms: 60 };
const LONG: SimulationSizes = { hours: 24, pairs: 10, wicks: 10_000, alarms: 500 };

/** The sizes of this run: small in the gate, a day with `FAULT_FORM=long`. */
export const SIMULATION_SIZES = Deno.env.get("FAULT_FORM") === "long" ? LONG : SHORT;

/** Where the random choices start; `SIMULATION_SEED` repeats a run. */
export const SIMULATION_SEED = Number(
  Deno.env.get("SIMULATION_SEED") ?? Math.floor(Math.random() * 2 ** 31),
);

/** Names the seed in the test's output, so that what failed once can be repeated. */
export function tellSimulation(what: string): void {
  // deno-lint-ignore no-console -- the seed must be readable in every log of the gate
  console.log(`${what}: SIMULATION_SEED=${SIMULATION_SEED}`);
}
