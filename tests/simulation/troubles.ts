import type { Dice } from "./dice.ts";
import { CALM_SECONDS } from "./make_market.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

/** How a simulated program gets its prices, and what goes wrong meanwhile. */
export const MODES = ["streamed", "polled", "cut", "limited", "killed", "stopped"] as const;
export type Mode = typeof MODES[number];

const KINDS = {
  streamed: ["slow"],
  polled: ["slow"],
  /** The stream is lost, says nothing or loses messages, also when nothing at all can be reached. */
  cut: ["cut", "silence", "skip", "outage", "cut"],
  /** Requests are refused, alone or after the stream was lost. */
  limited: ["limit", "cutAndLimit", "cutAndLimit", "slow"],
  killed: ["kill", "kill", "powerLoss", "cut"],
  stopped: ["stop", "suspend", "stop", "suspend"],
} as const;

type Kind = typeof KINDS[Mode][number];

/** A trouble from one second up to another. */
interface Trouble {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
}

export function isStreamed(mode: Mode, dice: Dice): boolean {
  return mode === "polled" ? false : mode === "streamed" || mode === "cut" || dice.chance(0.6);
}

/** Troubles of a mode at random; all are over when the market's calm end comes. */
export function makeTroubles(mode: Mode, seconds: number, dice: Dice): Trouble[] {
  const troubles: Trouble[] = [];
  const end = seconds - CALM_SECONDS;
  for (let from = dice.whole(10, 60); from < end;) {
    const lasts = dice.pick([dice.whole(1, 8), dice.whole(5, 45), dice.whole(20, 180)]);
    const to = Math.min(end, from + lasts);
    troubles.push({ kind: dice.pick(KINDS[mode]), from, to });
    from = to + dice.pick([dice.whole(1, 20), dice.whole(20, 240)]);
  }
  return troubles;
}

/** Lets the troubles happen, one after the other. */
export async function suffer(
  world: SimulatedWorld,
  troubles: readonly Trouble[],
  dice: Dice,
): Promise<void> {
  for (const { kind, from, to } of troubles) {
    await world.passTo(from + dice.share());
    await begin(world, kind, to, dice);
    await world.passTo(to + dice.share());
    await finish(world);
  }
}

async function begin(world: SimulatedWorld, kind: Kind, to: number, dice: Dice): Promise<void> {
  const { exchange, options: { market } } = world;
  const until = market.start + to * 1000;
  if (kind === "kill" || kind === "powerLoss" || kind === "stop") await world.end(kind, to);
  if (kind === "suspend") world.suspend();
  if (kind === "silence") exchange.stream.isSilent = true;
  if (kind === "skip") exchange.stream.isSkipping = true;
  if (kind === "outage") exchange.isUnreachable = true;
  if (kind === "slow") {
    exchange.candlesMs = dice.pick([[250, 250], [250, 2_000], [1_000, 6_000]] as const);
  }
  if (kind === "limit") exchange.limited = { until, isSaid: dice.chance(0.5) };
  if (kind === "cut" || kind === "cutAndLimit" || kind === "outage") exchange.stream.cut();
  if (kind !== "cutAndLimit") return;
  // The stream comes back long before the source may be asked again.
  exchange.limited = { until: until + 1_000 * dice.whole(5, 40), isSaid: dice.chance(0.5) };
}

async function finish(world: SimulatedWorld): Promise<void> {
  const { exchange, exchange: { stream } } = world;
  stream.isCut =
    stream.isSilent =
    stream.isSkipping =
    exchange.isUnreachable =
      false;
  exchange.candlesMs = [20, 120];
  if (world.time.isSuspended) world.goOn();
  if (!world.isUp) await world.start();
}
