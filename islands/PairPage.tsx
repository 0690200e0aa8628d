import { type Signal, useComputed, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { LazyDialogs, usePairDialogs } from "@/components/alarm/PairDialogs.tsx";
import { useReplayMarks } from "@/components/chart/replay_marks.ts";
import { Notice } from "@/components/kit/Notice.tsx";
import type { PairRequest } from "@/components/pair/PairChoices.tsx";
import { PairAlarms, PairHead, PairMissing } from "@/components/pair/PairHead.tsx";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import { goTo } from "@/lib/client/base_path.ts";
import { pairProblem } from "@/lib/client/board/view.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { type Model, pairOf } from "@/lib/client/model.ts";
import { isLinkLost } from "@/lib/client/troubles.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import type { ChartStart } from "@/lib/protocol/charts.ts";
import type { PairView, Status } from "@/lib/protocol/frames.ts";
import { PairChart } from "./PairChart.tsx";

interface PairPageProps {
  model: Signal<Model>;
  symbol: string;
  first: ChartStart;
  children: ComponentChildren;
}

function problemOf(pair: PairView, { stale, noData }: Status) {
  return pairProblem(pair, stale[pair.symbol] ?? null, noData[pair.symbol] ?? null);
}

/** Everything about one pair: price, chart, alarms. */
export function PairPage({ model, symbol, first, children }: PairPageProps) {
  useViewer(model);
  const replay = useReplayMarks(fetchReplay);
  const dialogs = usePairDialogs(sendCommand, replay.fetchReplay);
  const isLost = useComputed(() => isLinkLost(model.value, viewer.now.value));
  const pair = pairOf(model.value, symbol);
  usePrices(pair === undefined ? [] : [symbol]);
  useSignalEffect(() => {
    if (dialogs.open.value === null) replay.clear();
  });
  const { actions } = dialogs;
  return (
    <div class={isLost.value ? "pair-page board-lost" : "pair-page"}>
      {pair === undefined
        ? <PairMissing symbol={symbol} onAdd={(request) => watch(request, symbol)} />
        : (
          <>
            <PairHead
              {...{ pair, actions }}
              problem={problemOf(pair, model.value.status)}
              backfill={model.value.status.backfills?.[symbol] ?? null}
            />
            <PairChart {...{ model, symbol, first, dialogs, replay }}>{children}</PairChart>
            <PairAlarms {...{ pair, actions }} />
          </>
        )}
      <LazyDialogs dialogs={dialogs} {...listed(model.value)} />
      <Notice notice={dialogs.notice.value} onClose={() => dialogs.notice.value = null} />
    </div>
  );
}

/** What dialogs show of the model beside the pair. */
function listed({ pairs, watchlists = [] }: Model) {
  return { pairs, watchlists };
}

/** A name may mean another pair than that of this page: then its page is the one to see. */
async function watch(request: PairRequest, symbol: string): Promise<void> {
  const added = await sendCommand("add_pair", request);
  if (added.event !== "pair_added" || added.data.pair.symbol === symbol) return;
  goTo(`/pairs/${encodeURIComponent(added.data.pair.symbol)}`);
}
