import type { PairActions } from "@/components/alarm/actions.ts";
import { AlarmRows } from "@/components/alarm/AlarmRows.tsx";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { BackfillLine, Range, SetLink, TroubleLine } from "@/components/pair/PairFacts.tsx";
import type { PairProblem } from "@/lib/client/board/view.ts";
import { alarmCount } from "@/lib/client/model.ts";
import type { BackfillProgress, Outliers, PairView } from "@/lib/protocol/frames.ts";

/** Of each pair: several may be open. */
const ROWS_AT_ONCE = 40;

interface PairPanelProps {
  pair: PairView;
  problem: PairProblem | null;
  doubts?: Outliers | null;
  backfill?: BackfillProgress | null;
  actions: PairActions;
}

/** What an open row shows below itself: what is wrong, the alarms, the extremes, and what can be done. */
export function PairPanel(props: PairPanelProps) {
  const { pair, problem, doubts = null, backfill = null, actions } = props;
  const { symbol, minPrice, maxPrice, currentPrice } = pair;
  return (
    <div class="pair-panel">
      {problem !== null && <TroubleLine {...{ problem, actions }} />}
      {doubts !== null && <OutliersNote doubts={doubts} />}
      <BackfillLine progress={backfill} />
      <AlarmList {...{ pair, actions }} />
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

function AlarmList({ pair, actions }: Pick<PairPanelProps, "pair" | "actions">) {
  if (alarmCount(pair) === 0) return <p class="pair-no-alarms">No alarms yet</p>;
  return <AlarmRows {...{ pair, actions }} class="alarms" atOnce={ROWS_AT_ONCE} />;
}

/** How many outliers of a pair were seen since the program was started. */
function OutliersNote({ doubts: { seen, confirmed } }: { doubts: Outliers }) {
  const jumps = seen === 1 ? "1 price jumped" : `${seen} prices jumped`;
  return (
    <p class="pair-doubts">
      {jumps} by over 50 % since the program was started, {confirmed} confirmed.
    </p>
  );
}
