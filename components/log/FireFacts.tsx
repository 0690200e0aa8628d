import { pairTitle } from "@/lib/client/pair_titles.ts";
import type { ComponentChildren } from "preact";
import { pastLevel } from "@/lib/alarms/words.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { fireWords } from "@/lib/client/texts.ts";

interface FireFactsProps {
  fire: Fire;
  condition: string;
  /** What stands after the moment, such as how long ago it was. */
  children?: ComponentChildren;
}

/** Which pair, at which price, which condition, how far past it, when, and why it was found late. */
export function FireFacts({ fire, condition, children }: FireFactsProps) {
  const past = pastLevel(fire);
  return (
    <div class="fire-facts">
      <p class="fire-head">
        <strong class="fire-pair">{pairTitle(fire.pair)}</strong>
        <span class={`fire-price change-${fire.direction}`}>
          <Icon name={fire.direction} />
          {formatPrice(fire.price)}
        </span>
        <FireMarks fire={fire} />
      </p>
      <p class="fire-condition">{condition}</p>
      {past !== null && <p class="fire-past">{past}</p>}
      {fire.alarm.note !== "" && <p class="fire-note">{fire.alarm.note}</p>}
      <p class="fire-when">
        <Moment at={fire.timestamp} form="full" /> {children}
      </p>
      {fire.late && (
        <p class="fire-late">
          {fireWords.found} <Moment at={fire.detectedAt} />
          {fire.lateWhy !== undefined && `: ${fire.lateWhy}`}
        </p>
      )}
    </div>
  );
}

function FireMarks({ fire }: { fire: Fire }) {
  return (
    <>
      {fire.late && <span class="mark" title={fireWords.lateMeans}>{fireWords.isLate}</span>}
      {fire.test && (
        <span class="mark mark-test" title={fireWords.testMeans}>{fireWords.isTest}</span>
      )}
      {fire.seenIn !== undefined && (
        <span class="mark" title={fireWords.shortMeans}>{fireWords.short[fire.seenIn]}</span>
      )}
    </>
  );
}
