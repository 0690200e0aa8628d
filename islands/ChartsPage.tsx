import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { LazyDialogs, usePairDialogs } from "@/components/alarm/PairDialogs.tsx";
import { ChartCell } from "@/components/chart/ChartCell.tsx";
import { useLiveCode } from "@/components/chart/live_code.ts";
import { useReplayMarks } from "@/components/chart/replay_marks.ts";
import { chartWords } from "@/components/chart/texts.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { Notice } from "@/components/kit/Notice.tsx";
import { useInTurns } from "@/lib/client/chart/in_turns.ts";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { listsOf, type Model } from "@/lib/client/model.ts";
import { isLinkLost } from "@/lib/client/troubles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { usePrices } from "@/lib/client/watching.ts";
import {
  type ChartPick,
  chartsQuery,
  LEAST_CHARTS,
  MOST_CHARTS,
  withOneMore,
} from "@/lib/protocol/charts.ts";

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
