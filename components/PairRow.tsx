import { changeSince } from "@/lib/live/board/arrange_pairs.ts";
import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import type { PairCardProps } from "./PairCard.tsx";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import { NearestAlarm } from "./NearestAlarm.tsx";
import { PairChange } from "./PairChange.tsx";
import { PairHandle } from "./PairHandle.tsx";
import { PairName } from "./PairName.tsx";
import { PairPrice } from "./PairPrice.tsx";
import { Sparkline } from "./Sparkline.tsx";

interface PairRowProps extends PairCardProps {
  problem: PairProblem | null;
  isRinging: boolean;
  isCarried: boolean;
}

/** A pair in one line, on a phone in three: a click anywhere on it shows its alarms. */
export function PairRow(props: PairRowProps) {
  const { pair, problem, isRinging, handle, isCarried, viewer } = props;
  const { symbol, currentPrice } = pair;
  const toggle = (event: MouseEvent) => {
    if (isBareClick(event)) props.onToggle(symbol);
  };
  return (
    <div class="pair-row" onClick={toggle}>
      <PairHandle {...{ pair, handle, isCarried }} />
      <PairName {...{ pair, problem, viewer }} />
      <PairPrice pair={pair} />
      <Sparkline points={pair.priceHistory} />
      <PairChange label="1 h" percent={changeSince(pair.hourAgo, currentPrice)} />
      <PairChange label="24 h" percent={changeSince(pair.dayAgo, currentPrice)} />
      <PairChange label="since added" percent={changeSince(pair.firstPrice, currentPrice)} />
      <NearestAlarm {...{ pair, isRinging, viewer }} />
      <PairButtons {...props} />
    </div>
  );
}

/** Not one on something that has a click of its own, and not the end of selecting text. */
function isBareClick({ target }: MouseEvent): boolean {
  if (!(target instanceof Element) || target.closest("a, button, input")) return false;
  return getSelection()?.isCollapsed ?? true;
}

function PairButtons({ pair, isOpen, actions, onToggle }: PairRowProps) {
  const { symbol, base, quote } = pair;
  return (
    <div class="pair-actions">
      <IconButton
        icon="plus"
        text="Add an alarm"
        label={`Add an alarm to ${symbol}`}
        look="quiet"
        onClick={() => actions.addAlarm(pair)}
      />
      <button
        type="button"
        class="button button-quiet pair-toggle"
        title={isOpen ? "Hide alarms" : "Show alarms"}
        aria-label={`Alarms of ${base}/${quote}`}
        aria-expanded={isOpen}
        onClick={() => onToggle(symbol)}
      >
        <Icon name="chevron" />
      </button>
    </div>
  );
}
