import assert from "node:assert/strict";
import { Refusal } from "@/lib/commands/refusal.ts";
import { NewAlarm } from "@/lib/alarms/new_alarm.ts";
import type { Observation } from "@/lib/market/observation.ts";
import { textOf } from "../store/fixtures.ts";
import { assertSame, assertSameAnnounced, isSame } from "./compare.ts";
import { copyOf, putBack } from "./folder_copy.ts";
import { Market } from "./market.ts";
import { emptyModel, type Model, type ModelAlarm, type ModelPair } from "./model.ts";
import * as models from "./model_commands.ts";
import { observe } from "./model_judge.ts";
import { patchFor } from "./patch_for.ts";
import { hasOwnTime, RealWorld, staleAfterMs } from "./real_world.ts";
import { type Said, type Step, type Story, SYMBOLS, type Wanted } from "./steps.ts";

type Of<D extends Step["do"]> = Extract<Step, { do: D }>;
type Place = { alarm: ModelAlarm; pair: ModelPair };

const RUNGS = 64;

/** Plays a story on the real program and on the model, and compares them after every step. */
export class Play {
  #model: Model = emptyModel();
  /** By how much the clock was set since the program last looked at it, in milliseconds. */
  #unnoticed = 0;
  #hasLadder = false;

  private constructor(
    readonly world: RealWorld,
    readonly market: Market,
    readonly story: Story,
  ) {}

  /** Begins in an empty folder. */
  static async begin(folder: string, story: Story): Promise<Play> {
    const box: { market: Market | null } = { market: null };
    const world = await RealWorld.begin(folder, (symbol) => {
      if (box.market === null) throw new Error("There is no market yet");
      return box.market.observation(symbol);
    });
    box.market = new Market(story.power, world.clock);
    return new Play(world, box.market, story);
  }

  get fires(): number {
    return this.#model.fires.length;
  }

  /** How often the program paused an alarm that fired too often. */
  get pauses(): number {
    return this.world.state.fires.filter(({ message }) => message.includes("Paused")).length;
  }

  async take(step: Step): Promise<void> {
    await this.#do(step);
    assertSame(this.world.state, this.#model);
  }

  /** Stops the program, and looks at what was announced. */
  async end(): Promise<void> {
    await this.world.stop();
    assertSameAnnounced(this.world.folder, this.#model);
  }

  async #do(step: Step): Promise<void> {
    switch (step.do) {
      case "check":
        return await this.#check(step);
      case "addPair":
        return await this.#addPair(symbolOf(step.pair));
      case "removePair":
        return await this.#removePair(symbolOf(step.pair));
      case "addAlarm":
        return await this.#addAlarm(symbolOf(step.pair), step.wanted);
      case "addLadder":
        return await this.#addLadder(step);
      case "edit":
      case "removeAlarm":
      case "snooze":
      case "rearm":
        return await this.#change(step);
      case "acknowledge":
        this.#notice();
        return void await this.world.run("acknowledge", { all: true });
      case "setClock":
        this.world.clock.set(step.seconds);
        this.#unnoticed += step.seconds * 1000;
        return;
      case "restart":
      case "kill":
      case "powerLoss":
        return await this.#goDown(step);
      case "powerLossInCheck":
        return await this.#powerLossInCheck(step);
      case "killBeforeAnnounce":
        return await this.#killBeforeAnnounce(step);
    }
  }

  async #check({ after, said }: Pick<Of<"check">, "after" | "said">): Promise<void> {
    this.world.clock.pass(after);
    this.#notice();
    const before = this.world.state;
    const wasFires = this.#model.fires.length;
    const observations = this.#say(said);
    const heard = this.#hear(this.#model, observations);
    await this.world.check(observations);
    // What is not accepted changes nothing at all.
    if (heard === 0 && this.#model.fires.length === wasFires) {
      assert.equal(this.world.state.pairs.size, before.pairs.size);
      if (observations.size === 0) assert.equal(this.world.state, before);
    }
  }

  #say(said: readonly Said[]): Map<string, Observation> {
    const entries = SYMBOLS.flatMap((symbol, index): [string, Observation][] => {
      const each = said[index];
      const made = each === undefined ? null : this.market.say(symbol, each);
      return made === null ? [] : [[symbol, made]];
    });
    return new Map([...entries, ["NOBODYUSDT", { price: 1, at: this.world.clock.now() }]]);
  }

  /** Lets the model observe; the number of observations that it accepted. */
  #hear(model: Model, observations: ReadonlyMap<string, Observation>): number {
    const count = () => [...model.pairs.values()].reduce((sum, pair) => sum + pair.seen.length, 0);
    const before = count();
    for (const [symbol, each] of observations) {
      observe(model, symbol, each, this.world.clock.now());
    }
    return count() - before;
  }

  #notice(): void {
    if (this.#unnoticed !== 0) models.clockMoved(this.#model, this.#unnoticed);
    this.#unnoticed = 0;
  }

  async #addPair(symbol: string): Promise<void> {
    this.#notice();
    if (this.#model.pairs.has(symbol)) {
      return await this.#refused("add_pair", { pair: symbol }, "pair_exists");
    }
    await this.world.run("add_pair", { pair: symbol });
    this.#model.pairs.set(symbol, {
      symbol,
      ownTime: hasOwnTime(symbol),
      staleAfterMs: staleAfterMs(symbol),
      offset: 0,
      fireOffset: 0,
      seen: [],
      doubted: null,
      alarms: [],
    });
    const first = this.market.observation(symbol);
    const { price, at } = first;
    this.#model.pairs.get(symbol)?.seen.push({ at, price, low: price, high: price });
  }

  async #removePair(symbol: string): Promise<void> {
    this.#notice();
    if (!this.#model.pairs.delete(symbol)) {
      return await this.#refused("remove_pair", { pair: symbol }, "pair_not_found");
    }
    await this.world.run("remove_pair", { pair: symbol });
  }

  async #addAlarm(symbol: string, wanted: Wanted): Promise<void> {
    this.#notice();
    const pair = this.#model.pairs.get(symbol);
    const alarm = this.#asked(wanted);
    if (pair === undefined) {
      return await this.#refused("add_alarm", { pair: symbol, alarm }, "pair_not_found");
    }
    const answer = await this.world.run("add_alarm", { pair: symbol, alarm });
    const { alarm: { id } } = answer as { alarm: { id: string } };
    models.addAlarm(pair, id, NewAlarm.parse(alarm), this.world.clock.now());
  }

  /** So many alarms at different prices that the program looks up which to judge. */
  async #addLadder({ pair, wanted }: Of<"addLadder">): Promise<void> {
    if (this.#hasLadder) return;
    this.#hasLadder = true;
    const rung = (place: number) => ({
      ...wanted,
      condition: wanted.condition.type === "target"
        ? { ...wanted.condition, targetPrice: place }
        : { ...wanted.condition, percentage: place / 16 },
    });
    const rungs = Array.from({ length: RUNGS }, (_, index) => rung(70 + index));
    for (const each of rungs) await this.#addAlarm(symbolOf(pair), each);
  }

  #asked({ condition, mode, cooldownSeconds, expiresIn }: Wanted): Record<string, unknown> {
    const prices = ["targetPrice", "startPrice"];
    const scaled = Object.entries(condition).map(([field, value]) => {
      return [field, prices.includes(field) && value !== null ? this.#grid(value) : value];
    });
    const expiresAt = expiresIn === null
      ? null
      : new Date(this.world.clock.now() + expiresIn * 1000).toISOString();
    return { ...Object.fromEntries(scaled), mode, cooldownSeconds, expiresAt };
  }

  #grid(value: unknown): number {
    return this.market.onGrid(Number(value));
  }

  async #change(step: Of<"edit" | "removeAlarm" | "snooze" | "rearm">): Promise<void> {
    const place = this.#pick(step.pick);
    if (place === null) return;
    this.#notice();
    const { alarm, pair } = place;
    const reference = { pair: pair.symbol, id: alarm.id };
    const now = this.world.clock.now();
    switch (step.do) {
      case "edit": {
        const patch = patchFor(alarm.spec, step, (value) => this.market.onGrid(value));
        await this.world.run("update_alarm", { ...reference, ...patch });
        return models.editAlarm(place, patch, now);
      }
      case "removeAlarm":
        await this.world.run("remove_alarm", reference);
        pair.alarms.splice(pair.alarms.indexOf(alarm), 1);
        return;
      case "snooze":
        await this.world.run("snooze_alarm", { ...reference, minutes: step.minutes });
        return models.snooze(alarm, now + step.minutes * 60_000);
      case "rearm":
        await this.world.run("restart_alarm", reference);
        return models.rearm(place, now);
    }
  }

  #pick(pick: number): Place | null {
    const places = [...this.#model.pairs.values()]
      .flatMap((pair) => pair.alarms.map((alarm) => ({ alarm, pair })));
    return places[pick % places.length] ?? null;
  }

  async #refused(name: "add_pair" | "remove_pair" | "add_alarm", input: unknown, code: string) {
    await assert.rejects(
      () => this.world.run(name, input),
      (error) => error instanceof Refusal && error.code === code,
    );
    await this.world.settle();
  }

  async #goDown(step: Of<"restart" | "kill" | "powerLoss">): Promise<void> {
    const answered = this.#told();
    if (step.do === "restart") await this.world.stop();
    else if (step.do === "kill") await this.world.kill();
    else await this.#losePower(step.choice);
    await this.#comeUp(step, answered);
  }

  async #powerLossInCheck(step: Of<"powerLossInCheck">): Promise<void> {
    // Noticing the clock is a change of its own: it is made before.
    if (this.#unnoticed !== 0) await this.#check({ after: 1, said: [] });
    this.world.clock.pass(step.after);
    const observations = this.#say(step.said);
    const after = structuredClone(this.#model);
    this.#hear(after, observations);
    this.world.powerLossAfter(step.calls);
    await this.world.check(observations);
    await this.#losePower(step.choice);
    await this.#comeUp(step, null, after);
  }

  async #losePower(choice: number): Promise<void> {
    if (this.story.isLong) await this.world.kill();
    else await this.world.powerLoss(choice);
  }

  async #killBeforeAnnounce(step: Of<"killBeforeAnnounce">): Promise<void> {
    const logs = copyOf(this.world.folder);
    await this.#check(step);
    const answered = this.#told();
    await this.world.kill();
    // What was announced was not: the process died before.
    putBack(this.world.folder, logs);
    await this.#comeUp(step, answered);
  }

  /** Starts again: every answer is kept, and every fire is announced once. */
  async #comeUp(
    { seconds, clock }: { seconds: number; clock: number },
    answered: string | null,
    /** How it may be as well, when the program died in the middle of something. */
    orElse: Model | null = null,
  ): Promise<void> {
    this.world.clock.pass(seconds);
    this.world.clock.set(clock);
    await this.world.open();
    if (orElse !== null && this.#isAfter(orElse)) this.#model = orElse;
    const hasMoved = this.#reopened();
    if (answered !== null && !hasMoved) assert.equal(this.#told(), answered);
    assertSame(this.world.state, this.#model);
    assertSameAnnounced(this.world.folder, this.#model);
  }

  #isAfter(after: Model): boolean {
    const restarted = structuredClone(after);
    models.restarted(restarted, this.world.clock.now());
    return isSame(this.world.state, restarted);
  }

  /** Whether the clock was set back so far meanwhile that moments had to move. */
  #reopened(): boolean {
    this.#unnoticed = 0;
    return models.restarted(this.#model, this.world.clock.now());
  }

  /** All that the program must not lose; what was announced by now is its own affair. */
  #told(): string {
    return textOf({ ...this.world.state, unannounced: [] });
  }
}

function symbolOf(index: number): string {
  return SYMBOLS[index] ?? SYMBOLS[0];
}
