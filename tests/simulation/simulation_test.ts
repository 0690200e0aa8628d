import assert from "node:assert/strict";
import { differences } from "./differences.ts";
import { tellSimulation } from "./settings.ts";
import { marketOfRun, simulate } from "./simulate.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

function assertAsModel({ world }: { world: SimulatedWorld }): void {
  assert.deepEqual(world.failures, []);
  assert.deepEqual(differences(marketOfRun().alarms, world.fires), []);
}

Deno.test("the program fires as the plain model does when it asks every second", async () => {
  tellSimulation("every second");
  assertAsModel(await simulate({ streams: false, intervalSeconds: 1 }));
});
