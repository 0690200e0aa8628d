import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { LazyDialogs, usePairDialogs } from "@/components/alarm/PairDialogs.tsx";
import { type LiveCode, useLiveCode } from "@/components/chart/live_code.ts";
import { useChartState, useReplayMarks } from "@/lib/client/chart/chart_state.ts";
import { chartWords, chartWords as words } from "@/components/chart/texts.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { Notice } from "@/components/kit/Notice.tsx";
import { useInTurns } from "@/lib/client/chart/in_turns.ts";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { listsOf, type Model, pairOf } from "@/lib/client/model.ts";
import { isLinkLost } from "@/lib/client/troubles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { usePrices } from "@/lib/client/watching.ts";
import {
  CHART_INTERVALS,
  type ChartPick,
  chartsQuery,
  choiceOf,
  LEAST_CHARTS,
  MOST_CHARTS,
  rangeMs,
  withOneMore,
} from "@/lib/protocol/charts.ts";
import { Select } from "@/components/kit/Fields.tsx";
import { Change, Sparkline } from "@/components/pair/PairFacts.tsx";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { changeSince, fittingPrice } from "@/lib/market/format_price.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { ChartFrame, CodeFailed } from "@/components/chart/ChartFrame.tsx";
import type { LiveChartProps } from "@/components/chart/LiveChart.tsx";

interface ChartsPageProps {
  model: Signal<Model>;
  first: readonly ChartPick[];
}

/** Two to four charts side by side, each of its own pair; the address says which. */
export function ChartsPage({ model, first }: ChartsPageProps) {
  useViewer(model);
  const picks = useSignal(first);
  const models = useInTurns(model, MOST_CHARTS);
  const replay = useReplayMarks(fetchReplay);
  const dialogs = usePairDialogs(sendCommand, fetchReplay);
  const code = useLiveCode();
  const isLost = useComputed(() => isLinkLost(model.value, viewer.now.value));
  const { pairs } = model.value;
  const watched = pairs.map(({ symbol }) => symbol);
  usePrices(picks.value.map(({ symbol }) => symbol));
  useEffect(() => {
    history.replaceState(history.state, "", location.pathname + chartsQuery(picks.value));
  }, [picks.value]);
  const change = (nth: number, pick: ChartPick | null) =>
    picks.value = picks.value.flatMap((each, place) => place === nth ? pick ?? [] : each);
  return (
    <div class={isLost.value ? "charts-page board-lost" : "charts-page"}>
      <div class="page-head">
        <h1 tabIndex={-1}>{chartWords.charts}</h1>
        {picks.value.length < Math.min(MOST_CHARTS, pairs.length) && (
          <IconButton
            icon="plus"
            text={chartWords.oneMore}
            onClick={() => picks.value = withOneMore(picks.value, watched)}
          />
        )}
      </div>
      {picks.value.length === 0 && (
        <p>
          {chartWords.nothingWatched((text) => <a href="/" aria-current="false">{text}</a>)}
        </p>
      )}
      <div class="charts">
        {picks.value.map((pick, nth) => (
          <ChartCell
            key={`${nth} ${pick.symbol}`}
            {...{ pick, code, dialogs, replay }}
            model={models[nth] ?? model}
            canGo={picks.value.length > LEAST_CHARTS}
            onChange={(changed) => change(nth, changed)}
          />
        ))}
      </div>
      <LazyDialogs {...{ dialogs, pairs }} watchlists={listsOf(model.value)} />
      <Notice notice={dialogs.notice.value} onClose={() => dialogs.notice.value = null} />
    </div>
  );
}

interface ChartCellProps extends Pick<LiveChartProps, "model" | "dialogs" | "replay"> {
  pick: ChartPick;
  code: LiveCode;
  /** There are more charts than must be. */
  canGo: boolean;
  /** Another pair or interval; null takes the chart away. */
  onChange: (pick: ChartPick | null) => void;
}

/** One of several charts: which pair, in which candles, and the chart itself with its alarms. */
function ChartCell({ pick, code, canGo, onChange, ...props }: ChartCellProps) {
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
