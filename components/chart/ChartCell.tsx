import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Select } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { Change } from "@/components/pair/PairFacts.tsx";
import { Sparkline } from "@/components/pair/Sparkline.tsx";
import { useChartState } from "@/lib/client/chart/chart_state.ts";
import { pairOf } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { changeSince, fittingPrice } from "@/lib/market/format_price.ts";
import { CHART_INTERVALS, type ChartPick, choiceOf, rangeMs } from "@/lib/protocol/charts.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { ChartFrame, CodeFailed } from "./ChartFrame.tsx";
import type { LiveCode } from "./live_code.ts";
import { chartWords as words } from "./texts.tsx";
import type { LiveChartProps } from "./LiveChart.tsx";

interface ChartCellProps extends Pick<LiveChartProps, "model" | "dialogs" | "replay"> {
  pick: ChartPick;
  code: LiveCode;
  /** There are more charts than must be. */
  canGo: boolean;
  /** Another pair or interval; null takes the chart away. */
  onChange: (pick: ChartPick | null) => void;
}

/** One of several charts: which pair, in which candles, and the chart itself with its alarms. */
export function ChartCell({ pick, code, canGo, onChange, ...props }: ChartCellProps) {
  const { model } = props;
  const { symbol } = pick;
  const first = useMemo(() => choiceOf(pick), []);
  const choice = useSignal(first);
  const to = Date.parse(model.peek().serverTime);
  const span = { from: to - rangeMs(first.range), to };
  const state = useChartState({ span, coverage: NONE });
  useEffect(() => void (choice.value = choiceOf(pick)), [pick.interval]);
  const pair = pairOf(model.value, symbol);
  return (
    <section class="chart chart-cell" aria-label={words.chartOf(pairTitle(symbol))}>
      <header class="chart-cell-head">
        <Select
          label={words.pairOfChart}
          options={model.value.pairs.map((each) => [each.symbol, titleOfPair(each)] as const)}
          value={symbol}
          onChange={(chosen) => onChange({ ...pick, symbol: chosen })}
        />
        <Select
          label={words.candleLength}
          options={intervals()}
          value={pick.interval}
          onChange={(interval) => onChange({ ...pick, interval })}
        />
        {pair !== undefined && <Price pair={pair} />}
        <a
          class="button button-plain"
          href={`/pairs/${encodeURIComponent(symbol)}`}
          aria-current="false"
          aria-label={words.pageOf(pairTitle(symbol))}
        >
          {words.page}
        </a>
        {canGo && (
          <IconButton
            icon="close"
            text={words.takeAway}
            look="quiet"
            onClick={() => onChange(null)}
          />
        )}
      </header>
      <ChartFrame state={state} still={<Sparkline points={pair?.priceHistory ?? NONE} />}>
        {code.LiveChart !== null && <code.LiveChart {...{ ...props, symbol, choice, state }} />}
        {code.isLost && <CodeFailed />}
      </ChartFrame>
      {state.older.value !== null && (
        <p class="chart-notes">{words.olderPrices(state.older.value)}</p>
      )}
    </section>
  );
}

const NONE: readonly never[] = [];

function intervals() {
  return CHART_INTERVALS.map((each) => [each, each === "auto" ? words.auto : each] as const);
}

function Price({ pair: { currentPrice, dayAgo } }: { pair: PairView }) {
  if (currentPrice === null) return null;
  const percent = changeSince(dayAgo, currentPrice);
  return (
    <p class="chart-cell-price">
      <data value={currentPrice}>{fittingPrice(currentPrice)}</data>
      {percent !== null && <Change percent={percent} label="24 h" />}
    </p>
  );
}
