import { useEffect, useMemo, useState } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import type { PairView } from "@/lib/protocol/frames.ts";
import { boardWords } from "./texts.ts";

/** How a row is picked up and moved. */
export interface RowHandle {
  readonly onPointerDown: (event: PointerEvent, symbol: string) => void;
  readonly onKeyDown: (event: KeyboardEvent, symbol: string) => void;
}

/** Id of the words that say how keys move a row. */
export const HANDLE_HELP_ID = "handle-help";

/** The grip of a row, for pointer, finger and keys; its place stays while it is of no use. */
export function PairHandle(
  { pair, handle, isCarried }: { pair: PairView; handle: RowHandle | null; isCarried: boolean },
) {
  if (handle === null) return <span class="pair-handle" />;
  const { symbol, base, quote } = pair;
  return (
    <button
      type="button"
      class="pair-handle"
      aria-label={boardWords.move(`${base}/${quote}`)}
      aria-describedby={HANDLE_HELP_ID}
      aria-pressed={isCarried}
      onPointerDown={(event) => handle.onPointerDown(event, symbol)}
      onKeyDown={(event) => handle.onKeyDown(event, symbol)}
    >
      <Icon name="handle" />
    </button>
  );
}

interface ReorderOptions {
  /** Symbols of the rows in their order. */
  readonly shown: readonly string[];
  /** Symbols of all pairs in their order. */
  readonly all: readonly string[];
  /** Rows side by side. */
  readonly columns: () => number;
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
    this.telling.say(order === null ? boardWords.putBack : boardWords.putAt(this.#placeWords()));
    this.#end();
    if (order !== null) this.#send(carry.order, order);
  }

  cancel(): void {
    if (this.#carry === null) return;
    this.telling.say(boardWords.notMoved);
    this.#end();
  }

  #pickUp(symbol: string): void {
    this.#set(pickUp(this.options.shown, symbol));
    this.telling.say(boardWords.pickedUp(this.#placeWords()));
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
    return boardWords.place(placeOf(this.#carry) + 1, this.#carry.order.length);
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

/** So near to the edge of the screen the page scrolls along, in pixels. */
const EDGE = 72;
/** How far it scrolls with each drawing at the very edge, in pixels. */
const FASTEST = 24;

interface PointerFollower {
  /** The pointer is here now, or the page moved below it. */
  readonly move: (x: number, y: number) => void;
  readonly drop: () => void;
  readonly cancel: () => void;
}

/** Follows a pointer or finger from where it was pressed until it is let go; returns how to stop. */
function followPointer(start: PointerEvent, { move, drop, cancel }: PointerFollower) {
  const { pointerId } = start;
  let { clientX: x, clientY: y } = start;
  const ending = new AbortController();
  const { signal } = ending;
  const ours = (run: () => void) => (event: PointerEvent) => {
    if (event.pointerId === pointerId) run();
  };
  const onMove = (event: PointerEvent) => {
    if (event.pointerId !== pointerId) return;
    ({ clientX: x, clientY: y } = event);
    move(x, y);
  };
  // Without this a drag over words would select them.
  start.preventDefault();
  addEventListener("pointermove", onMove, { signal });
  addEventListener("pointerup", ours(drop), { signal });
  addEventListener("pointercancel", ours(cancel), { signal });
  addEventListener("keydown", (event) => event.key === "Escape" && cancel(), { signal });
  const scroll = () => {
    if (signal.aborted) return;
    const by = scrollStep(y, innerHeight);
    if (by !== 0) {
      scrollBy(0, by);
      move(x, y);
    }
    requestAnimationFrame(scroll);
  };
  requestAnimationFrame(scroll);
  return () => ending.abort();
}

/** How far to scroll for a pointer at this height of the screen; 0 away from its edges. */
function scrollStep(y: number, height: number): number {
  const into = y < EDGE ? y - EDGE : Math.max(0, y - (height - EDGE));
  return Math.round(Math.max(-1, Math.min(1, into / EDGE)) * FASTEST);
}

function rowUnder(x: number, y: number): string | undefined {
  const row = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-pair]");
  return row?.dataset["pair"];
}

interface Carry {
  readonly symbol: string;
  /** The shown pairs as they stood when it was picked up. */
  readonly before: readonly string[];
  /** The shown pairs as they stand now. */
  readonly order: readonly string[];
}

/** Begins to move a pair among the shown ones. */
export function pickUp(shown: readonly string[], symbol: string): Carry {
  return { symbol, before: shown, order: shown };
}

/** Moves it to a place, counted from 0; before the first and behind the last it stays within. */
export function carryTo(carry: Carry, place: number): Carry {
  const { symbol } = carry;
  const others = carry.order.filter((other) => other !== symbol);
  const within = Math.max(0, Math.min(others.length, place));
  return { ...carry, order: [...others.slice(0, within), symbol, ...others.slice(within)] };
}

/** Its place among the shown ones, counted from 0. */
export function placeOf({ symbol, order }: Carry): number {
  return order.indexOf(symbol);
}

/**
 * All pairs in their new order, shown or not: the moved one stands right before the one that it
 * was put before, or behind the last shown one; null when nothing was moved.
 */
export function dropped(carry: Carry, all: readonly string[]): readonly string[] | null {
  const { symbol, before, order } = carry;
  if (order.join() === before.join()) return null;
  const others = all.filter((other) => other !== symbol);
  const place = placeOf(carry);
  const [previous, next] = [order[place - 1], order[place + 1]];
  const at = next === undefined ? others.indexOf(previous ?? "") + 1 : others.indexOf(next);
  return [...others.slice(0, at), symbol, ...others.slice(at)];
}
