import { changeSince } from "@/lib/live/board/arrange_pairs.ts";
import type { PairProblem } from "@/lib/live/board/pair_problem.ts";
import { coinName, coinWords } from "@/lib/live/coin_words.ts";
import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import type { BackFillProgress, PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { fittingPrice } from "@/lib/market/short_price.ts";
import type { PairActions } from "./actions.ts";
import { Age } from "./Age.tsx";
import { BackfillLine } from "./BackfillLine.tsx";
import { Change } from "./Change.tsx";
import { Range } from "./Range.tsx";
import { TroubleLine } from "./TroubleLine.tsx";

interface PairHeadProps {
  pair: PairView;
  problem: PairProblem | null;
  /** How far its history is loaded; null once it is. */
  backfill: BackFillProgress | null;
  viewer: Viewer;
  actions: Pick<PairActions, "addPair">;
}

/** Name, price and changes of a pair, above its chart. */
export function PairHead({ pair, problem, backfill, viewer, actions }: PairHeadProps) {
  const { base, quote, source, lastUpdate } = pair;
  const name = coinName(pair);
  return (
    <div class={problem === null ? "pair-head" : "pair-head pair-stale"}>
      <div class="pair-head-name">
        <h1 tabIndex={-1}>
          {base}
          <span class="pair-quote">/{quote}</span>
        </h1>
        <p class="pair-source">
          {name !== null && <span title={coinWords(pair)}>{`${name} · `}</span>}
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
      <BackfillLine progress={backfill} />
      {problem !== null && <TroubleLine {...{ problem, viewer, actions }} />}
    </div>
  );
}

function Price({ pair }: { pair: PairView }) {
  const { currentPrice } = pair;
  if (currentPrice === null) {
    return <p class="pair-price pair-price-none">waiting for the first price</p>;
  }
  const [text, whole] = [fittingPrice(currentPrice), formatPrice(currentPrice)];
  return (
    <div class="pair-head-price">
      <p class="pair-price">
        <data value={currentPrice} title={text === whole ? undefined : whole}>
          {text}
        </data>
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
