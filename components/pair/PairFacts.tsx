import type { PairActions } from "@/components/alarm/actions.ts";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import type { Pair, PricePoint } from "@/lib/alarms/pair.ts";
import type { PairProblem } from "@/lib/client/board/view.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { fittingPrice, formatChange, shownTrend } from "@/lib/market/format_price.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import type { BackfillProgress } from "@/lib/protocol/frames.ts";
import { pairWords } from "./texts.ts";

/** What is wrong with a pair's price, since when, and what can be done about it. */
export function TroubleLine(
  { problem, actions }: { problem: PairProblem; actions: Pick<PairActions, "addPair"> },
) {
  const { title, since, reason, successor } = problem;
  return (
    <div class="pair-problem">
      <Icon name="warning" />
      <p>
        <strong>
          {title}
          {since !== null && (
            <>
              {pairWords.since}
              <Moment at={since} />
            </>
          )}.
        </strong>{" "}
        {reason}
        {successor !== null && pairWords.watchInstead(pairTitle(successor))}
      </p>
      {successor !== null && (
        <IconButton
          needs="changeAlarms"
          icon="plus"
          text={pairWords.add(pairTitle(successor))}
          onClick={() => actions.addPair(successor)}
        />
      )}
    </div>
  );
}

/** How far a pair's history is loaded; nothing once it is. */
export function BackfillLine({ progress }: { progress: BackfillProgress | null }) {
  if (progress === null) return null;
  const { doneDays, days } = progress;
  return (
    <p class="backfill">
      <progress class="backfill-bar" max={days} value={doneDays} aria-hidden="true" />
      {pairWords.backfill(doneDays, days)}
    </p>
  );
}

interface RangeProps {
  min: number | null;
  max: number | null;
  current: number | null;
  /** Its names say since when, where a chart beside it reaches further back. */
  isLong?: boolean;
}

const WIDTH = 100;

/** Lowest and highest price since the pair was added, and where the price stands between them. */
export function Range({ min, max, current, isLong = false }: RangeProps) {
  return (
    <dl class="range">
      <div class="range-end">
        <dt>{isLong ? pairWords.minSinceAdded : pairWords.min}</dt>
        <dd>{min === null ? "–" : fittingPrice(min)}</dd>
      </div>
      <RangeTrack min={min} max={max} current={current} />
      <div class="range-end">
        <dt>{isLong ? pairWords.maxSinceAdded : pairWords.max}</dt>
        <dd>{max === null ? "–" : fittingPrice(max)}</dd>
      </div>
    </dl>
  );
}

function RangeTrack({ min, max, current }: Omit<RangeProps, "isLong">) {
  const hasPlace = min !== null && max !== null && current !== null && max > min;
  const at = hasPlace ? Math.max(0, Math.min(1, (current - min) / (max - min))) * WIDTH : null;
  return (
    <svg class="range-track" viewBox={`-4 0 ${WIDTH + 8} 8`} aria-hidden="true">
      <line x1="0" y1="4" x2={WIDTH} y2="4" />
      {at !== null && <circle cx={at.toFixed(1)} cy="4" r="3" />}
    </svg>
  );
}

interface ChangeProps {
  percent: number;
  /** Since when, where nothing else tells it. */
  label?: string;
}

/** A move in percent with its sign, an arrow, and colour, so that colour alone never has to tell it. */
export function Change({ percent, label }: ChangeProps) {
  const trend = shownTrend(percent);
  return (
    <span class={`change change-${trend}`}>
      {trend !== "flat" && <Icon name={trend} />}
      <span>{formatChange(percent, 2)}</span>
      {label !== undefined && <span class="change-label">{label}</span>}
    </span>
  );
}

/** Leads to the presets for a pair. */
export function SetLink({ pair }: { pair: Pick<Pair, "symbol" | "base" | "quote"> }) {
  return (
    <a
      class="button button-plain"
      href={`/alarms?find=${pair.symbol}#set`}
      aria-current="false"
      data-needs="changeAlarms"
    >
      <Icon name="copy" />
      {pairWords.preset}
      <span class="visually-hidden">{pairWords.forPair(titleOfPair(pair))}</span>
    </a>
  );
}

/** Puts a pair into watchlists. */
export function ListsButton(
  { pair, onPress }: { pair: Pick<Pair, "base" | "quote">; onPress: () => void },
) {
  return (
    <IconButton
      needs="changeAlarms"
      icon="rows"
      text={pairWords.lists}
      label={pairWords.listsOf(titleOfPair(pair))}
      onClick={onPress}
    />
  );
}

const LINE_WIDTH = 120;
const LINE_HEIGHT = 32;
const MARGIN = 2;

/** The newest prices as a line; decoration beside the numbers, so screen readers skip it. */
export function Sparkline({ points }: { points: readonly PricePoint[] }) {
  if (points.length < 2) return <span class="spark spark-empty">{pairWords.fewPrices}</span>;
  const line = lineOf(points);
  const isDown = (points.at(-1)?.price ?? 0) < (points[0]?.price ?? 0);
  const box = `0 0 ${LINE_WIDTH} ${LINE_HEIGHT}`;
  return (
    <svg
      class={`spark ${isDown ? "spark-down" : "spark-up"}`}
      viewBox={box}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="spark-area" d={`${line}V${LINE_HEIGHT}H0Z`} />
      <path class="spark-line" d={line} />
    </svg>
  );
}

/** Spread by time, so that a gap in the prices is a long straight piece and not a hidden one. */
function lineOf(points: readonly PricePoint[]): string {
  const times = points.map((point) => Date.parse(point.timestamp));
  const prices = points.map((point) => point.price);
  const x = scale(times, 0, LINE_WIDTH);
  const y = scale(prices, LINE_HEIGHT - MARGIN, MARGIN);
  return points.map((point, index) =>
    `${index === 0 ? "M" : "L"}${x(times[index] ?? 0)} ${y(point.price)}`
  ).join("");
}

function scale(values: readonly number[], from: number, to: number): (value: number) => string {
  const least = Math.min(...values);
  const span = Math.max(...values) - least;
  const middle = (from + to) / 2;
  return (value) => (span === 0 ? middle : from + (value - least) / span * (to - from)).toFixed(1);
}
