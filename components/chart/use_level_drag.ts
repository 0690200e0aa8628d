import { type ReadonlySignal, type Signal, useSignal, useSignalEffect } from "@preact/signals";
import type { RefObject } from "preact";
import { useMemo } from "preact/hooks";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fields } from "@/lib/alarms/kinds/kind.ts";
import type { Chart } from "@/lib/client/chart/chart.ts";
import { conditionOf, LevelDrag } from "@/lib/client/chart/handles.ts";
import { roundToStep } from "@/lib/client/chart/levels.ts";
import type { ChartView } from "@/lib/client/chart/view.ts";
import { mayHere } from "@/lib/client/viewer.ts";
import type { PairView } from "../../lib/protocol/frames.ts";

/** A change that can be taken back for a while. */
export interface Undoable {
  readonly alarm: Alarm;
  readonly former: Fields;
  readonly price: number;
}

/** Changes the condition of an alarm; settles when it is done, or refused in a notice. */
type Change = (alarm: Alarm, fields: Fields) => Promise<boolean>;

interface DragInput {
  readonly holder: RefObject<HTMLElement>;
  readonly pair: ReadonlySignal<PairView | undefined>;
  readonly change: Change;
  readonly onPick: (price: number) => void;
  /** A drag measures; it takes no line. */
  readonly isMeasuring: ReadonlySignal<boolean>;
}

/** Lets lines be dragged and prices be picked on a chart. */
export function useLevelDrag(chart: Chart, input: DragInput) {
  const { holder, pair, change, onPick, isMeasuring } = input;
  const measured = useSignal<Measured | null>(null);
  const undoable = useSignal<Undoable | null>(null);
  const drag = useMemo(
    () => new LevelDrag({ pair: () => pair.peek(), step: () => chart.step }),
    [],
  );
  const save = async () => {
    const { wish } = drag;
    if (wish === null) return drag.drop();
    const former = conditionOf(wish.alarm);
    if (await change(wish.alarm, wish.moved.fields)) {
      undoable.value = { alarm: wish.alarm, former, price: wish.moved.price };
    }
    // Meanwhile another line may have been taken.
    if (drag.held.value?.alarm.id === wish.alarm.id) drag.drop();
  };
  const undo = async () => {
    const last = undoable.value;
    undoable.value = null;
    if (last !== null) await change(last.alarm, last.former);
  };
  useSignalEffect(() => {
    const id = drag.held.value?.alarm.id;
    const isThere = pair.value?.alarms.some((alarm) => alarm.id === id) ?? false;
    if (id !== undefined && !isThere) drag.drop();
  });
  useSignalEffect(() => {
    const [element, view] = [holder.current, chart.view.value];
    if (element === null || view === null) return;
    return watchPointer(
      element,
      chartHands(view, drag, {
        save,
        pick: pickAt(view, chart, onPick),
        measure: { isOn: () => isMeasuring.peek(), measured },
      }),
    );
  });
  useSignalEffect(() => {
    if (!isMeasuring.value) measured.value = null;
  });
  return { drag, undoable, measured, save, undo };
}

/** A stretch between two places on a chart. */
export interface Measured {
  readonly from: MeasuredPoint;
  readonly to: MeasuredPoint;
}

interface MeasuredPoint {
  /** In milliseconds. */
  readonly at: number;
  readonly price: number;
}

interface Hands {
  readonly measure: {
    readonly isOn: () => boolean;
    readonly measured: Signal<Measured | null>;
  };
  readonly save: () => void;
  readonly pick: (point: ChartPoint) => void;
}

function chartHands(view: ChartView, drag: LevelDrag, { save, pick, measure }: Hands) {
  let start: MeasuredPoint | null = null;
  let grabbed: Alarm | null = null;
  /** How far its line lies above where it was taken, as a price: the line keeps that distance. */
  let above = 0;
  const end = () => {
    grabbed = null;
    start = null;
    view.setStill(false);
  };
  return {
    pick,
    isPlot: ({ x, y }: ChartPoint) => x < view.pane.size.width && y < view.pane.size.height,
    grab: (point: ChartPoint, { isTouch, isShift }: Hand) => {
      const { y } = point;
      measure.measured.value = null;
      if (measure.isOn() || isShift) {
        start = pointAt(view, point);
        view.setStill(true);
        return true;
      }
      const level = isTouch || !mayHere("changeAlarms") ? null : view.levelAt(y);
      if (level === null) return false;
      grabbed = level.alarm;
      above = level.price - (view.pane.priceAt(y) ?? level.price);
      view.setStill(true);
      return true;
    },
    drag: (point: ChartPoint) => {
      const { y } = point;
      if (start !== null) {
        const to = pointAt(view, point);
        if (to !== null) measure.measured.value = { from: start, to };
        return;
      }
      const price = (view.pane.priceAt(y) ?? NaN) + above;
      if (grabbed !== null && price > 0) drag.to(grabbed, price);
    },
    release: () => {
      const isMeasured = start !== null;
      end();
      if (!isMeasured) save();
    },
    cancel: () => {
      end();
      drag.drop();
      measure.measured.value = null;
    },
  };
}

function pointAt(view: ChartView, { x, y }: ChartPoint): MeasuredPoint | null {
  const [at, price] = [view.pane.timeAt(x), view.pane.priceAt(y)];
  return at === null || price === null ? null : { at, price };
}

function pickAt(view: ChartView, chart: Chart, onPick: (price: number) => void) {
  return ({ y }: ChartPoint) => {
    const pointed = chart.pointedY.peek();
    // Rounded as it is for the price beside the mouse: what is read there is set.
    const isPointed = pointed !== null && Math.abs(pointed - y) < 1;
    const price = view.pane.priceAt(isPointed ? pointed : y);
    if (price !== null && price > 0 && mayHere("changeAlarms")) {
      onPick(roundToStep(price, chart.step));
    }
  };
}

/** A finger that rests so long picks a price, in milliseconds. */
const LONG_PRESS_MS = 500;
/** A hand that moves less than this has not moved, in pixels. */
const STILL_PX = 6;

/** A place on the chart, in pixels from its upper left corner. */
interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** What takes hold, and how. */
interface Hand {
  readonly isTouch: boolean;
  readonly isShift: boolean;
}

interface PointerHandlers {
  /** Whether prices are drawn there: the axes are the chart's own. */
  readonly isPlot: (point: ChartPoint) => boolean;
  /** Takes hold of what lies there; false when nothing does. */
  readonly grab: (point: ChartPoint, hand: Hand) => boolean;
  readonly drag: (point: ChartPoint) => void;
  readonly release: () => void;
  /** Escape, or the browser took the hand away: nothing was meant. */
  readonly cancel: () => void;
  /** A click, or a finger that rested. */
  readonly pick: (point: ChartPoint) => void;
}

/** Reads clicks, long presses and drags on a chart, whose own scrolling goes on; returns how to stop. */
function watchPointer(element: HTMLElement, handlers: PointerHandlers): () => void {
  const watch = new PointerWatch(element, handlers);
  const stop = new AbortController();
  const options = { capture: true, signal: stop.signal };
  element.addEventListener("pointerdown", (event) => watch.down(event), options);
  element.addEventListener("pointermove", (event) => watch.move(event), options);
  element.addEventListener("pointerup", (event) => watch.up(event), options);
  element.addEventListener("pointercancel", () => watch.gone(), options);
  document.addEventListener("keydown", (event) => watch.key(event), options);
  element.addEventListener("contextmenu", (event) => watch.menu(event), options);
  return () => {
    watch.gone();
    stop.abort();
  };
}

class PointerWatch {
  #start: ChartPoint | null = null;
  /** Something was taken hold of; it is dragged once the hand has moved. */
  #isHolding = false;
  #isDragging = false;
  #isTouch = false;
  #timer = 0;

  constructor(readonly element: HTMLElement, readonly handlers: PointerHandlers) {}

  down(event: PointerEvent): void {
    if (!event.isPrimary) return this.gone();
    const point = this.#pointOf(event);
    if (event.button !== 0 || !this.handlers.isPlot(point)) return;
    this.#start = point;
    this.#isTouch = event.pointerType === "touch";
    if (this.handlers.grab(point, { isTouch: this.#isTouch, isShift: event.shiftKey })) {
      this.#isHolding = true;
      this.element.setPointerCapture(event.pointerId);
    } else if (this.#isTouch) {
      this.#timer = self.setTimeout(() => this.#pickAt(point), LONG_PRESS_MS);
    }
  }

  move(event: PointerEvent): void {
    const point = this.#pointOf(event);
    if (this.#isDragging) return this.handlers.drag(point);
    if (this.#start === null || distance(point, this.#start) <= STILL_PX) return;
    if (!this.#isHolding) return this.gone();
    this.#isDragging = true;
    this.handlers.drag(point);
  }

  up(event: PointerEvent): void {
    const start = this.#start;
    if (this.#isHolding && !this.#isDragging) return this.gone();
    if (this.#isDragging) {
      this.#forget();
      return this.handlers.release();
    }
    const isClick = start !== null && !this.#isTouch && event.button === 0;
    this.#forget();
    if (isClick) this.handlers.pick(start);
  }

  gone(): void {
    const wasHolding = this.#isHolding;
    this.#forget();
    if (wasHolding) this.handlers.cancel();
  }

  key(event: KeyboardEvent): void {
    if (event.key === "Escape" && this.#isHolding) this.gone();
  }

  /** A finger that rests means the price, not the browser's menu. */
  menu(event: Event): void {
    if (this.#isTouch) event.preventDefault();
  }

  #pickAt(point: ChartPoint): void {
    this.#forget();
    this.handlers.pick(point);
  }

  #forget(): void {
    self.clearTimeout(this.#timer);
    this.#start = null;
    this.#isHolding = false;
    this.#isDragging = false;
  }

  #pointOf({ clientX, clientY }: PointerEvent): ChartPoint {
    const { left, top } = this.element.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }
}

function distance(a: ChartPoint, b: ChartPoint): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
