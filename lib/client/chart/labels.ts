/** What names a line, before it has its place; in pixels from the top left. */
export interface LineLabel {
  /** Where its text begins and ends. */
  readonly left: number;
  readonly right: number;
  /** Height of the line that it names. */
  readonly line: number;
  /** On which side of the line it stands if there is room. */
  readonly side: "above" | "below";
}

/** Height of a line of text with what keeps it from the next. */
export const LABEL_HEIGHT = 14;
/** From a line to the middle of its label. */
const FROM_LINE = 10;
/** So many lines of text further away a label may stand: beyond that one takes it for another line's. */
const FARTHEST = 2;

/**
 * Heights of the middles of labels, so that none covers another and none is cut off: each beside its line, else on
 * its other side, else a little further away; null for one that has no place there. The first ones choose first.
 */
export function placeLabels(labels: readonly LineLabel[], height: number): (number | null)[] {
  const taken: Box[] = [];
  return labels.map((label) => {
    const free = placesFor(label).find((y) => isInside(y, height) && !isTaken(label, y, taken));
    if (free === undefined) return null;
    taken.push({ ...label, y: free });
    return free;
  });
}

interface Box extends Pick<LineLabel, "left" | "right"> {
  readonly y: number;
}

function placesFor({ line, side }: LineLabel): number[] {
  const way = side === "above" ? -1 : 1;
  const steps = Array.from({ length: FARTHEST + 1 }, (_, step) => FROM_LINE + step * LABEL_HEIGHT);
  return steps.flatMap((away) => [line + way * away, line - way * away]);
}

function isInside(y: number, height: number): boolean {
  return y >= LABEL_HEIGHT / 2 && y <= height - LABEL_HEIGHT / 2;
}

function isTaken({ left, right }: LineLabel, y: number, taken: readonly Box[]): boolean {
  return taken.some((other) =>
    left < other.right && right > other.left && Math.abs(y - other.y) < LABEL_HEIGHT
  );
}
