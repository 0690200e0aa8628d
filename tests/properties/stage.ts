import assert from "node:assert/strict";
import type { Observation } from "@/lib/market/accept.ts";
import { Market } from "./market.ts";
import { emptyModel, type Model } from "./model.ts";
import { clockMoved } from "./model_commands.ts";
import { observe } from "./model_evaluate.ts";
import { RealWorld } from "./real_world.ts";
import { type Check, type Said, type Story, SYMBOLS } from "./steps.ts";

/** The real program and the model side by side, and the market that both watch. */
export class Stage {
  model: Model = emptyModel();
  /** By how much the clock was set since the program last looked at it, in milliseconds. */
  unnoticed = 0;

  private constructor(
    readonly world: RealWorld,
    readonly market: Market,
    readonly story: Story,
  ) {}

  /** Begins in an empty folder. */
  static async begin(folder: string, story: Story): Promise<Stage> {
    const box: { market: Market | null } = { market: null };
    const world = await RealWorld.begin(folder, (symbol) => {
      if (box.market === null) throw new Error("There is no market yet");
      return box.market.observation(symbol);
    });
    box.market = new Market(story.power, world.clock);
    return new Stage(world, box.market, story);
  }

  setClock(seconds: number): void {
    this.world.clock.set(seconds);
    this.unnoticed += seconds * 1000;
  }

  /** The program looks at the clock; whether it was set. */
  notice(): boolean {
    const wasSet = this.unnoticed !== 0;
    if (wasSet) clockMoved(this.model, this.unnoticed);
    this.unnoticed = 0;
    return wasSet;
  }

  async check({ after, said }: Check): Promise<void> {
    this.world.clock.pass(after);
    const wasSet = this.notice();
    const before = this.world.state;
    const observations = this.say(said);
    const wasHeard = this.hear(this.model, observations);
    await this.world.check(observations);
    if (wasHeard || wasSet) return;
    // What is not accepted changes nothing at all.
    assert.equal(this.world.state.pairs, before.pairs);
    assert.equal(this.world.state.fires, before.fires);
  }

  /** What the sources answer, one pair that nobody watches included. */
  say(said: readonly Said[]): Map<string, Observation> {
    const entries = SYMBOLS.flatMap((symbol, index): [string, Observation][] => {
      const each = said[index];
      const made = each === undefined ? null : this.market.say(symbol, each);
      return made === null ? [] : [[symbol, made]];
    });
    return new Map([...entries, ["NOBODYUSDT", { price: 1, at: this.world.clock.now() }]]);
  }

  /** Lets a model observe; whether it took any of it. */
  hear(model: Model, observations: ReadonlyMap<string, Observation>): boolean {
    const told = () =>
      JSON.stringify([...model.pairs.values()].map(({ seen, outlier }) => [seen.length, outlier]));
    const before = told();
    const now = this.world.clock.now();
    for (const [symbol, each] of observations) observe(model, symbol, each, now);
    return told() !== before;
  }
}
