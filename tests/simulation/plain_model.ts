import { type Cell, firstAfter } from "./plain_cells.ts";
import {
  type AnnouncedFire,
  type Change,
  distinct,
  isAnnouncedRight,
  isFreeBy,
  isOf,
  isPast,
  isUnsuppressed,
  NO_RULES,
  opposite,
  type PlainAlarm,
  type Rules,
  splits,
  type Standing,
} from "./plain_alarm.ts";
import { isEvaluatedBy, wronglyDropped } from "./plain_dropped.ts";
import {
  isBeforeTold,
  isLeftBehind,
  isOutrun,
  isOvertakenByFire,
  isPassedOver,
  TURN_MS,
} from "./plain_late.ts";
import { both, type Look, lookerOf, NOTHING, same, type Truth } from "./plain_conditions.ts";

export interface Disagreement {
  /** `dropped`: what the answer said is not evaluated any more is more or less than that. */
  readonly what: "missing" | "extra" | "dropped";
  readonly at: number;
}

/**
 * Holds the fires that a program told of one alarm against what its pair's cells allow: every way in which the alarm
 * may have stood is followed, cell by cell. Where no way explains the fires, one is missing or one is too many.
 *
 * @param changes what was done to the alarm, oldest first, beginning with its setting
 * @param fires in the order of their moments
 */
export function disagreements(
  cells: readonly Cell[],
  changes: readonly Change[],
  fires: readonly AnnouncedFire[],
): Disagreement[] {
  return new AlarmModel(cells, changes, fires).run();
}

class AlarmModel {
  readonly #found: Disagreement[] = [];
  #rules: Rules | null = null;
  #look: ReturnType<typeof lookerOf> | null = null;
  #standings: Standing[] = [];
  /** The first change in the cell under way, and the first one after it. */
  #first = 0;
  #next = 0;
  /** What ends the wait under way, and when. */
  #ending: Change | undefined;
  #end = Infinity;
  #sinceAnew = -Infinity;
  #begunAt = -Infinity;

  constructor(
    private readonly cells: readonly Cell[],
    private readonly changes: readonly Change[],
    private readonly fires: readonly AnnouncedFire[],
  ) {}

  run(): Disagreement[] {
    for (let index = 0; index < this.cells.length; index++) {
      // Nothing happens to one that is not set.
      if (this.#rules === null) index = firstAfter(this.cells, this.changes[this.#next]?.at);
      const cell = this.cells[index];
      if (cell !== undefined) this.#pass(cell, index);
    }
    const counts = this.#standings.map(({ count }) => count);
    const end = this.cells.at(-1)?.to ?? -Infinity;
    for (const { at } of this.fires.slice(Math.max(0, ...counts))) {
      // Of what came after the last cell nobody has told in full.
      if (at < end) this.#found.push({ what: "extra", at });
    }
    return this.#found;
  }

  #pass(cell: Cell, index: number): void {
    this.#first = this.#next;
    while ((this.changes[this.#next]?.at ?? Infinity) < cell.to) this.#next++;
    const inside = this.changes.slice(this.#first, this.#next);
    if (inside.length > 0) this.#lookAhead();
    if (this.#rules !== null) this.#evaluate(cell, index, inside.length > 0);
    for (const change of inside) this.#change(change, cell, index);
  }

  /** To when the alarm is begun anew or removed. */
  #lookAhead(): void {
    const isEnd = ({ what }: Change) => ["armed", "recast", "removed"].includes(what);
    this.#ending = this.changes.slice(this.#next).find(isEnd);
    this.#end = this.#ending?.at ?? Infinity;
  }

  #evaluate(cell: Cell, index: number, isChanged: boolean): void {
    const before = this.#standings;
    const after = before.flatMap((standing) => this.#step(standing, cell, index, isChanged));
    // What a change in this cell lets happen is seen after it.
    const alive = after.filter(({ count }) => isChanged || !isLeftBehind(this.fires[count], cell));
    this.#standings = distinct(alive);
    if (alive.length === 0) this.#resolve(before, after, cell, index);
  }

  /** No way explains what was told: one is noted, and it goes on as if the program were right. */
  #resolve(
    before: readonly Standing[],
    after: readonly Standing[],
    cell: Cell,
    index: number,
  ): void {
    const look = this.#lookAt(cell, index, before[0]?.startPrice ?? null);
    const isTrue = look.close === "yes";
    const best = (after.length > 0 ? after : before).reduce((a, b) => b.count > a.count ? b : a);
    if (after.length > 0) {
      const extra = this.fires[best.count];
      this.#found.push({ what: "extra", at: extra?.at ?? cell.from });
      const at = extra?.at ?? null;
      this.#standings = [{
        ...best,
        isTrue,
        firedAt: at,
        isCleared: !isTrue,
        count: best.count + 1,
      }];
      return;
    }
    this.#found.push({ what: "missing", at: cell.from });
    this.#standings = [{ ...best, isTrue }, {
      ...best,
      isTrue,
      firedAt: cell.from,
      isCleared: !isTrue,
    }];
  }

  #lookAt({ isCutShort }: Cell, index: number, startPrice: number | null): Look {
    if (this.#look === null) throw new Error("The alarm is not set yet");
    const look = this.#look(this.cells, index, startPrice);
    const isConstant = look.close === "yes"
      ? look.lapse === "no"
      : look.rises(false, false) === "no";
    return isCutShort && !isConstant ? { ...look, close: "maybe" } : look;
  }

  /** How the alarm may stand after a cell. */
  #step(standing: Standing, cell: Cell, index: number, isChanged: boolean): Standing[] {
    // Held against records or windows of which a part was told after it had fired.
    const isBlind = this.#alarm.condition.type !== "target" && isOvertakenByFire(this.fires, cell);
    const look = isBlind ? NOTHING : this.#lookAt(cell, index, standing.startPrice);
    const closes = look.close === "maybe" ? [true, false] : [look.close === "yes"];
    const fire = this.fires[standing.count];
    const isFound = fire !== undefined && isOf(fire, cell) && isBeforeTold(fire, this.cells, index);
    const seen = isFound ? { ...look, rises: () => "maybe" as const } : look;
    const ways = closes.flatMap((isTrue) => this.#close(standing, seen, isTrue, cell, isChanged));
    return isPassedOver(this.fires, cell) ? [standing, ...ways] : ways;
  }

  #close(
    standing: Standing,
    look: Look,
    isTrue: boolean,
    cell: Cell,
    isChanged: boolean,
  ): Standing[] {
    const lapse = isTrue ? look.lapse : "yes";
    const isFree = same(
      this.#settings(cell, standing).map((alarm) => isFreeBy(alarm, standing, lapse, cell)),
    );
    const isAllowed = isChanged ? "maybe" : this.#isAllowed(standing, cell);
    const fires = both(
      both(look.rises(standing.isTrue, isTrue), isFree),
      both(isAllowed, this.#isDue(cell, isChanged)),
    );
    const clears = standing.firedAt === null || standing.isCleared ? "yes" : lapse;
    const silent = splits(clears)
      .map((isCleared) => ({ ...standing, isTrue, isCleared }))
      .flatMap((one) => this.#armAgain(one, cell));
    const fired = fires === "no" ? [] : this.#fire(standing, look, isTrue, cell);
    return fires === "yes" ? fired : [...silent, ...fired];
  }

  /** A repeating one is armed again as soon as it was false and its cooldown is over. */
  #armAgain(standing: Standing, cell: Cell): Standing[] {
    if (standing.firedAt === null || !standing.isCleared) return [standing];
    const isArmed = same(
      this.#settings(cell, standing).map((alarm) => isFreeBy(alarm, standing, "no", cell)),
    );
    return splits(isArmed).map((is) => is ? { ...standing, firedAt: null } : standing);
  }

  /** As it was set then, and as it was set when the cell was found at the latest. */
  #settings(cell: Cell, { count }: Standing): PlainAlarm[] {
    const settings = [this.#alarm];
    const fire = this.fires[count];
    const foundAt = fire !== undefined && isOf(fire, cell) ? fire.foundAt : -Infinity;
    const latest = Math.max(cell.to, foundAt, Math.min(cell.knownAt + TURN_MS, this.#end));
    for (let place = this.#first; place < this.changes.length; place++) {
      const change = this.changes[place];
      if (change === undefined || change.at > latest) break;
      if (change.what === "edited") settings.push(change.alarm);
    }
    return settings;
  }

  /** Whether nothing keeps it from ringing at the time of the move. */
  #isAllowed(standing: Standing, cell: Cell): Truth {
    const { isPaused, snoozedUntil } = this.#rules ?? NO_RULES;
    if (isPaused) return "no";
    const lives = same(
      this.#settings(cell, standing).map(({ expiresAt }) =>
        expiresAt === null ? "yes" : opposite(isPast(expiresAt, cell))
      ),
    );
    return both(
      both(lives, isPast(snoozedUntil, cell)),
      isUnsuppressed(this.fires, standing, { cell, since: this.#sinceAnew }),
    );
  }

  /** What was not found before the alarm was begun anew or removed is not looked for any more. */
  #isDue(cell: Cell, isChanged: boolean): Truth {
    const { toldAt, isVague } = cell;
    if (toldAt > this.#end) {
      // A message in the middle of a second may tell what nobody asked for afterwards.
      return this.fires.some((fire) => isOf(fire, cell) && fire.foundAt <= this.#end)
        ? "maybe"
        : "no";
    }
    if (!isEvaluatedBy(this.#ending, cell) || isVague || isChanged) return "maybe";
    return isOutrun(this.fires, cell) ? "maybe" : "yes";
  }

  #fire(standing: Standing, look: Look, isTrue: boolean, cell: Cell): Standing[] {
    const fire = this.fires[standing.count];
    if (fire === undefined || !isOf(fire, cell) || !isAnnouncedRight(fire, cell, this.#alarm)) {
      return [];
    }
    const { condition } = this.#alarm;
    const isSinceStart = "timeUnit" in condition && condition.timeUnit === "sinceStart";
    const startPrice = isSinceStart ? fire.price : standing.startPrice;
    // From the price that it fired at it has not moved yet, or by what came after it in the cell.
    const close = isSinceStart ? lookerOf(condition)([cell], 0, startPrice).close : null;
    const again = close === null ? [isTrue] : splits(cell.isCutShort ? "maybe" : close);
    const count = standing.count + 1;
    const fired = again.flatMap((isTrue) => {
      const clears: Truth = !isTrue ? "yes" : look.lapse === "no" ? "no" : "maybe";
      const after = { isTrue, firedAt: fire.at, startPrice, count };
      return splits(clears).map((isCleared) => ({ ...after, isCleared }));
    });
    const next = this.fires[count];
    // From a new start it is false at once.
    const mayRepeat = next !== undefined && isOf(next, cell) && this.#alarm.mode === "repeat" &&
      next.at >= fire.at + this.#alarm.cooldownSeconds * 1000 &&
      (isSinceStart || look.lapse !== "no");
    return mayRepeat
      ? [...fired, ...fired.flatMap((one) => this.#fire(one, look, one.isTrue, cell))]
      : fired;
  }

  get #alarm(): PlainAlarm {
    return (this.#rules ?? NO_RULES).alarm;
  }

  #change(change: Change, cell: Cell, index: number): void {
    const { what, at } = change;
    if (what === "removed") {
      this.#rules = null;
      this.#begunAt = -Infinity;
      return;
    }
    if (what === "armed" || this.#rules === null) {
      this.#rules = { ...NO_RULES };
      if (what !== "armed") throw new Error(`An alarm that is not set cannot be ${what}`);
    }
    if (what === "armed" || what === "recast") {
      const wrong = this.#begunAt > -Infinity
        ? wronglyDropped(this.cells, { ...change, begunAt: this.#begunAt })
        : null;
      if (wrong !== null) this.#found.push({ what: "dropped", at: wrong });
      this.#begin(change.alarm, at, cell, index);
    }
    if (what === "edited") this.#edit(change.alarm, at);
    if (what === "paused" || what === "resumed") this.#rules.isPaused = what === "paused";
    if (what === "snoozed") this.#snooze(change.until, at, cell, index);
  }

  /** Nobody looks at an expired alarm: one that fired may, but need not be armed again before it rings once only. */
  #edit(alarm: PlainAlarm, at: number): void {
    const before = this.#alarm;
    if (this.#rules !== null) this.#rules.alarm = alarm;
    if (alarm.mode === before.mode || (before.expiresAt ?? Infinity) > at) return;
    this.#standings = distinct(this.#standings.flatMap((standing) => {
      const firedAt = this.fires[standing.count - 1]?.at ?? null;
      return standing.firedAt === null ? [standing, { ...standing, firedAt }] : [standing];
    }));
  }

  /** From now on it waits for its condition to become true. */
  #begin(alarm: PlainAlarm, at: number, cell: Cell, index: number): void {
    this.#rules = { ...(this.#rules ?? NO_RULES), alarm };
    this.#look = lookerOf(alarm.condition);
    this.#sinceAnew = this.#begunAt = at;
    // Who was only shown a price begins with what is told next.
    const close = cell.isPoint ? "maybe" : this.#lookAt(cell, index, alarm.startPrice).close;
    const counts = new Set(this.#standings.map(({ count }) => count));
    this.#standings = [...(counts.size === 0 ? [0] : counts)].flatMap((count) => {
      const begun = { startPrice: alarm.startPrice, count, firedAt: null, isCleared: true };
      const silent = splits(close).map((isTrue) => ({ ...begun, isTrue }));
      const fire = this.fires[count];
      if (fire === undefined || !isOf(fire, cell) || fire.foundAt < at) return silent;
      // Without a trade it stood so when it was set; windows move by time alone.
      if (cell.isSilent && at >= cell.from && alarm.condition.type !== "timeframe") return silent;
      // It came true within this very cell, after it was set.
      const look = this.#lookAt(cell, index, alarm.startPrice);
      const [first] = silent;
      return first === undefined ? [] : [
        ...silent,
        ...splits(close).flatMap((isTrue) => this.#fire(first, look, isTrue, cell)),
      ];
    });
  }

  /** It is silent for a while, and then armed whatever it did before. */
  #snooze(until: number, at: number, cell: Cell, index: number): void {
    if (this.#rules !== null) this.#rules.snoozedUntil = until;
    this.#sinceAnew = at;
    this.#standings = this.#standings.flatMap((standing) => {
      const armed = { ...standing, firedAt: null, isCleared: true };
      const foundAt = this.fires[standing.count - 1]?.foundAt ?? -Infinity;
      // Whoever snoozed it did not know of a fire that was found later.
      const ways = foundAt >= at - TURN_MS ? [standing, armed] : [armed];
      if (until >= cell.to) return ways;
      // Where it is over within the cell, what is told as of the cell's end may ring.
      const look = this.#lookAt(cell, index, standing.startPrice);
      const rung = splits(look.close).flatMap((isTrue) => this.#fire(armed, look, isTrue, cell));
      return [...ways, ...rung];
    });
  }
}
