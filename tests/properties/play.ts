import { assertSame, assertSameAnnounced } from "./compare.ts";
import { Crashes } from "./crashes.ts";
import { People } from "./people.ts";
import { Stage } from "./stage.ts";
import { type Step, type Story, SYMBOLS } from "./steps.ts";

/** Plays a story on the real program and on the model, and compares them after every step. */
export class Play {
  readonly #people: People;
  readonly #crashes: Crashes;

  private constructor(readonly stage: Stage) {
    this.#people = new People(stage);
    this.#crashes = new Crashes(stage);
  }

  /** Begins in an empty folder. */
  static async begin(folder: string, story: Story): Promise<Play> {
    return new Play(await Stage.begin(folder, story));
  }

  get fires(): number {
    return this.stage.model.fires.length;
  }

  /** How often the program paused an alarm that fired too often. */
  get pauses(): number {
    return this.stage.world.state.fires.filter(({ message }) => message.includes("Suppressed"))
      .length;
  }

  async take(step: Step): Promise<void> {
    await this.#do(step);
    assertSame(this.stage.world.state, this.stage.model);
  }

  /** Stops the program, and looks at what was announced. */
  async end(): Promise<void> {
    await this.stage.world.stop();
    assertSameAnnounced(this.stage.world.folder, this.stage.model);
  }

  #do(step: Step): Promise<void> | void {
    switch (step.do) {
      case "check":
        return this.stage.check(step);
      case "addPair":
        return this.#people.addPair(symbolOf(step.pair));
      case "removePair":
        return this.#people.removePair(symbolOf(step.pair));
      case "addAlarm":
        return this.#people.addAlarm(symbolOf(step.pair), step.wanted);
      case "addLadder":
        return this.#people.addLadder(symbolOf(step.pair), step.wanted);
      case "edit":
      case "removeAlarm":
      case "snooze":
      case "rearm":
        return this.#people.change(step);
      case "pause":
      case "resume":
        return this.#people.pause(step);
      case "acknowledge":
        return this.#people.acknowledge();
      case "setClock":
        return this.stage.setClock(step.seconds);
      case "restart":
      case "kill":
      case "powerLoss":
        return this.#crashes.goDown(step);
      case "powerLossInCheck":
        return this.#crashes.losePowerInCheck(step);
      case "killBeforeAnnounce":
        return this.#crashes.killBeforeAnnounce(step);
    }
  }
}

function symbolOf(index: number): string {
  return SYMBOLS[index] ?? SYMBOLS[0];
}
