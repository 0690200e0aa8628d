import assert from "node:assert/strict";
import { faultsOf } from "./findings.ts";
import { SIMULATION_SEED, SIMULATION_SIZES } from "./settings.ts";
import { simulate } from "./simulate.ts";
import { MODES } from "./troubles.ts";

const { seconds, pairs, runs } = SIMULATION_SIZES;

for (const mode of MODES) {
  Deno.test(`simulate() finds no fire missing, too many or twice, ${mode}`, async () => {
    let fires = 0;
    for (let seed = SIMULATION_SEED; seed < SIMULATION_SEED + runs; seed++) {
      const findings = await simulate({ mode, seed, seconds, pairs });
      fires += findings.fires;
      const faults = faultsOf(findings);
      assert.ok(faults.length === 0, `SIMULATION_SEED=${seed}, ${mode}:\n${faults.join("\n")}`);
    }
    assert.ok(fires >= runs * 20, `only ${fires} fires were due`);
    // deno-lint-ignore no-console -- the long form tells how much was compared
    console.log(
      `${mode}: ${fires} fires in ${runs * seconds} s, SIMULATION_SEED=${SIMULATION_SEED}`,
    );
  });
}
