import { changeSince } from "@/lib/live/board/arrange_pairs.ts";
import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import type { PairCardProps } from "./PairCard.tsx";
import { IconButton } from "./IconButton.tsx";
import { NearestAlarm } from "./NearestAlarm.tsx";
import { PairChange } from "./PairChange.tsx";
import { PairCompactRow } from "./PairCompactRow.tsx";
import { PairHandle } from "./PairHandle.tsx";
import { PairName } from "./PairName.tsx";
import { PairNotes } from "./PairNotes.tsx";
import { PairPrice } from "./PairPrice.tsx";
import { PairToggle } from "./PairToggle.tsx";
import { Sparkline } from "./Sparkline.tsx";

export interface PairRowProps extends PairCardProps {
  problem: PairProblem | null;
  isRinging: boolean;
  isCarried: boolean;
}

/** A pair in one line, on a phone in three: a click anywhere on it shows its alarms. */
export function PairRow(props: PairRowProps) {
  const toggle = (event: MouseEvent) => {
    if (isBareClick(event)) props.onToggle(props.pair.symbol);
  };
  return (
    <div class="pair-row" onClick={toggle}>
      {props.isCompact ? <PairCompactRow {...props} /> : <PairCells {...props} />}
    </div>
  );
}

/** Not one on something that has a click of its own, and not the end of selecting text. */
function isBareClick({ target }: MouseEvent): boolean {
  if (!(target instanceof Element) || target.closest("a, button, input")) return false;
  return getSelection()?.isCollapsed ?? true;
}

function PairCells(props: PairRowProps) {
  const { pair, problem, isRinging, handle, isCarried, viewer, actions } = props;
  const { symbol, currentPrice } = pair;
  return (
    <>
      <PairHandle {...{ pair, handle, isCarried }} />
      <PairName pair={pair}>
        <PairNotes {...{ pair, problem, viewer }} />
      </PairName>
      <PairPrice {...{ pair, viewer }} />
      <Sparkline points={pair.priceHistory} />
      <PairChange label="1 h" percent={changeSince(pair.hourAgo, currentPrice)} />
      <PairChange label="24 h" percent={changeSince(pair.dayAgo, currentPrice)} />
      <PairChange label="since added" percent={changeSince(pair.firstPrice, currentPrice)} />
      <NearestAlarm {...{ pair, isRinging, viewer }} />
      <div class="pair-actions">
        <IconButton
          icon="plus"
          text="Add an alarm"
          label={`Add an alarm to ${symbol}`}
          look="quiet"
          onClick={() => actions.addAlarm(pair)}
        />
        <PairToggle {...props} />
      </div>
    </>
  );
}
