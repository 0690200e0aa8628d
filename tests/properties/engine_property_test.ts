import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_FIRES_IN_SPAN } from "@/lib/alarms/limits.ts";
import { Play } from "./play.ts";
import { storms, SURE_STORM } from "./storms.ts";
import { RUNS, SEED, STEPS, tellSeed } from "./settings.ts";
import { stories, type Story } from "./steps.ts";

/** So many that an alarm pauses in one of them, whatever the seed. */
const STORMS = RUNS / 2;

/** Chance gives many stories two fires each, and a few of them as many as the one that is sure to. */
const LEAST_FIRES = RUNS < 50 ? MAX_FIRES_IN_SPAN : RUNS * 2;

interface Played {
  readonly fires: number;
  readonly pauses: number;
}

async function play(story: Story): Promise<Played> {
  const folder = await Deno.makeTempDir();
  try {
    const play = await Play.begin(folder, story);
    for (const step of story.steps) await play.take(step);
    const { fires, pauses } = play;
    await play.end();
    return { fires, pauses };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test(`the program fires as the model does, over ${RUNS} stories of people, prices, crashes and clocks`, async () => {
  tellSeed("stories");
  let fires = 0;
  await fc.assert(
    fc.asyncProperty(stories(STEPS), async (story) => {
      fires += (await play(story)).fires;
    }),
    {
      numRuns: RUNS,
      seed: SEED,
      endOnFailure: Deno.env.has("PROPERTY_FAST"),
      examples: [[SURE_STORM]],
    },
  );
  assert.ok(fires >= LEAST_FIRES, `only ${fires} fires were compared`);
});

Deno.test(`an alarm in a storm of prices pauses as the model does, over ${STORMS} stories`, async () => {
  tellSeed("storms");
  let pauses = 0;
  await fc.assert(
    fc.asyncProperty(storms(STEPS), async (story) => {
      pauses += (await play(story)).pauses;
    }),
    {
      numRuns: STORMS,
      seed: SEED,
      endOnFailure: Deno.env.has("PROPERTY_FAST"),
      examples: [[SURE_STORM]],
    },
  );
  assert.ok(pauses > 0, "no alarm paused");
});
