import type {
  IPrimitivePaneRenderer,
  ISeriesPrimitive,
  PrimitiveHoveredItem,
  PrimitivePaneViewZOrder,
  SeriesAttachedParameter,
  Time,
} from "lightweight-charts";

/** Where moments and prices lie on a chart that is being drawn; in CSS pixels. */
export interface Plot {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  /** Null before the chart has any bar. */
  xOf(at: number): number | null;
  yOf(price: number): number | null;
}

export interface LayerOptions {
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
