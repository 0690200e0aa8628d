import { viewer } from "@/lib/client/viewer.ts";
import type { ReadonlySignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { closeness, idleWords, isClose, nearestAlarm } from "@/lib/client/board/arrange.ts";
import type { PairProblem } from "@/lib/client/board/view.ts";
import { alarmCount } from "@/lib/client/model.ts";
import { fittingPrice, formatChange, formatPrice, shortPrice } from "@/lib/market/format_price.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { coinWords } from "@/lib/text/words.ts";
import { boardWords } from "./texts.ts";

interface PairNameProps {
  pair: PairView;
  /** What is wrong, where there is no line of notes to say it. */
  problem?: PairProblem | null;
  children?: ComponentChildren;
}

/** The pair's name, which leads to its chart. */
export function PairName({ pair, problem = null, children }: PairNameProps) {
  const { symbol, base, quote } = pair;
  return (
    <div class="pair-name">
      <h2 id={`pair-${symbol}`}>
        <a
          href={`/pairs/${encodeURIComponent(symbol)}`}
          aria-current="false"
          title={coinWords(pair)}
        >
          {base}
          <span class="pair-quote">/{quote}</span>
        </a>
      </h2>
      {problem !== null && <PairProblemNote problem={problem} />}
      {children}
    </div>
  );
}

/** A price with more characters than this is written smaller, so that it keeps its column. */
const LONG = 9;

interface PairPriceProps {
  pair: PairView;
  /** Writes it in little room, where there is no more. */
  isShort?: boolean;
}

/** The price; it lights up for a moment when it moves, with an arrow the way it went. */
export function PairPrice({ pair: { currentPrice }, isShort = false }: PairPriceProps) {
  const { trend, isLit } = useTrend(currentPrice, viewer.now);
  if (currentPrice === null) {
    return (
      <p class="pair-price pair-price-none">
        <span class="skeleton" aria-hidden="true" />
        {boardWords.noPrice}
      </p>
    );
  }
  const whole = formatPrice(currentPrice);
  const text = isShort ? shortPrice(currentPrice) : fittingPrice(currentPrice);
  const looks = [
    ...["pair-price", trend === null ? "" : `price-${trend}`, isLit ? "price-lit" : ""],
    ...[text.length > LONG ? "price-long" : ""],
  ];
  return (
    <p class={looks.filter(Boolean).join(" ")}>
      <data value={currentPrice} title={text === whole ? undefined : whole}>{text}</data>
    </p>
  );
}

interface PairToggleProps {
  pair: PairView;
  isOpen: boolean;
  onToggle: (symbol: string) => void;
}

/** Opens and closes a pair's row. */
export function PairToggle({ pair: { symbol, base, quote }, isOpen, onToggle }: PairToggleProps) {
  return (
    <button
      type="button"
      class="button button-quiet pair-toggle"
      title={isOpen ? boardWords.hideAlarms : boardWords.showAlarms}
      aria-label={boardWords.alarmsOf(`${base}/${quote}`)}
      aria-expanded={isOpen}
      data-key="o"
      onClick={() => onToggle(symbol)}
    >
      <Icon name="chevron" />
    </button>
  );
}

/** What is wrong with a pair in a word or two; the sentence is its tooltip. */
export function PairProblemNote({ problem: { title, reason } }: { problem: PairProblem }) {
  return (
    <span class="pair-note" title={reason}>
      <Icon name="warning" />
      <span class="pair-note-text">{title}</span>
    </span>
  );
}

/** So long a price that moved is lit up, at least, in milliseconds. */
const LIT_MS = 1_000;

interface Trend {
  /** The way of the last move that was seen here; null before the first. */
  readonly trend: "up" | "down" | null;
  /** It moved just now. */
  readonly isLit: boolean;
}

/** Which way a price went while it was on the screen; `now` is a clock that moves every second. */
function useTrend(price: number | null, now: ReadonlySignal<number>): Trend {
  const seen = useRef({ price, trend: null as Trend["trend"], movedAt: -Infinity });
  const { price: before } = seen.current;
  if (price !== null && price !== before) {
    seen.current = before === null
      ? { ...seen.current, price }
      : { price, trend: price > before ? "up" : "down", movedAt: now.peek() };
  }
  const { trend, movedAt } = seen.current;
  // The clock is asked only while it matters: a price that stands still is not drawn every second.
  const isLit = now.peek() - movedAt <= LIT_MS && now.value - movedAt <= LIT_MS;
  return { trend, isLit };
}

/** How many alarms a pair has, and how far the nearest one is, as a bar and in words. */
export function NearestAlarm({ pair, isRinging }: { pair: PairView; isRinging: boolean }) {
  const count = alarmCount(pair);
  const words = boardWords.alarmCount(count);
  return (
    <div class={count === 0 ? "nearest nearest-none" : "nearest"}>
      <span class="nearest-count" title={words}>
        <Icon name="bell" />
        <span aria-hidden="true">{count}</span>
        <span class="visually-hidden">{words}</span>
      </span>
      {isRinging ? <span class="nearest-ringing">{boardWords.ringing}</span> : (
        pair.alarms.length > 0 && <NearestDistance pair={pair} now={viewer.calmNow.value} />
      )}
    </div>
  );
}

const BAR_WIDTH = 100;
function NearestDistance({ pair, now }: { pair: PairView; now: number }) {
  const nearest = nearestAlarm(pair, now);
  if (nearest === null) return <span class="nearest-idle">{idleWords(pair, now)}</span>;
  const { alarm, percent, price } = nearest;
  return (
    <>
      <Bar percent={percent} />
      <span class="nearest-distance" title={describeAlarm(alarm, pair.base)}>
        <strong>{formatChange(percent)}</strong>
        <span class="nearest-price">{boardWords.toPrice(formatPrice(price))}</span>
      </span>
    </>
  );
}

function Bar({ percent }: { percent: number }) {
  return (
    <svg
      class={isClose({ percent }) ? "nearest-bar nearest-bar-close" : "nearest-bar"}
      viewBox={`0 0 ${BAR_WIDTH} 8`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <rect class="nearest-way" width={BAR_WIDTH} height="8" rx="4" />
      <rect width={(closeness(percent) * BAR_WIDTH).toFixed(1)} height="8" rx="4" />
    </svg>
  );
}
