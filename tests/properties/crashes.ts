import assert from "node:assert/strict";
import type { Observation } from "@/lib/market/accept.ts";
import { textOf } from "../store/fixtures.ts";
import { assertSame, assertSameAnnounced, isSame } from "./compare.ts";
import { copyOf, putBack } from "./folder_copy.ts";
import type { Model } from "./model.ts";
import { restarted } from "./model_commands.ts";
import { hasOwnTime } from "./real_world.ts";
import type { Stage } from "./stage.ts";
import type { Down, StepOf } from "./steps.ts";

/** So many newest points of a pair stand in the store file. */
const KEPT_POINTS = 2;

/** All the ways in which the program goes down and comes up again; to the model, none of them matters. */
export class Crashes {
  constructor(private readonly stage: Stage) {}

  async goDown(step: StepOf<"restart" | "kill" | "powerLoss">): Promise<void> {
    const { world } = this.stage;
    const answered = this.#told();
    if (step.do === "restart") await world.stop();
    else if (step.do === "kill") await world.kill();
    else await this.#losePower(step.choice);
    await this.#comeUp(step, answered);
  }

  async losePowerInCheck(step: StepOf<"powerLossInCheck">): Promise<void> {
    const { stage, stage: { world } } = this;
    // Noticing the clock is a change of its own: it is made before.
    if (stage.unnoticed !== 0) await stage.check({ after: 1, said: [] });
    world.clock.pass(step.after);
    const observations = stage.say(step.said);
    const possible = this.#possible(observations);
    world.powerLossAfter(step.calls);
    await world.check(observations);
    await this.#losePower(step.choice);
    await this.#comeUp(step, null, possible);
  }

  /** How it may be after a check that did not end: each source's prices are committed on their own. */
  #possible(observations: ReadonlyMap<string, Observation>): Model[] {
    const [own, ours] = [true, false].map((ownTime) =>
      new Map([...observations].filter(([symbol]) => hasOwnTime(symbol) === ownTime))
    );
    return [own, ours, observations].map((heard) => {
      const model = structuredClone(this.stage.model);
      this.stage.hear(model, heard ?? new Map());
      return model;
    });
  }

  async killBeforeAnnounce(step: StepOf<"killBeforeAnnounce">): Promise<void> {
    const { world } = this.stage;
    const logs = copyOf(world.folder);
    const before = this.stage.model.fires.length;
    await this.stage.check(step);
    const answered = this.#told();
    await world.kill();
    const left = world.unannouncedOnDisk();
    const fires = this.stage.model.fires.slice(before);
    // As if the process had died before it announced; a later commit of the same check may say that it had.
    if (fires.every(({ id }) => left.has(id))) putBack(world.folder, logs);
    await this.#comeUp(step, answered);
  }

  async #losePower(choice: number): Promise<void> {
    const { world, story } = this.stage;
    if (story.isLong) await world.kill();
    else await world.powerLoss(choice);
  }

  /** Starts again: every answer is kept, and every fire is announced once. */
  async #comeUp(
    { seconds, clock }: Down,
    answered: string | null,
    /** How it may be as well, when the program died in the middle of something. */
    possible: readonly Model[] = [],
  ): Promise<void> {
    const { stage, stage: { world } } = this;
    world.clock.pass(seconds);
    world.clock.set(clock);
    await world.open();
    stage.unnoticed = 0;
    stage.model = possible.find((model) => this.#isAfter(model)) ?? stage.model;
    const hasMoved = restarted(stage.model, world.clock.now());
    if (answered !== null && !hasMoved) assert.equal(this.#told(), answered);
    assertSame(world.state, stage.model);
    assertSameAnnounced(world.folder, stage.model);
  }

  #isAfter(after: Model): boolean {
    const { world } = this.stage;
    const model = structuredClone(after);
    restarted(model, world.clock.now());
    return isSame(world.state, model);
  }

  /**
   * All that the program must not lose; what was announced by now is its own affair. The store file has the
   * newest points only: the line before them is drawn anew from history, as finely as that is kept.
   */
  #told(): string {
    const { state } = this.stage.world;
    const pairs = [...state.pairs].map(([symbol, pair]) =>
      [symbol, { ...pair, priceHistory: pair.priceHistory.slice(-KEPT_POINTS) }] as const
    );
    return textOf({ ...state, pairs: new Map(pairs), unannounced: [] });
  }
}
