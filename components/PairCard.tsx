import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { formatPrice, percentChange } from "@/lib/market/format_price.ts";
import type { PairActions } from "./actions.ts";
import { Age } from "./Age.tsx";
import { AlarmRow } from "./AlarmRow.tsx";
import { Change } from "./Change.tsx";
import { Icon } from "./Icon.tsx";
import { IconButton } from "./IconButton.tsx";
import { Range } from "./Range.tsx";
import { Sparkline } from "./Sparkline.tsx";

interface PairCardProps {
  pair: PairView;
  /** Why the price is not live; null while it is. */
  staleReason: string | null;
  viewer: Viewer;
  actions: PairActions;
}

/** One watched pair with its price, where it comes from, and its alarms. */
export function PairCard({ pair, staleReason, viewer, actions }: PairCardProps) {
  const titleId = `pair-${pair.symbol}`;
  return (
    <article class={staleReason === null ? "pair" : "pair pair-stale"} aria-labelledby={titleId}>
      <div class="pair-row">
        <PairName {...{ pair, titleId, viewer }} />
        <PairPrice pair={pair} />
        <Sparkline points={pair.priceHistory} />
        <Range min={pair.minPrice} max={pair.maxPrice} current={pair.currentPrice} />
        <PairButtons pair={pair} actions={actions} />
      </div>
      {staleReason !== null && (
        <p class="pair-problem">
          <Icon name="warning" />
          <span>
            <strong>Not live.</strong> {staleReason}
          </span>
        </p>
      )}
      <AlarmList {...{ pair, viewer, actions }} />
    </article>
  );
}

type PairPartProps = Pick<PairCardProps, "pair" | "viewer" | "actions">;

function PairName({ pair, titleId, viewer }: Omit<PairPartProps, "actions"> & { titleId: string }) {
  return (
    <div class="pair-name">
      <h2 id={titleId}>
        <a class="pair-link" href={`/pairs/${pair.symbol}`}>
          {pair.base}
          <span class="pair-quote">/{pair.quote}</span>
        </a>
      </h2>
      <p class="pair-source">
        {SOURCE_TITLES[pair.source]}
        {pair.lastUpdate !== null && (
          <>
            {" · "}
            <Age at={pair.lastUpdate} viewer={viewer} />
          </>
        )}
      </p>
    </div>
  );
}

function PairPrice({ pair }: { pair: PairView }) {
  const { currentPrice, firstPrice, lastUpdate } = pair;
  if (currentPrice === null) {
    return <p class="pair-price pair-price-none">waiting for the first price</p>;
  }
  return (
    <p class="pair-price">
      <data key={lastUpdate} class={tickOf(pair)} value={currentPrice}>
        {formatPrice(currentPrice)}
      </data>
      {firstPrice !== null && (
        <Change percent={percentChange(currentPrice, firstPrice)} label="since added" />
      )}
    </p>
  );
}

/** Whether the newest price is above or below the one before: it lights up for a moment. */
function tickOf({ priceHistory }: PairView): string | undefined {
  const [before, newest] = priceHistory.slice(-2);
  if (before === undefined || newest === undefined || before.price === newest.price) return;
  return newest.price > before.price ? "tick-up" : "tick-down";
}

function PairButtons({ pair, actions }: Omit<PairPartProps, "viewer">) {
  return (
    <div class="pair-actions">
      <IconButton
        icon="plus"
        text="Alarm"
        label={`Add an alarm to ${pair.symbol}`}
        onClick={() => actions.addAlarm(pair)}
      />
      <IconButton
        icon="trash"
        text="Remove pair"
        label={`Remove ${pair.symbol}`}
        look="quiet"
        onClick={() => actions.removePair(pair)}
      />
    </div>
  );
}

function AlarmList({ pair, viewer, actions }: PairPartProps) {
  const count = pair.alarms.length;
  if (count === 0) return <p class="pair-no-alarms">No alarms yet</p>;
  return (
    <details class="alarms" open>
      <summary>{count === 1 ? "1 alarm" : `${count} alarms`}</summary>
      <ul>
        {pair.alarms.map((alarm) => (
          <AlarmRow key={alarm.id} {...{ alarm, pair, viewer, actions }} />
        ))}
      </ul>
    </details>
  );
}
