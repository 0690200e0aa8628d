import { effect, type ReadonlySignal, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Moment } from "@/components/kit/Moment.tsx";
import { toBase } from "@/lib/client/base_path.ts";
import { type ChartState, useChartState } from "@/lib/client/chart/chart_state.ts";
import { zoneName } from "@/lib/client/chart/time_text.ts";
import { pairOf } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { programWords } from "@/lib/language/texts.ts";
import { type Resolution, type Span, unwatchedMs, type Watched } from "@/lib/market/candle.ts";
import { type ChartChoice, type ChartStart, choiceCookie, rangeMs } from "@/lib/protocol/charts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { ageText, type Zone } from "@/lib/text/times.ts";
import { momentOfWallTime, wallTimeAt } from "@/lib/text/wall_time.ts";
import { ChartFrame, CodeFailed } from "./ChartFrame.tsx";
import { ChartHint, ChartTools, useFullScreen } from "./ChartTools.tsx";
import type { LiveChartProps } from "./LiveChart.tsx";
import { useLiveCode } from "./live_code.ts";
import { chartNoteWords as words, chartWords } from "./texts.tsx";

interface PairChartProps extends Pick<LiveChartProps, "model" | "symbol" | "dialogs" | "replay"> {
  first: ChartStart;
  /** The prices as a picture that stands still, for the time before the chart's code is here. */
  children: ComponentChildren;
}

/** The chart of a pair, what it shows of the past, and how closely that was watched. */
export function PairChart({ first, children, ...props }: PairChartProps) {
  const { model, symbol } = props;
  const state = useChartState(first);
  const choice = useSignal(first.choice);
  const isWide = useSignal(first.isWide);
  const section = useRef<HTMLElement>(null);
  const screen = useFullScreen(section);
  const code = useLiveCode();
  useEffect(() => keepChoice(choice, isWide), []);
  const pair = pairOf(model.value, symbol);
  if (pair === undefined) return null;
  const looksOf = () =>
    [
      "chart",
      isWide.value && "chart-wide",
      screen.isFull.value && "chart-full",
      state.isMeasuring.value && "chart-measuring",
    ].filter(Boolean).join(" ");
  return (
    <section ref={section} class={looksOf()} aria-label={chartWords.chartOf(pairTitle(symbol))}>
      <ChartFrame state={state} still={children}>
        {code.LiveChart !== null && <code.LiveChart {...{ ...props, choice, state }} />}
        {code.isLost && <CodeFailed />}
      </ChartFrame>
      <ChartTools
        {...{ state, isWide, screen }}
        choice={choice.value}
        onChange={(chosen) =>
          choice.value = chosen}
      />
      <ChartHint />
      <p>
        <a href={`/charts?chart=${encodeURIComponent(symbol)}`} aria-current="false">
          {chartWords.compare}
        </a>
      </p>
      <ChartNotes {...{ state, pair }} choice={choice.value} />
    </section>
  );
}

/**
 * The address says what is chosen, so that a reload or a friend sees the same; this browser remembers it. Returns how
 * to stop.
 */
function keepChoice(
  choice: ReadonlySignal<ChartChoice>,
  isWide: ReadonlySignal<boolean>,
): () => void {
  return effect(() => {
    const chosen = choice.value;
    const url = new URL(location.href);
    for (const [name, value] of Object.entries(chosen)) url.searchParams.set(name, value);
    history.replaceState(history.state, "", url);
    document.cookie = choiceCookie(chosen, isWide.value, toBase("/"));
  });
}

interface ChartNotesProps {
  state: Pick<ChartState, "sight" | "fires" | "coverage" | "older">;
  choice: ChartChoice;
  pair: PairView;
}

/** Below a chart: how closely the time in sight was watched, its zone, and whose chart library it is. */
function ChartNotes({ state, choice, pair }: ChartNotesProps) {
  const span = state.sight.value;
  const fired = state.fires.value.map(({ timestamp }) => Date.parse(timestamp))
    .filter((at) => at >= span.from && at <= span.to).length;
  const { historyStart = null } = pair;
  const isShort = historyStart !== null &&
    viewer.calmNow.value - Date.parse(historyStart) < rangeMs(choice.range);
  const today = todayWords(state.coverage.value, viewer.calmNow.value, viewer.zone.value);
  return (
    <>
      {today !== null && <p class="chart-today">{today}</p>}
      <CoverageBar intervals={state.coverage.value} {...span} />
      <p class="chart-notes">
        <span>{words.timesIn(zoneName(viewer.zone.value))}</span>
        {isShort && <span>{words.knownSince(<Moment at={historyStart} />)}</span>}
        {state.older.value !== null && (
          <span>{chartWords.olderPrices(programWords.said(state.older.value))}</span>
        )}
        {fired > 0 && (
          <a href={`/log?pair=${pair.symbol}`} aria-current="false">
            {words.wentOff(fired)}
          </a>
        )}
        <span>
          {words.library()}
        </span>
      </p>
    </>
  );
}

/** `from` and `to` are what the bar's ends stand for. */
interface CoverageBarProps extends Span {
  intervals: readonly Watched[];
}

interface Stretch extends Span {
  readonly grain: Resolution;
}

const WIDTH = 1000;
/** Most closely watched first; the closer, the higher and the fuller its piece of the bar. */
const RESOLUTIONS: readonly (readonly [Resolution, height: number])[] = [
  ["tick", 10],
  ["second", 8],
  ["minute", 6],
  ["hour", 5],
  ["day", 4],
  ["point", 3],
  ["nothing", 10],
];
const HEIGHT = 10;

/** How closely each stretch of a time was watched: by height and pattern, in words below. */
export function CoverageBar({ intervals, from, to }: CoverageBarProps) {
  const stretches = within(intervals, from, to);
  const shown = RESOLUTIONS.filter(([grain]) => stretches.some((each) => each.grain === grain));
  const x = (at: number) => (at - from) / (to - from) * WIDTH;
  return (
    <div class="coverage">
      <svg
        class="coverage-bar"
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        aria-hidden="true"
      >
        {stretches.map(({ from, to, grain }) => {
          const height = RESOLUTIONS.find(([each]) => each === grain)?.[1] ?? HEIGHT;
          return (
            <rect
              key={from}
              class={`coverage-${grain}`}
              x={x(from).toFixed(1)}
              width={Math.max(1, x(to) - x(from)).toFixed(1)}
              y={HEIGHT - height}
              height={height}
            />
          );
        })}
      </svg>
      <p class="coverage-words">
        <span>
          {shown.length === 0 ? words.notKnown : words.watchedBy}
        </span>
        {shown.map(([grain, height]) => (
          <span key={grain} class="coverage-word">
            <svg class="coverage-key" viewBox={`0 0 ${HEIGHT} ${HEIGHT}`} aria-hidden="true">
              <rect
                class={`coverage-${grain}`}
                y={HEIGHT - height}
                width={HEIGHT}
                height={height}
              />
            </svg>
            {words.grains[grain]} {lengthOf(stretches, grain)}
          </span>
        ))}
      </p>
    </div>
  );
}

/** What is older than this tells nothing of now; coverage is asked for every minute. */
const OLD_MS = 180_000;

/** How a pair is watched now, and what was missed since midnight: `Watched: every tick, 0 s missed today`; null where that is not known. */
export function todayWords(coverage: readonly Watched[], now: number, zone: Zone): string | null {
  const newest = coverage.at(-1);
  if (newest === undefined || Date.parse(newest.to) < now - OLD_MS) return null;
  const midnight = momentOfWallTime({ ...wallTimeAt(now, zone), hour: 0, minute: 0 }, zone);
  const missed = words.missedToday(ageText(unwatchedMs(coverage, { from: midnight, to: now })));
  if (newest.grain === "nothing") return words.notWatchedNow(missed);
  return words.watched(words.grains[newest.grain], missed);
}

function within(intervals: readonly Watched[], from: number, to: number): Stretch[] {
  return intervals
    .map(({ grain, ...span }) => ({
      grain,
      from: Math.max(from, Date.parse(span.from)),
      to: Math.min(to, Date.parse(span.to)),
    }))
    .filter((stretch) => stretch.from < stretch.to);
}

function lengthOf(stretches: readonly Stretch[], grain: Resolution): string {
  const ms = stretches.filter((each) => each.grain === grain)
    .reduce((sum, { from, to }) => sum + to - from, 0);
  return ageText(ms);
}
