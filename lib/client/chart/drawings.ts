import type {
  IPrimitivePaneRenderer,
  ISeriesPrimitive,
  PrimitiveHoveredItem,
  PrimitivePaneViewZOrder,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";
import type { Span } from "@/lib/market/candle.ts";
import { type ChartColors, faded } from "./style.ts";
import type { BandEdge, ChartBand, ChartExtreme, ChartLevel } from "./levels.ts";

/** An alarm went off here, or would have. */
export interface ChartMark {
  readonly at: number;
  readonly price: number;
  readonly isReplayed: boolean;
}

const HATCH_GAP = 7;
/** How far the band of prices fades out beyond its edge. */
const BAND_DEPTH = 26;
/** A window too short to see is drawn this wide. */
const BAND_LEAST = 56;
const MARK_RADIUS = 5;
const TITLE_FONT = "11px system-ui, sans-serif";

/** Hatches unwatched stretches, over the whole height. */
export function drawStretches(
  { context, width, height, xOf }: Plot,
  stretches: readonly Span[],
  colors: ChartColors,
): void {
  context.strokeStyle = faded(colors.inkSoft, 0.28);
  context.lineWidth = 1;
  for (const { from, to } of stretches) {
    const [left, right] = [xOf(from), xOf(to)];
    if (left === null || right === null || right < 0 || left > width) continue;
    const start = Math.max(0, left);
    hatch(context, start, Math.max(2, Math.min(width, right) - start), height);
  }
}

function hatch(context: CanvasRenderingContext2D, x: number, width: number, height: number): void {
  context.save();
  context.beginPath();
  context.rect(x, 0, width, height);
  context.clip();
  context.beginPath();
  for (let from = x - height; from < x + width; from += HATCH_GAP) {
    context.moveTo(from, height);
    context.lineTo(from + height, 0);
  }
  context.stroke();
  context.restore();
}

/** Draws each edge from the start of its window to now, with the prices beyond it fading out. */
export function drawBands(plot: Plot, bands: readonly ChartBand[], colors: ChartColors): void {
  for (const band of bands) {
    for (const edge of band.edges) drawEdge(plot, band, edge, bandColor(band, colors));
  }
}

interface NamedLine extends LineLabel {
  readonly text: string;
  readonly color: string;
}

/** Writes over the prices what the bands are of, then what the extremes are, where no name covers another. */
export function drawNames(
  plot: Plot,
  { bands, extremes }: Pick<ChartContent, "bands" | "extremes">,
  colors: ChartColors,
): void {
  const { context, height } = plot;
  context.font = TITLE_FONT;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.lineWidth = 4;
  context.lineJoin = "round";
  context.strokeStyle = faded(colors.surface, 0.85);
  const names = [...bandNames(plot, bands, colors), ...extremeNames(plot, extremes, colors)];
  const places = placeLabels(names, height);
  for (const [nth, { text, color, left }] of names.entries()) {
    const y = places[nth] ?? null;
    if (y === null) continue;
    context.fillStyle = color;
    context.strokeText(text, left, y);
    context.fillText(text, left, y);
  }
  context.textBaseline = "alphabetic";
}

/** At the right, beside the axis. */
function bandNames(
  { context, width, height, yOf }: Plot,
  bands: readonly ChartBand[],
  colors: ChartColors,
): NamedLine[] {
  return bands.flatMap((band) => {
    const [text, color, right] = [band.title, bandColor(band, colors), width - 8];
    const left = right - context.measureText(text).width;
    return band.edges.flatMap(({ price, side }): NamedLine[] => {
      const line = yOf(price);
      const isSeen = line !== null && line >= 0 && line <= height;
      return isSeen ? [{ text, color, left, right, line, side }] : [];
    });
  });
}

function bandColor({ look }: ChartBand, colors: ChartColors): string {
  return look === "armed" ? colors.warn : colors.inkSoft;
}

function drawEdge(plot: Plot, band: ChartBand, { price, side }: BandEdge, color: string): void {
  const { context, width, height, xOf, yOf } = plot;
  const y = yOf(price);
  if (y === null || y < -BAND_DEPTH || y > height + BAND_DEPTH) return;
  const left = startOf(band.since, width, xOf);
  const beyond = side === "above" ? y - BAND_DEPTH : y + BAND_DEPTH;
  const fill = context.createLinearGradient(0, y, 0, beyond);
  fill.addColorStop(0, faded(color, band.look === "armed" ? 0.3 : 0.14));
  fill.addColorStop(1, faded(color, 0));
  context.fillStyle = fill;
  context.fillRect(left, Math.min(y, beyond), width - left, BAND_DEPTH);
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.setLineDash([2, 3]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(width, y);
  context.stroke();
  context.setLineDash([]);
}

/** Draws a dot where an alarm went off, and a ring where it would have. */
export function drawMarks(
  { context, width, xOf, yOf }: Plot,
  marks: readonly ChartMark[],
  colors: ChartColors,
): void {
  context.lineWidth = 2;
  for (const { at, price, isReplayed } of marks) {
    const [x, y] = [xOf(at), yOf(price)];
    if (x === null || y === null || x < 0 || x > width) continue;
    context.beginPath();
    context.arc(x, y, MARK_RADIUS, 0, 2 * Math.PI);
    context.fillStyle = isReplayed ? colors.surface : colors.ring;
    context.strokeStyle = isReplayed ? colors.ring : colors.surface;
    context.fill();
    context.stroke();
  }
}

/** Where moments and prices lie on a chart that is being drawn; in CSS pixels. */
interface Plot {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Null before the chart has any candle. */
  xOf(at: number): number | null;
  yOf(price: number): number | null;
}

interface LayerOptions {
  readonly zOrder: PrimitivePaneViewZOrder;
  readonly xOf: Plot["xOf"];
  readonly yOf: Plot["yOf"];
  readonly draw: (plot: Plot) => void;
  /** Called whenever the chart is drawn anew. */
  readonly onDraw?: () => void;
  /** What lies under the pointer, for its shape. */
  readonly hitTest?: (y: number) => PrimitiveHoveredItem | null;
}

/** Something of our own that is drawn under or over the prices. */
export class ChartLayer implements ISeriesPrimitive<Time> {
  #attached: SeriesAttachedParameter<Time> | null = null;
  readonly #views;

  constructor(private readonly options: LayerOptions) {
    const renderer: IPrimitivePaneRenderer = { draw: (target) => this.#draw(target) };
    this.#views = [{ zOrder: () => options.zOrder, renderer: () => renderer }];
  }

  attached(to: SeriesAttachedParameter<Time>): void {
    this.#attached = to;
  }

  detached(): void {
    this.#attached = null;
  }

  paneViews() {
    return this.#views;
  }

  updateAllViews(): void {
    this.options.onDraw?.();
  }

  hitTest(_x: number, y: number): PrimitiveHoveredItem | null {
    return this.options.hitTest?.(y) ?? null;
  }

  /** Asks the chart to draw it again. */
  redraw(): void {
    this.#attached?.requestUpdate();
  }

  #draw(target: Parameters<IPrimitivePaneRenderer["draw"]>[0]): void {
    if (this.#attached === null) return;
    target.useMediaCoordinateSpace(({ context, mediaSize: { width, height } }) => {
      const { xOf, yOf, draw } = this.options;
      draw({ context, width, height, xOf, yOf });
    });
  }
}

/** Draws where the maximum and the minimum stand that alarms are measured from, no further back than they count. */
export function drawExtremes(
  { context, width, height, xOf, yOf }: Plot,
  extremes: readonly ChartExtreme[],
  colors: ChartColors,
): void {
  context.lineWidth = 1;
  for (const { price, since } of extremes) {
    const y = yOf(price);
    if (y === null || y < 0 || y > height) continue;
    const left = startOf(since, width, xOf);
    context.strokeStyle = faded(colors.inkSoft, 0.7);
    context.setLineDash([6, 4]);
    context.beginPath();
    context.moveTo(left, y);
    context.lineTo(width, y);
    context.stroke();
    context.setLineDash([]);
  }
}

/** In the middle of its line, as far as it fits beside the axis: handles are at the left, bands have their names at the right. */
function extremeNames(
  { context, width, height, xOf, yOf }: Plot,
  extremes: readonly ChartExtreme[],
  colors: ChartColors,
): NamedLine[] {
  return extremes.flatMap(({ price, since, side, text }): NamedLine[] => {
    const line = yOf(price);
    if (line === null || line < 0 || line > height) return [];
    const half = context.measureText(text).width / 2;
    const middle = (startOf(since, width, xOf) + width) / 2;
    const left = Math.max(4, Math.min(middle, width - half - 4) - half);
    return [{ text, color: colors.inkSoft, left, right: left + 2 * half, line, side }];
  });
}

/** Where a line begins that counts since then: it is never too short to be seen. */
function startOf(since: number, width: number, xOf: Plot["xOf"]): number {
  return Math.max(0, Math.min(xOf(since) ?? 0, width - BAND_LEAST));
}

/** What is drawn beside the prices. */
export interface ChartContent {
  /** The price now; null before the first one. */
  readonly price: number | null;
  readonly levels: readonly ChartLevel[];
  readonly held: string | null;
  readonly bands: readonly ChartBand[];
  readonly marks: readonly ChartMark[];
  readonly stretches: readonly Span[];
  readonly extremes: readonly ChartExtreme[];
}

/** A chart with nothing but prices. */
export const NO_CONTENT: ChartContent = {
  ...{ price: null, levels: [], held: null, bands: [], marks: [], stretches: [], extremes: [] },
};

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
const LABEL_HEIGHT = 14;
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
