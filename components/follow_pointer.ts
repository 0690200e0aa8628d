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
export function followPointer(start: PointerEvent, { move, drop, cancel }: PointerFollower) {
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
export function scrollStep(y: number, height: number): number {
  const into = y < EDGE ? y - EDGE : Math.max(0, y - (height - EDGE));
  return Math.round(Math.max(-1, Math.min(1, into / EDGE)) * FASTEST);
}

/** The row at a point of the screen. */
export function rowUnder(x: number, y: number): string | undefined {
  const row = document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-pair]");
  return row?.dataset["pair"];
}
