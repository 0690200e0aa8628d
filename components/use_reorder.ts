import { useEffect, useMemo, useState } from "preact/hooks";
import { type Carry, carryTo, dropped, pickUp, placeOf } from "@/lib/live/board/carry.ts";
import { followPointer, rowUnder } from "./follow_pointer.ts";
import type { RowHandle } from "./PairHandle.tsx";

interface ReorderOptions {
  /** Symbols of the rows in their order. */
  readonly shown: readonly string[];
  /** Symbols of all pairs in their order. */
  readonly all: readonly string[];
  /** Rows side by side. */
  readonly columns: () => number;
  /** Has all pairs put in this order. */
  readonly onReorder: (symbols: readonly string[]) => Promise<unknown>;
}

export interface Reorder {
  readonly handle: RowHandle;
  /** The row that is being moved. */
  readonly carried: string | null;
  /** The rows while one is being moved, and until the server has answered; else null. */
  readonly order: readonly string[] | null;
  /** What is said to those who do not see it. */
  readonly said: string;
}

/** Moves rows by pointer, finger or keys; Escape leaves everything as it was. */
export function useReorder(options: ReorderOptions): Reorder {
  const [carry, setCarry] = useState<Carry | null>(null);
  const [sent, setSent] = useState<readonly string[] | null>(null);
  const [said, say] = useState("");
  const mover = useMemo(() => new Mover({ setCarry, setSent, say }), []);
  mover.options = options;
  useEffect(() => () => mover.cancel(), []);
  const order = carry?.order ?? sent;
  return { handle: mover, carried: carry?.symbol ?? null, order, said };
}

interface Telling {
  readonly setCarry: (carry: Carry | null) => void;
  readonly setSent: (order: readonly string[] | null) => void;
  readonly say: (text: string) => void;
}

/** Holds the row that is being moved; one is moved at a time. */
class Mover implements RowHandle {
  options!: ReorderOptions;
  #carry: Carry | null = null;
  #letGo: (() => void) | null = null;

  constructor(readonly telling: Telling) {}

  readonly onPointerDown = (event: PointerEvent, symbol: string): void => {
    if (event.button !== 0 || this.#carry !== null) return;
    this.#pickUp(symbol);
    this.#letGo = followPointer(event, {
      move: (x, y) => this.#moveUnder(x, y),
      drop: () => this.drop(),
      cancel: () => this.cancel(),
    });
  };

  readonly onKeyDown = (event: KeyboardEvent, symbol: string): void => {
    const step = this.#carry === null ? null : stepOf(event.key, this.options.columns());
    if (event.key === " " || event.key === "Enter") {
      if (this.#carry === null) this.#pickUp(symbol);
      else this.drop();
    } else if (event.key === "Escape" && this.#carry !== null) this.cancel();
    else if (event.key === "Tab" && this.#carry !== null) return this.drop();
    else if (step !== null) this.#moveBy(step);
    else return;
    event.preventDefault();
  };

  drop(): void {
    const carry = this.#carry;
    if (carry === null) return;
    const order = dropped(carry, this.options.all);
    this.telling.say(order === null ? "Put back" : `Put at ${this.#placeWords()}`);
    this.#end();
    if (order !== null) this.#send(carry.order, order);
  }

  cancel(): void {
    if (this.#carry === null) return;
    this.telling.say("Not moved");
    this.#end();
  }

  #pickUp(symbol: string): void {
    this.#set(pickUp(this.options.shown, symbol));
    this.telling.say(`Picked up, ${this.#placeWords()}. Arrows move it, space puts it down`);
  }

  #moveBy(step: number): void {
    if (this.#carry === null) return;
    this.#set(carryTo(this.#carry, placeOf(this.#carry) + step));
    this.telling.say(this.#placeWords());
  }

  #moveUnder(x: number, y: number): void {
    const carry = this.#carry;
    const place = carry === null ? -1 : carry.order.indexOf(rowUnder(x, y) ?? "");
    if (carry !== null && place >= 0 && place !== placeOf(carry)) {
      this.#set(carryTo(carry, place));
    }
  }

  /** Shows the new order at once; when it is refused, the rows go back to where they were. */
  async #send(shown: readonly string[], all: readonly string[]): Promise<void> {
    this.telling.setSent(shown);
    try {
      await this.options.onReorder(all);
    } finally {
      this.telling.setSent(null);
    }
  }

  #placeWords(): string {
    if (this.#carry === null) return "";
    return `place ${placeOf(this.#carry) + 1} of ${this.#carry.order.length}`;
  }

  #set(carry: Carry | null): void {
    this.#carry = carry;
    this.telling.setCarry(carry);
  }

  #end(): void {
    this.#letGo?.();
    this.#letGo = null;
    this.#set(null);
  }
}

/** By how many places a key moves a row; null when it does not. */
function stepOf(key: string, columns: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ...{ ArrowUp: -columns, ArrowDown: columns, ArrowLeft: -1, ArrowRight: 1 },
    ...{ PageUp: -10 * columns, PageDown: 10 * columns, Home: -Infinity, End: Infinity },
  };
  return steps[key] ?? null;
}
