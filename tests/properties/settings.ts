/** How long the property suite runs: the gate's form, or more by `PROPERTY_RUNS` and `PROPERTY_COMMANDS`. */
export const RUNS = Number(Deno.env.get("PROPERTY_RUNS") ?? 12);
export const STEPS = Number(Deno.env.get("PROPERTY_COMMANDS") ?? 100);

/** Where the random choices start; `PROPERTY_SEED` repeats a run. */
export const SEED = Number(Deno.env.get("PROPERTY_SEED") ?? Math.floor(Math.random() * 2 ** 31));

/** Names the seed in the test's output, so that what failed once can be repeated. */
export function tellSeed(what: string): void {
  // deno-lint-ignore no-console -- the seed must be readable in every log of the gate
  console.log(`${what}: PROPERTY_SEED=${SEED} PROPERTY_RUNS=${RUNS} PROPERTY_COMMANDS=${STEPS}`);
}
