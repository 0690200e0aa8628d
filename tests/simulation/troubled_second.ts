import type { SimulatedWorld } from "./simulated_world.ts";
import { SILENCE_NOTICED, type Trouble } from "./troubles.ts";

/** How long answers take while they take long, in milliseconds. */
const SLOW_MS = 4_000;

/** Passes the second under way with everything that goes wrong in it. */
export async function troubledSecond(
  world: SimulatedWorld,
  troubles: readonly Trouble[],
  start: number,
): Promise<void> {
  const { second } = world;
  const active = troubles.filter(({ from, to }) => from <= second && second < to);
  const is = (...kinds: Trouble["kind"][]) => active.some(({ kind }) => kinds.includes(kind));
  const refused = active.filter(({ kind }) => kind === "limit" || kind === "blackout");
  world.source.limitedUntil = start + Math.max(...refused.map(({ to }) => to), -Infinity) * 1000;
  world.source.slownessMs = is("slowness") ? SLOW_MS : 0;
  await moveProgram(world, active, is("stop", "kill", "powerLoss"));
  if (active.some((trouble) => isLost(trouble, second))) world.cutStream();
  await world.passSecond(!is("cut", "blackout", "silence", "skip"));
}

function isLost({ kind, from }: Trouble, second: number): boolean {
  if (kind === "silence") return second >= from + SILENCE_NOTICED;
  return kind === "cut" || kind === "blackout";
}

async function moveProgram(
  world: SimulatedWorld,
  active: readonly Trouble[],
  isDown: boolean,
): Promise<void> {
  if (!isDown) return world.isUp ? undefined : await world.startAgain();
  if (!world.isUp) return;
  const kind = active.find(({ kind }) => ["stop", "kill", "powerLoss"].includes(kind))?.kind;
  if (kind === "kill") await world.kill();
  else if (kind === "powerLoss") await world.losePower(world.second);
  else await world.stop();
}
