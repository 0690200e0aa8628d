import { Dice } from "./dice.ts";
import { makeMarket, type SimulatedMarket } from "./market.ts";
import { placeAlarms, type PlacedAlarm } from "./place_alarms.ts";
import { quickTurns } from "./quick_turns.ts";
import { SIMULATION_SEED, SIMULATION_SIZES } from "./settings.ts";
import { SimulatedWorld, type WorldOptions } from "./simulated_world.ts";

let made: { market: SimulatedMarket; alarms: readonly PlacedAlarm[] } | null = null;

/** The market of this run with its alarms; made once, because it takes its time. */
export function marketOfRun() {
  if (made !== null) return made;
  const dice = new Dice(SIMULATION_SEED);
  const market = makeMarket({ dice, ...SIMULATION_SIZES });
  return made = { market, alarms: placeAlarms(market, SIMULATION_SIZES.alarms, dice) };
}

/** Runs the program over the market of this run, from the first second to the last. */
export async function simulate(
  options: Pick<WorldOptions, "streams">,
  /** Passes the second under way. */
  pass: (world: SimulatedWorld) => Promise<void> = (world) => world.passSecond(true),
): Promise<{ world: SimulatedWorld }> {
  using _ = quickTurns();
  const { market, alarms } = marketOfRun();
  const folder = await Deno.makeTempDir(await memoryFolder());
  const dice = new Dice(SIMULATION_SEED + 1);
  const world = await SimulatedWorld.begin({ market, alarms, dice, folder, ...options });
  try {
    while (world.second < market.seconds) await pass(world);
  } finally {
    if (world.isUp) await world.stop();
    await Deno.remove(folder, { recursive: true });
  }
  return { world };
}

/** Log lines are synced one by one, which takes long on a real disk. */
async function memoryFolder(): Promise<{ dir?: string }> {
  const dir = "/dev/shm";
  const isThere = await Deno.stat(dir).then(({ isDirectory }) => isDirectory, () => false);
  return isThere ? { dir } : {};
}
