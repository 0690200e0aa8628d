import { viewer } from "@/lib/client/viewer.ts";
import {
  type ReadonlySignal,
  type Signal,
  signal,
  useComputed,
  useSignalEffect,
} from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { type Candle, stepStart } from "@/lib/market/candle.ts";
import { numberFormats } from "@/lib/market/format_price.ts";
import { type ChartChoice, type ChartSpan, chartSpan } from "@/lib/protocol/charts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import type { Zone } from "@/lib/text/times.ts";
import { ChartFeed, type ChartSeries, fetchCandles } from "./feed.ts";
import type { IndicatorReading } from "./indicator_lines.ts";
import { niceStep, tickOf } from "./levels.ts";
import { type ChartLooks, followLooks, looks } from "./looks.ts";
import type { ChartState } from "./chart_state.ts";
import { readColors, watchColors } from "./style.ts";
import { ChartView } from "./view.ts";

/** Candles this long hold more prices than are heard, so a closed one is asked for again. */
const COARSE_MS = 60_000;

/** The chart of one pair: what it shows, and how well. */
export class Chart {
  /** Null while there is no element to draw in. */
  readonly view: Signal<ChartView | null> = signal(null);
  readonly phase: ChartState["phase"];
  readonly isDrawn: ChartState["isDrawn"];
  readonly older: ChartState["older"];
  /** Grows whenever the chart was drawn anew, so that what stands on it can move along. */
  readonly drawings = signal(0);
  /** Grows whenever prices changed, and with them what indicators say. */
  readonly changes = signal(0);
  /** The candle that somebody points at. */
  readonly pointed: Signal<Candle | null> = signal(null);
  /** The height at which somebody points, in pixels from the top. */
  readonly pointedY: Signal<number | null> = signal(null);
  /** Why the past prices could not be loaded, where that is known, for a person. */
  problem: string | null = null;
  #tick = 0.01;
  #feed: ChartFeed | null = null;
  /** The one that is being loaded; it takes the place of the shown one once it is. */
  #coming: ChartFeed | null = null;
  /** To be done once there is a first price; null where there is one. */
  #openAgain: (() => Promise<void>) | null = null;
  /** What could not be loaded, to be tried anew once the server is heard again. */
  #tryAgain: (() => Promise<void>) | null = null;
  #stops: (() => void)[] = [];
  #hasIndicators = false;

  constructor(
    private readonly pair: () => PairView | undefined,
    { phase, isDrawn, older }: Pick<ChartState, "phase" | "isDrawn" | "older">,
  ) {
    this.phase = phase;
    this.isDrawn = isDrawn;
    this.older = older;
  }

  /** How long each candle is, in milliseconds; null before there is any. */
  get stepMs(): number | null {
    return this.#feed?.series.stepMs ?? null;
  }

  /** The smallest difference of prices that is worth choosing at the present size: about one pixel. */
  get step(): number {
    const view = this.view.peek();
    return niceStep(view?.pane.pricePerPixel ?? 0, this.#tick);
  }

  /** Draws into the element from now on; returns how to stop. */
  mount(holder: HTMLElement, zone: Zone): () => void {
    this.#show(holder, zone);
    return () => {
      for (const stop of this.#stops) stop();
      this.#stops = [];
      this.view.value = null;
      this.#feed = null;
      this.#coming = null;
      this.#tryAgain = null;
    };
  }

  /** Shows a range of the past in a way, at the server's time `now` (ms); what is shown stays until it is loaded. */
  async open(choice: ChartChoice, now: () => number): Promise<void> {
    const pair = this.pair();
    const view = this.view.peek();
    if (pair === undefined || view === null) return;
    const start = this.#historyStart() ?? Date.parse(pair.addedAt);
    const span = chartSpan(choice, now() - start);
    const feed = this.#makeFeed(pair.symbol, span, now);
    this.#coming = feed;
    this.phase.value = "loading";
    const isLoaded = await feed.load();
    if (this.#coming !== feed) return;
    this.problem = feed.problem;
    this.phase.value = isLoaded ? "ready" : "failed";
    this.#tryAgain = isLoaded ? null : () => this.open(choice, now);
    if (!isLoaded) return;
    const prices = pricesOf(feed.series, pair);
    const tick = tickOf(prices);
    this.#tick = tick;
    this.#feed = feed;
    this.older.value = null;
    // Without a price nobody knows yet how large prices are.
    this.#openAgain = prices.length > 0 ? null : () => this.open(choice, now);
    const scale = { tick, highest: Math.max(0, ...prices) };
    view.pane.start(choice.kind, feed.series, scale, now() - span.lengthMs);
    this.isDrawn.value = true;
    this.#lead();
    this.hear();
  }

  /** Looks otherwise from now on. */
  async setLooks({ scale, indicators }: ChartLooks): Promise<void> {
    const view = this.view.peek();
    this.#hasIndicators = indicators.length > 0;
    view?.setScale(scale);
    await view?.showIndicators(indicators);
    this.changes.value++;
    this.#lead();
  }

  /** What indicators say at the candle that is pointed at, else now. */
  get readings(): IndicatorReading[] {
    return this.view.peek()?.indicators?.at(this.pointed.peek()?.at ?? null) ?? [];
  }

  /** Indicators are worked out from candles that are older than those in sight. */
  #lead(): void {
    if (this.#hasIndicators) void this.#feed?.lead();
  }

  /** Takes over the pair's newest price. */
  hear(): void {
    const pair = this.pair();
    const feed = this.#feed;
    if (feed === null || !pair || pair.currentPrice === null || pair.lastUpdate === null) return;
    const openAgain = this.#openAgain;
    this.#openAgain = null;
    if (openAgain !== null) return void openAgain();
    const at = Date.parse(pair.lastUpdate);
    const { stepMs, candles } = feed.series;
    const steps = (stepStart(at, stepMs) - (candles.at(-1)?.at ?? Infinity)) / stepMs;
    feed.hear(at, pair.currentPrice);
    // After a pause of the page prices are missing, or there were none.
    if (steps > 1 || steps === 1 && stepMs >= COARSE_MS) this.catchUp();
  }

  /** Asks for what was missed while nothing was heard. */
  catchUp(): void {
    const tryAgain = this.#tryAgain;
    this.#tryAgain = null;
    if (tryAgain !== null) void tryAgain();
    else this.#feed?.catchUp();
  }

  #makeFeed(symbol: string, span: ChartSpan, now: () => number): ChartFeed {
    const feed: ChartFeed = new ChartFeed({
      fetchCandles: (wanted) => fetchCandles(symbol, wanted),
      ...{ span, now },
      historyStart: () => this.#historyStart(),
      onChange: (series, from) => {
        if (this.#feed === feed) this.view.peek()?.pane.setCandles(series, from);
      },
      onOlder: (problem) => {
        if (this.#feed === feed) this.older.value = problem;
      },
    });
    return feed;
  }

  #historyStart(): number | null {
    const start = this.pair()?.historyStart ?? null;
    return start === null ? null : Date.parse(start);
  }

  #show(holder: HTMLElement, zone: Zone): void {
    const view = new ChartView({
      ...{ holder, zone, colors: readColors(holder) },
      onDraw: () => this.drawings.value++,
      onCandles: () => this.changes.value++,
      onPoint: (candle, y) => {
        this.pointed.value = candle;
        this.pointedY.value = y;
      },
      onNearStart: () => void this.#feed?.loadOlder(),
    });
    this.#stops = [watchColors(() => view.setColors(readColors(holder))), () => view.remove()];
    this.view.value = view;
  }
}

function pricesOf({ candles }: ChartSeries, { priceHistory }: PairView): number[] {
  return [...candles.map(({ close }) => close), ...priceHistory.map(({ price }) => price)];
}

interface ChartInput {
  readonly holder: RefObject<HTMLElement>;
  readonly pair: ReadonlySignal<PairView | undefined>;
  readonly choice: ReadonlySignal<ChartChoice>;
  /** Whether the server is heard. */
  readonly isLive: ReadonlySignal<boolean>;
}

/** Draws the chart into its holder, and keeps it at what is chosen and heard. */
export function useChart(chart: Chart, { holder, pair, choice, isLive }: ChartInput): void {
  const locale = useComputed(() => numberFormats().locale);
  useSignalEffect(() => {
    const element = holder.current;
    // Another zone or way to write numbers needs other axes, and so another chart.
    const zone = viewer.zone.value;
    locale.value;
    return element === null ? undefined : chart.mount(element, zone);
  });
  useSignalEffect(() => {
    if (chart.view.value !== null) chart.open(choice.value, () => viewer.now.peek());
  });
  useSignalEffect(() => {
    if (chart.view.value !== null) void chart.setLooks(looks.value);
  });
  useEffect(followLooks, []);
  useSignalEffect(() => {
    if (pair.value !== undefined) chart.hear();
  });
  useSignalEffect(() => {
    if (isLive.value) chart.catchUp();
  });
}
