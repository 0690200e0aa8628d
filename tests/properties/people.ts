import assert from "node:assert/strict";
import { NewAlarm } from "@/lib/alarms/alarm_input.ts";
import type { CommandName } from "@/lib/commands/commands.ts";
import { Refusal, type RefusalCode } from "@/lib/commands/command.ts";
import type { ModelAlarm, ModelPair } from "./model.ts";
import * as models from "./model_commands.ts";
import { patchFor } from "./patch_for.ts";
import { hasOwnTime, staleAfterMs } from "./real_world.ts";
import type { Stage } from "./stage.ts";
import type { StepOf, Wanted } from "./steps.ts";

type Place = { readonly alarm: ModelAlarm; readonly pair: ModelPair };

const RUNGS = 64;
const PRICES = ["targetPrice", "startPrice"];

/** What people ask of the program, and of the model. */
export class People {
  #hasLadder = false;

  constructor(private readonly stage: Stage) {}

  async addPair(symbol: string): Promise<void> {
    const { model, world, market } = this.stage;
    this.stage.notice();
    if (model.pairs.has(symbol)) {
      return await this.#refused("add_pair", { pair: symbol }, "pair_exists");
    }
    await world.run("add_pair", { pair: symbol });
    const { price, at } = market.observation(symbol);
    model.pairs.set(symbol, {
      ...{ symbol, ownTime: hasOwnTime(symbol), staleAfterMs: staleAfterMs(symbol) },
      ...{ offset: 0, outlier: null, alarms: [] },
      seen: [{ at, price, low: price, high: price }],
    });
  }

  async removePair(symbol: string): Promise<void> {
    this.stage.notice();
    if (!this.stage.model.pairs.delete(symbol)) {
      return await this.#refused("remove_pair", { pair: symbol }, "pair_not_found");
    }
    await this.stage.world.run("remove_pair", { pair: symbol });
  }

  async addAlarm(symbol: string, wanted: Wanted): Promise<void> {
    const { model, world } = this.stage;
    this.stage.notice();
    const pair = model.pairs.get(symbol);
    const alarm = this.#asked(wanted);
    if (pair === undefined) {
      return await this.#refused("add_alarm", { pair: symbol, alarm }, "pair_not_found");
    }
    const answer = await world.run("add_alarm", { pair: symbol, alarm });
    const { alarm: { id } } = answer as { alarm: { id: string } };
    models.addAlarm(pair, id, NewAlarm.parse(alarm), world.clock.now());
  }

  /** So many alarms at different prices that the program looks up which to evaluate; once a story. */
  async addLadder(symbol: string, wanted: Wanted): Promise<void> {
    if (this.#hasLadder) return;
    this.#hasLadder = true;
    const { condition } = wanted;
    for (let rung = 0; rung < RUNGS; rung++) {
      const place = 70 + rung;
      const own = condition.type === "target" ? { targetPrice: place } : { percentage: place / 16 };
      await this.addAlarm(symbol, { ...wanted, condition: { ...condition, ...own } });
    }
  }

  async acknowledge(): Promise<void> {
    this.stage.notice();
    await this.stage.world.run("acknowledge", { all: true });
  }

  async change(step: StepOf<"edit" | "removeAlarm" | "snooze" | "rearm">): Promise<void> {
    const place = this.#pick(step.pick);
    if (place === null) return;
    const { world, market } = this.stage;
    this.stage.notice();
    const { alarm, pair } = place;
    const reference = { pair: pair.symbol, id: alarm.id };
    const now = world.clock.now();
    switch (step.do) {
      case "edit": {
        const patch = patchFor(alarm.spec, step, (value) => market.onGrid(value));
        await world.run("update_alarm", { ...reference, ...patch });
        return models.editAlarm(place, patch, now);
      }
      case "removeAlarm":
        await world.run("remove_alarm", reference);
        pair.alarms.splice(pair.alarms.indexOf(alarm), 1);
        return;
      case "snooze":
        await world.run("snooze_alarm", { ...reference, minutes: step.minutes });
        return models.snooze({ alarm, pair }, now + step.minutes * 60_000, now);
      case "rearm":
        await world.run("restart_alarm", reference);
        return models.rearm(place, now);
    }
  }

  /** Pauses or resumes several alarms in one command. */
  async pause({ do: act, pick, count }: StepOf<"pause" | "resume">): Promise<void> {
    const { model, world } = this.stage;
    const alarms = [...model.pairs.values()].flatMap((pair) =>
      pair.alarms.map((alarm) => ({ alarm, pair }))
    );
    const from = pick % Math.max(alarms.length, 1);
    const picked = alarms.slice(from, from + count);
    if (picked.length === 0) return;
    this.stage.notice();
    const now = world.clock.now();
    await world.run(`${act}_alarms`, { ids: picked.map(({ alarm }) => alarm.id) });
    for (const { alarm, pair } of picked) {
      if (act === "pause") alarm.pausedFrom ??= now - pair.offset;
      else models.resume(alarm, pair, now);
    }
  }

  #pick(pick: number): Place | null {
    const places = [...this.stage.model.pairs.values()]
      .flatMap((pair) => pair.alarms.map((alarm) => ({ alarm, pair })));
    return places[pick % places.length] ?? null;
  }

  #asked({ condition, mode, cooldownSeconds, expiresIn }: Wanted): Record<string, unknown> {
    const { market, world } = this.stage;
    const scaled = Object.entries(condition).map(([field, value]) => {
      const isPrice = PRICES.includes(field) && value !== null;
      return [field, isPrice ? market.onGrid(Number(value)) : value];
    });
    const expiresAt = expiresIn === null
      ? null
      : new Date(world.clock.now() + expiresIn * 1000).toISOString();
    return { ...Object.fromEntries(scaled), mode, cooldownSeconds, expiresAt };
  }

  async #refused(name: CommandName, input: unknown, code: RefusalCode): Promise<void> {
    await assert.rejects(
      () => this.stage.world.run(name, input),
      (error) => error instanceof Refusal && error.code === code,
    );
    await this.stage.world.settle();
  }
}
