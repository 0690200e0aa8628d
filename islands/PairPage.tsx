import { type Signal, useComputed, useSignalEffect } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { AlarmRows } from "@/components/alarm/AlarmRows.tsx";
import { LazyDialogs, usePairDialogs } from "@/components/alarm/PairDialogs.tsx";
import type { PairActions } from "@/components/alarm/actions.ts";
import { useReplayMarks } from "@/lib/client/chart/chart_state.ts";
import { IconButton } from "@/components/kit/Icon.tsx";
import { Age } from "@/components/kit/Moment.tsx";
import { ErrorLine, Notice } from "@/components/kit/Notice.tsx";
import {
  type AddingProblem,
  addingProblem,
  PairChoices,
  type PairRequest,
} from "@/components/pair/PairChoices.tsx";
import {
  BackfillLine,
  Change,
  ListsButton,
  Range,
  SetLink,
  TroubleLine,
} from "@/components/pair/PairFacts.tsx";
import { pairWords } from "@/components/pair/texts.ts";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import { goTo } from "@/lib/client/base_path.ts";
import { type PairProblem, pairProblem } from "@/lib/client/board/view.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { alarmCount, type Model, pairOf } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { isLinkLost } from "@/lib/client/troubles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { usePrices } from "@/lib/client/watching.ts";
import { changeSince, fittingPrice, formatPrice } from "@/lib/market/format_price.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { ChartStart } from "@/lib/protocol/charts.ts";
import type { BackfillProgress, PairView, Status } from "@/lib/protocol/frames.ts";
import { coinName, coinWords } from "@/lib/text/words.ts";
import { PairChart } from "@/components/chart/PairChart.tsx";

interface PairPageProps {
  model: Signal<Model>;
  symbol: string;
  first: ChartStart;
  children: ComponentChildren;
}

function problemOf(pair: PairView, { stale, noData }: Status) {
  return pairProblem(pair, stale[pair.symbol] ?? null, noData[pair.symbol] ?? null);
}

/** Everything about one pair: price, chart, alarms. */
export function PairPage({ model, symbol, first, children }: PairPageProps) {
  useViewer(model);
  const replay = useReplayMarks(fetchReplay);
  const dialogs = usePairDialogs(sendCommand, replay.fetchReplay);
  const isLost = useComputed(() => isLinkLost(model.value, viewer.now.value));
  const pair = pairOf(model.value, symbol);
  usePrices(pair === undefined ? [] : [symbol]);
  useSignalEffect(() => {
    if (dialogs.open.value === null) replay.clear();
  });
  const { actions } = dialogs;
  return (
    <div class={isLost.value ? "pair-page board-lost" : "pair-page"}>
      {pair === undefined
        ? <PairMissing symbol={symbol} onAdd={(request) => watch(request, symbol)} />
        : (
          <>
            <PairHead
              {...{ pair, actions }}
              problem={problemOf(pair, model.value.status)}
              backfill={model.value.status.backfills?.[symbol] ?? null}
            />
            <PairChart {...{ model, symbol, first, dialogs, replay }}>{children}</PairChart>
            <PairAlarms {...{ pair, actions }} />
          </>
        )}
      <LazyDialogs dialogs={dialogs} {...listed(model.value)} />
      <Notice notice={dialogs.notice.value} onClose={() => dialogs.notice.value = null} />
    </div>
  );
}

/** What dialogs show of the model beside the pair. */
function listed({ pairs, watchlists = [] }: Model) {
  return { pairs, watchlists };
}

/** A name may mean another pair than that of this page: then its page is the one to see. */
async function watch(request: PairRequest, symbol: string): Promise<void> {
  const added = await sendCommand("add_pair", request);
  if (added.event !== "pair_added" || added.data.pair.symbol === symbol) return;
  goTo(`/pairs/${encodeURIComponent(added.data.pair.symbol)}`);
}

interface PairHeadProps {
  pair: PairView;
  problem: PairProblem | null;
  backfill: BackfillProgress | null;
  actions: Pick<PairActions, "addPair">;
}

/** Name, price and changes of a pair, above its chart. */
function PairHead({ pair, problem, backfill, actions }: PairHeadProps) {
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
              <Age at={lastUpdate} />
            </>
          )}
        </p>
      </div>
      <Price pair={pair} />
      <Range min={pair.minPrice} max={pair.maxPrice} current={pair.currentPrice} isLong />
      <BackfillLine progress={backfill} />
      {problem !== null && <TroubleLine {...{ problem, actions }} />}
    </div>
  );
}

function Price({ pair }: { pair: PairView }) {
  const { currentPrice } = pair;
  if (currentPrice === null) {
    return <p class="pair-price pair-price-none">{pairWords.noPrice}</p>;
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
        <Since price={currentPrice} before={pair.firstPrice} label={pairWords.sinceAdded} />
      </p>
    </div>
  );
}

function Since(
  { price, before, label }: { price: number; before: number | null | undefined; label: string },
) {
  const percent = changeSince(before, price);
  return percent === null ? null : <Change percent={percent} label={label} />;
}

const ROWS_AT_ONCE = 100;

/** All alarms of a pair, beside its chart, and the way to set one more. */
function PairAlarms({ pair, actions }: { pair: PairView; actions: PairActions }) {
  return (
    <section class="pair-alarms" aria-labelledby="pair-alarms">
      <header class="pair-alarms-head">
        <h2 id="pair-alarms">{pairWords.alarms}</h2>
        <SetLink pair={pair} />
        <ListsButton pair={pair} onPress={() => actions.lists(pair)} />
        <IconButton
          needs="changeAlarms"
          icon="plus"
          text={pairWords.setAlarm}
          label={pairWords.setAlarmOn(titleOfPair(pair))}
          look="primary"
          shortcut="a"
          onClick={() => actions.addAlarm(pair)}
        />
      </header>
      {alarmCount(pair) === 0
        ? <p class="pair-alarms-none">{pairWords.noAlarms}</p>
        : <AlarmRows {...{ pair, actions }} atOnce={ROWS_AT_ONCE} />}
    </section>
  );
}

interface PairMissingProps {
  symbol: string;
  onAdd: (request: PairRequest) => Promise<void>;
}

/** A pair that nobody watches, perhaps not any more. */
function PairMissing({ symbol, onAdd }: PairMissingProps) {
  const [problem, setProblem] = useState<AddingProblem | null>(null);
  const [isSending, setSending] = useState(false);
  const add = async ({ pair, source, coin }: PairRequest) => {
    setSending(true);
    try {
      await onAdd({ pair, ...(source && { source }), ...(coin && { coin }) });
    } catch (error) {
      setProblem(addingProblem(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <section class="empty">
      <h1 tabIndex={-1}>{pairWords.notWatched(pairTitle(symbol))}</h1>
      <p>{pairWords.notWatchedDetail}</p>
      <div class="empty-examples">
        <IconButton
          needs="changeAlarms"
          icon="plus"
          text={pairWords.watch(pairTitle(symbol))}
          look="primary"
          disabled={isSending}
          onClick={() => add({ pair: symbol })}
        />
        <a class="button" href="/" aria-current="false">{pairWords.allPrices}</a>
      </div>
      <ErrorLine message={problem?.message ?? null} />
      <PairChoices choices={problem?.choices ?? []} isSending={isSending} onChoose={add} />
    </section>
  );
}
