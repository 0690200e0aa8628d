import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import type { BackFillProgress, Doubts, PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { PairActions } from "./actions.ts";
import { AlarmRows } from "./AlarmRows.tsx";
import { BackfillLine } from "./BackfillLine.tsx";
import { DoubtsNote } from "./DoubtsNote.tsx";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import { Range } from "./Range.tsx";
import { SetLink } from "./SetLink.tsx";
import { TroubleLine } from "./TroubleLine.tsx";

/** Of each pair: several may be open. */
const ROWS_AT_ONCE = 40;

interface PairPanelProps {
  pair: PairView;
  problem: PairProblem | null;
  doubts?: Doubts | null;
  backfill?: BackFillProgress | null;
  viewer: Viewer;
  actions: PairActions;
}

/** What an open row shows below itself: what is wrong, the alarms, the extremes, and what can be done. */
export function PairPanel(props: PairPanelProps) {
  const { pair, problem, doubts = null, backfill = null, viewer, actions } = props;
  const { symbol, minPrice, maxPrice, currentPrice } = pair;
  return (
    <div class="pair-panel">
      {problem !== null && <TroubleLine {...{ problem, viewer, actions }} />}
      {doubts !== null && <DoubtsNote doubts={doubts} />}
      <BackfillLine progress={backfill} />
      <AlarmList {...{ pair, viewer, actions }} />
      <div class="pair-foot">
        <Range min={minPrice} max={maxPrice} current={currentPrice} />
        <a
          class="button button-plain"
          href={`/pairs/${encodeURIComponent(symbol)}`}
          aria-current="false"
        >
          <Icon name="chart" />
          Chart
        </a>
        <SetLink symbol={symbol} />
        <IconButton
          icon="plus"
          text="Alarm"
          label={`Set another alarm on ${symbol}`}
          onClick={() => actions.addAlarm(pair)}
        />
        <IconButton
          icon="trash"
          text="Remove pair"
          label={`Remove ${symbol}`}
          look="quiet"
          onClick={() => actions.removePair(pair)}
        />
      </div>
    </div>
  );
}

function AlarmList(
  { pair, viewer, actions }: Pick<PairPanelProps, "pair" | "viewer" | "actions">,
) {
  if (pair.alarms.length === 0) return <p class="pair-no-alarms">No alarms yet</p>;
  return <AlarmRows {...{ pair, viewer, actions }} class="alarms" atOnce={ROWS_AT_ONCE} />;
}
