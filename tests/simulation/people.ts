import type { Alarm } from "@/lib/alarms/alarm.ts";
import { alarmRecord } from "@/lib/alarms/alarm_input.ts";
import type { Dice } from "./dice.ts";
import { CALM_SECONDS, type MadeMarket } from "./make_market.ts";
import { countWhile, type Landmark, priceAt } from "./market.ts";
import type { SimulatedWorld } from "./simulated_world.ts";

/** What is on a person's mind about one pair. */
interface Scene {
  readonly world: SimulatedWorld;
  readonly market: MadeMarket;
  readonly dice: Dice;
  readonly symbol: string;
  readonly now: number;
  /** What the market is going to do before long. */
  readonly ahead: Landmark;
}

const COOLDOWNS = [0, 0, 1, 5, 20, 60, 300];
const MOST_ALARMS = 12;
/** Mean milliseconds between two acts of people, over all pairs. */
const PACE_MS = 3_000;
const FARTHEST_AHEAD_MS = 400_000;

/** People who know the market beforehand: they set alarms where it is going to be, and change them when it hurts. */
export class People {
  /** Pairs with alarms; the last one of the market comes and goes. */
  readonly #watched: readonly string[];

  constructor(
    private readonly world: SimulatedWorld,
    private readonly market: MadeMarket,
    private readonly dice: Dice,
  ) {
    this.#watched = [...market.pairs.keys()].slice(0, -1);
  }

  /** Adds the pairs, and some alarms to each. */
  async begin(): Promise<void> {
    const { world } = this;
    for (const pair of this.#watched) {
      await world.time.passUntil(world.run("add_pair", { pair }));
      for (let nth = 0; nth < 5; nth++) await this.#set(pair);
    }
    this.#goOn();
    // Also while the source is asked and before it is decided what its answer means.
    world.exchange.onAsked = ({ symbol, answeredAt }) => {
      if (!this.dice.chance(0.1) || !this.#watched.includes(symbol)) return;
      const moment = world.time.now() + (answeredAt - world.time.now() + 20) * this.dice.share();
      world.time.at(Math.round(moment), () => void this.#act(symbol));
    };
  }

  #goOn(): void {
    const { time } = this.world;
    const end = this.market.start + (this.market.seconds - CALM_SECONDS) * 1000;
    time.at(time.now() + Math.round(-Math.log(1 - this.dice.share()) * PACE_MS), () => {
      if (time.now() > end) return;
      void this.#act(this.dice.pick(this.#watched));
      this.#goOn();
    });
  }

  async #set(symbol: string): Promise<void> {
    const scene = this.#scene(symbol);
    if (scene === null) return;
    const set = () => ({ pair: symbol, alarm: newAlarm(scene) });
    if (this.dice.chance(0.8)) await this.world.run("add_alarm", set());
    else await this.world.run("add_alarms", { alarms: [set(), set()] });
  }

  async #act(symbol: string): Promise<void> {
    const { world, dice } = this;
    if (!world.isUp || world.time.isSuspended) return;
    const alarms = world.program.store.state.pairs.get(symbol)?.alarms ?? [];
    const scene = this.#scene(symbol);
    if (scene === null) return;
    const kind = dice.whole(0, 99);
    if (alarms.length === 0 || (kind < 30 && alarms.length < MOST_ALARMS)) return this.#set(symbol);
    if (kind < 36) return void await world.run("acknowledge", { all: true });
    if (kind < 38) {
      return void await world.run("test_alarm", { pair: symbol, id: dice.pick(alarms).id });
    }
    if (kind < 40) return await this.#moveAPair();
    const alarm = dice.pick(alarms);
    const act = actOn(alarm, kind, scene);
    if (act === null) return;
    const several = dice.chance(0.3) ? severalBy(act, scene, alarms) : null;
    const done = await world.run(...several ?? act);
    if (done?.name === "remove_alarms" && dice.chance(0.7)) this.#restoreSoon(done.input.ids);
  }

  #restoreSoon(ids: unknown): void {
    const { time } = this.world;
    time.at(time.now() + this.dice.whole(0, 20_000), () => {
      void this.world.run("restore_alarms", { ids });
    });
  }

  /** Another pair is added or removed, or all are put in another order. */
  async #moveAPair(): Promise<void> {
    const { world, market, dice } = this;
    const [guest = ""] = [...market.pairs.keys()].slice(-1);
    const pairs = [...world.program.store.state.pairs.keys()];
    if (dice.chance(0.3)) {
      return void await world.run("reorder_pairs", { pairs: dice.shuffled(pairs) });
    }
    await world.run(pairs.includes(guest) ? "remove_pair" : "add_pair", { pair: guest });
  }

  #scene(symbol: string): Scene | null {
    const { world, market, dice } = this;
    const now = world.time.now();
    const ahead = between(market.landmarks.get(symbol) ?? [], now, now + FARTHEST_AHEAD_MS);
    return ahead.length === 0
      ? null
      : { world, market, dice, symbol, now, ahead: dice.pick(ahead) };
  }
}

/** Those after one moment and before another. */
function between(landmarks: readonly Landmark[], from: number, to: number): Landmark[] {
  const first = countWhile(landmarks, ({ at }) => at <= from);
  return landmarks.slice(first, countWhile(landmarks, ({ at }) => at < to));
}

type Act = Parameters<SimulatedWorld["run"]>;

function actOn(alarm: Alarm, kind: number, scene: Scene): Act | null {
  const { dice, symbol, now, ahead } = scene;
  const named = { pair: symbol, id: alarm.id };
  if (kind < 50) return ["update_alarm", { ...named, note: `at ${now}` }];
  if (kind < 55) {
    return ["update_alarm", {
      ...named,
      cooldownSeconds: dice.pick(COOLDOWNS),
      mode: dice.pick(MODES),
    }];
  }
  if (kind < 60) return ["update_alarm", { ...named, expiresAt: momentNear(scene) }];
  if (kind < 66) return ["update_alarm", { ...named, ...newCondition(alarm, scene) }];
  if (kind < 75) {
    const until = new Date(Math.max(now + 500, ahead.at + dice.whole(-5_000, 5_000))).toISOString();
    return ["snooze_alarm", { ...named, until }];
  }
  if (kind < 85) {
    return [alarm.paused ? "resume_alarms" : "pause_alarms", { ids: [alarm.id] }];
  }
  return kind < 94 ? ["restart_alarm", named] : ["remove_alarm", named];
}

/** The same to several alarms of the pair at once, or by a file; null where there is no such command. */
function severalBy([name, input]: Act, scene: Scene, alarms: readonly Alarm[]): Act | null {
  const { dice, symbol } = scene;
  const some = dice.shuffled(alarms).slice(0, dice.whole(1, 3));
  const ids = some.map(({ id }) => id);
  const { pair: _pair, id: _id, ...fields } = input;
  const isHandling = Object.keys(fields).every((field) => HANDLING.has(field));
  switch (name) {
    case "snooze_alarm":
      return ["snooze_alarms", { ids, ...fields }];
    case "remove_alarm":
      return ["remove_alarms", { ids }];
    case "update_alarm": {
      if (isHandling && dice.chance(0.6)) {
        const paused = dice.chance(0.3) ? { paused: dice.chance(0.5) } : {};
        return ["update_alarms", { ids, ...fields, ...paused }];
      }
      const cooldownSeconds = dice.pick(COOLDOWNS);
      // What one measures from may be another price once the file is read.
      const kept = some.filter((alarm) => !("startPrice" in alarm) || alarm.startPrice === null);
      const alarms = kept.map((alarm) => {
        const recast = dice.chance(0.5) ? newCondition(alarm, scene) : {};
        return { ...alarmRecord(symbol, alarm), cooldownSeconds, ...recast };
      });
      return alarms.length === 0 ? null : ["import_alarms", { alarms }];
    }
    default:
      return null;
  }
}

/** What may be changed of several alarms at once. */
const HANDLING = new Set(["note", "cooldownSeconds", "mode", "expiresAt"]);

const MODES = ["once", "repeat", "repeat"];

function newAlarm(scene: Scene): Record<string, unknown> {
  const { dice } = scene;
  const condition = dice.pick([target, target, percentChange, timeframe, timeframe, sinceStart]);
  return {
    ...condition(scene),
    ...{ mode: dice.pick(MODES), cooldownSeconds: dice.pick(COOLDOWNS) },
    ...(dice.chance(0.15) && { expiresAt: momentNear(scene) }),
  };
}

/** A moment shortly before or after what is ahead, and not passed yet. */
function momentNear({ dice, now, ahead }: Scene): string {
  return new Date(Math.max(now + 1_000, ahead.at + dice.whole(-4_000, 4_000))).toISOString();
}

function newCondition(alarm: Alarm, scene: Scene): Record<string, unknown> {
  if (alarm.type === "target") return { targetPrice: target(scene).targetPrice };
  return { percentage: round(alarm.percentage * scene.dice.between(0.6, 1.5)) };
}

/** At what is ahead, or one step of the grid beside it. */
function target({ dice, ahead: { price } }: Scene) {
  const digits = String(price).split(".")[1]?.length ?? 0;
  const step = dice.pick([0, 0, 0, 1, -1, 3, -3]) * 10 ** -digits;
  return {
    type: "target",
    targetPrice: Number((price + step).toFixed(8)),
    direction: dice.pick(["any", "fromBelow", "fromAbove"]),
  };
}

function percentChange({ world, dice, symbol, ahead: { price } }: Scene) {
  const { maxPrice, minPrice } = world.program.store.state.pairs.get(symbol) ?? {};
  const isDown = dice.chance(0.5);
  const distance = isDown ? 1 - price / (maxPrice ?? price) : price / (minPrice ?? price) - 1;
  return {
    type: "percentChange",
    changeType: isDown ? "downFromMax" : "upFromMin",
    percentage: near(distance, dice),
  };
}

function timeframe({ market, dice, symbol, ahead: { at, price } }: Scene) {
  const timeValue = dice.pick([1, 1, 1, 2, 2, 3, 5, 10, 30]);
  const trades = market.pairs.get(symbol);
  const start = trades === undefined ? price : priceAt(trades, at - timeValue * 60_000);
  return {
    ...{ type: "timeframe", timeUnit: "minutes", timeValue },
    percentage: near(price / start - 1, dice),
    direction: dice.pick(["any", price > start ? "up" : "down", price > start ? "up" : "down"]),
  };
}

function sinceStart({ market, dice, symbol, now, ahead: { price } }: Scene) {
  const trades = market.pairs.get(symbol);
  const start = trades === undefined ? price : priceAt(trades, now);
  return {
    ...{ type: "timeframe", timeUnit: "sinceStart" },
    percentage: near(price / start - 1, dice),
    direction: dice.pick(["any", "up", "down"]),
  };
}

/** About so far, in percent; at times a little more than is going to be reached. */
function near(distance: number, dice: Dice): number {
  const percent = Math.abs(distance) * 100;
  return Math.max(
    0.1,
    round(percent * dice.pick([0.7, 0.95, 1, 1, 1]) + dice.pick([0, 0, -0.01, 0.01])),
  );
}

function round(percent: number): number {
  return Math.max(0.1, Math.floor(percent * 100) / 100);
}
