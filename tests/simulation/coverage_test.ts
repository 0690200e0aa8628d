import assert from "node:assert/strict";
import type { Watched } from "@/lib/market/coverage.ts";
import { coverageFindings } from "./coverage_differences.ts";
import { Dice } from "./dice.ts";
import { SIMULATION_SEED, tellSimulation } from "./settings.ts";
import { marketOfRun, simulate } from "./simulate.ts";
import type { SimulatedWorld } from "./simulated_world.ts";
import { troubledSecond } from "./troubled_second.ts";
import { makeTroubles } from "./troubles.ts";

/** The source forgets so soon that long outages cannot be told any more. */
const MEMORY_MS = 5 * 60_000;
/** Seconds; fewer troubles than elsewhere, so that all that is kept of the day is all of it. */
const LONGEST_PEACE = 2_400;

for (const streams of [true, false]) {
  const how = streams ? "a stream" : "polling";
  Deno.test(`the program says of exactly those seconds that nobody watched them, with ${how}`, async () => {
    tellSimulation(`coverage with ${how}`);
    const { market } = marketOfRun();
    const troubles = [
      ...makeTroubles(market, new Dice(SIMULATION_SEED + 3), LONGEST_PEACE),
      // Whatever else happens: longer than the source remembers.
      { kind: "blackout" as const, from: 3_000, to: 3_700 },
    ];
    let reported: [string, readonly Watched[]][] = [];
    const pass = async (world: SimulatedWorld) => {
      world.source.memoryMs = MEMORY_MS;
      await troubledSecond(world, troubles, market.start);
      if (world.second < market.seconds) return;
      const { pairs } = world.program.store.state;
      reported = [...pairs].map(([symbol, { coverage = [] }]) => [symbol, coverage]);
    };
    const { world } = await simulate({ streams }, pass);
    const findings = reported.map(([symbol, coverage]) =>
      coverageFindings(market, world.source.told, { symbol, coverage })
    );
    assert.ok(findings.every(({ lost }) => lost > 300));
    assert.deepEqual(findings.flatMap(({ differences }) => differences), []);
  });
}
