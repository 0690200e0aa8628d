import { Dice } from "./dice.ts";
import { type Findings, findingsOf } from "./findings.ts";
import { makeMarket } from "./make_market.ts";
import { People } from "./people.ts";
import { SimulatedWorld, type WorldOptions } from "./simulated_world.ts";
import { isStreamed, makeTroubles, type Mode, suffer } from "./troubles.ts";

interface RunOptions {
  readonly mode: Mode;
  readonly seed: number;
  readonly seconds: number;
  /** With alarms; one more comes and goes. */
  readonly pairs: number;
}

/** One run of the program over a made market with people and troubles. */
export async function simulate({ mode, seed, seconds, pairs }: RunOptions): Promise<Findings> {
  const dice = new Dice(seed);
  const market = makeMarket({ dice: dice.child(), seconds, pairs: pairs + 1 });
  const options = { market, dice: dice.child(), streams: isStreamed(mode, dice) };
  return await inWorld({ ...options, interval: dice.pick([5, 5, 15]) }, async (world) => {
    // At times a source that soon forgets: what nobody can tell any more must be called unwatched.
    if ((mode === "cut" || mode === "limited") && dice.chance(0.3)) {
      world.exchange.memoryMs = 90_000;
      // The model does not know of half a second whose rest is refused until it is forgotten.
      world.exchange.stream.isWholeOnly = mode === "limited";
    }
    await new People(world, market, dice.child()).begin();
    await suffer(world, makeTroubles(mode, seconds, dice.child()), dice.child());
    await world.passTo(seconds);
    return findingsOf(world);
  });
}

/** Begins a world, and ends it whatever happens. */
export async function inWorld<T>(
  options: Omit<WorldOptions, "folder">,
  act: (world: SimulatedWorld) => Promise<T>,
): Promise<T> {
  const folder = await Deno.makeTempDir(await memoryFolder());
  const world = await SimulatedWorld.begin({ ...options, folder });
  try {
    return await act(world);
  } finally {
    await world.close();
    await Deno.remove(folder, { recursive: true });
  }
}

/** Log lines are synced one by one, which takes long on a real disk. */
async function memoryFolder(): Promise<{ dir?: string }> {
  const dir = "/dev/shm";
  const isThere = await Deno.stat(dir).then(({ isDirectory }) => isDirectory, () => false);
  return isThere ? { dir } : {};
}
