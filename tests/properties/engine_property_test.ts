import assert from "node:assert/strict";
import fc from "fast-check";
import { Play } from "./play.ts";
import { RUNS, SEED, STEPS, tellSeed } from "./settings.ts";
import { stories, type Story } from "./steps.ts";

async function play(story: Story): Promise<number> {
  const folder = await Deno.makeTempDir();
  try {
    const play = await Play.begin(folder, story);
    for (const step of story.steps) await play.take(step);
    await play.end();
    return play.fires;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test(`the program fires as the model does, over ${RUNS} stories of people, prices, crashes and clocks`, async () => {
  tellSeed("stories");
  let fires = 0;
  await fc.assert(
    fc.asyncProperty(stories(STEPS), async (story) => {
      fires += await play(story);
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: Deno.env.has("PROPERTY_FAST") },
  );
  assert.ok(fires > RUNS * 2, `only ${fires} fires were compared`);
});
