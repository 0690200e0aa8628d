import type { Fire } from "@/lib/alarms/fire.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";
import { Moment } from "./Moment.tsx";

interface FireFactsProps {
  fire: Fire;
  viewer: Viewer;
  /** The condition in words. */
  condition: string;
}

/** Which pair, at which price, which condition, when. */
export function FireFacts({ fire, viewer, condition }: FireFactsProps) {
  return (
    <div class="fire-facts">
      <p class="fire-head">
        <strong class="fire-pair">{fire.pair}</strong>
        <span class={`fire-price change-${fire.direction}`}>
          <Icon name={fire.direction} />
          {formatPrice(fire.price)}
        </span>
        <FireMarks fire={fire} />
      </p>
      <p class="fire-condition">{condition}</p>
      {fire.alarm.note !== "" && <p class="fire-note">{fire.alarm.note}</p>}
      <p class="fire-when">
        <Moment at={fire.timestamp} viewer={viewer} form="full" />
      </p>
    </div>
  );
}

function FireMarks({ fire }: { fire: Fire }) {
  return (
    <>
      {fire.late && (
        <span class="mark" title="Found by looking back over a gap in the prices">late</span>
      )}
      {fire.test && <span class="mark mark-test" title="A rehearsal, not a price move">test</span>}
    </>
  );
}
