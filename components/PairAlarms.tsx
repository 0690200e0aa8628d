import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { PairActions } from "./actions.ts";
import { AlarmRows } from "./AlarmRows.tsx";
import { IconButton } from "./IconButton.tsx";
import { SetLink } from "./SetLink.tsx";

const ROWS_AT_ONCE = 100;

interface PairAlarmsProps {
  pair: PairView;
  viewer: Viewer;
  actions: PairActions;
}

/** All alarms of a pair, beside its chart, and the way to set one more. */
export function PairAlarms({ pair, viewer, actions }: PairAlarmsProps) {
  return (
    <section class="pair-alarms" aria-labelledby="pair-alarms">
      <header class="pair-alarms-head">
        <h2 id="pair-alarms">Alarms</h2>
        <SetLink symbol={pair.symbol} />
        <IconButton
          icon="plus"
          text="Set alarm"
          label={`Set alarm on ${pair.symbol}`}
          look="primary"
          onClick={() => actions.addAlarm(pair)}
        />
      </header>
      {pair.alarms.length === 0
        ? <p class="pair-alarms-none">None yet: set one on the chart, or here.</p>
        : <AlarmRows {...{ pair, viewer, actions }} atOnce={ROWS_AT_ONCE} />}
    </section>
  );
}
