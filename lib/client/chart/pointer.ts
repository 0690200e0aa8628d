/** A finger that rests so long picks a price, in milliseconds. */
const LONG_PRESS_MS = 500;
/** A hand that moves less than this has not moved, in pixels. */
const STILL_PX = 6;

/** A place on the chart, in pixels from its upper left corner. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
}

/** What takes hold, and how. */
export interface Hand {
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
export function watchPointer(element: HTMLElement, handlers: PointerHandlers): () => void {
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
