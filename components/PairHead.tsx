import { changeSince } from "@/lib/live/board/arrange_pairs.ts";
import { pairProblem } from "@/lib/live/board/pair_problem.ts";
import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { Age } from "./Age.tsx";
import { Change } from "./Change.tsx";
import { Icon } from "./Icon.tsx";
import { Range } from "./Range.tsx";

interface PairHeadProps {
  pair: PairView;
  /** Why the price is not live; null while it is. */
  staleReason: string | null;
  viewer: Viewer;
}

/** Name, price and changes of a pair, above its chart. */
export function PairHead({ pair, staleReason, viewer }: PairHeadProps) {
  const { base, quote, source, lastUpdate } = pair;
  const problem = pairProblem(pair, staleReason);
  return (
    <div class={problem === null ? "pair-head" : "pair-head pair-stale"}>
      <div class="pair-head-name">
        <h1 tabIndex={-1}>
          {base}
          <span class="pair-quote">/{quote}</span>
        </h1>
        <p class="pair-source">
          {SOURCE_TITLES[source]}
          {lastUpdate !== null && (
            <>
              {" · "}
              <Age at={lastUpdate} viewer={viewer} />
            </>
          )}
        </p>
      </div>
      <Price pair={pair} />
      <Range min={pair.minPrice} max={pair.maxPrice} current={pair.currentPrice} />
      {problem !== null && (
        <p class="pair-problem">
          <Icon name="warning" />
          <span>
            <strong>{problem.title}.</strong> {problem.reason}
          </span>
        </p>
      )}
    </div>
  );
}

function Price({ pair }: { pair: PairView }) {
  const { currentPrice } = pair;
  if (currentPrice === null) {
    return <p class="pair-price pair-price-none">waiting for the first price</p>;
  }
  return (
    <div class="pair-head-price">
      <p class="pair-price">
        <data value={currentPrice}>{formatPrice(currentPrice)}</data>
        <span class="pair-head-quote">{pair.quote}</span>
      </p>
      <p class="pair-head-changes">
        <Since price={currentPrice} before={pair.hourAgo} label="1 h" />
        <Since price={currentPrice} before={pair.dayAgo} label="24 h" />
        <Since price={currentPrice} before={pair.firstPrice} label="since added" />
      </p>
    </div>
  );
}

interface SinceProps {
  price: number;
  before: number | null | undefined;
  label: string;
}

function Since({ price, before, label }: SinceProps) {
  const percent = changeSince(before, price);
  return percent === null ? null : <Change percent={percent} label={label} />;
}
