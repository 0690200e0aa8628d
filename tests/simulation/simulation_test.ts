import assert from "node:assert/strict";
import { differences } from "./differences.ts";
import { Dice } from "./dice.ts";
import { SIMULATION_SEED, tellSimulation } from "./settings.ts";
import { marketOfRun, simulate } from "./simulate.ts";
import type { SimulatedWorld } from "./simulated_world.ts";
import { troubledSecond } from "./troubled_second.ts";
import { fillable, makeTroubles } from "./troubles.ts";

function assertAsModel({ world }: { world: SimulatedWorld }): void {
  assert.deepEqual(world.failures, []);
  assert.deepEqual(differences(marketOfRun().alarms, world.fires), []);
}

Deno.test("the program fires as the plain model does with a stream", async () => {
  tellSimulation("stream");
  assertAsModel(await simulate({ streams: true }));
});

Deno.test("the program fires as the plain model does with polling and klines", async () => {
  tellSimulation("polling");
  assertAsModel(await simulate({ streams: false }));
});

for (const streams of [true, false]) {
  const how = streams ? "a stream" : "polling";
  Deno.test(`the program fires as the plain model does with ${how}, cuts, limits and restarts`, async () => {
    tellSimulation(`troubles of ${how}`);
    const { market } = marketOfRun();
    const troubles = fillable(makeTroubles(market, new Dice(SIMULATION_SEED + 2)));
    const pass = (world: SimulatedWorld) => troubledSecond(world, troubles, market.start);
    assertAsModel(
      await simulate({ streams }, pass),
    );
  });
}
