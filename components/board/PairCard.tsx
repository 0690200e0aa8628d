import { titleOfPair } from "@/lib/market/pair_title.ts";
import { viewer } from "@/lib/client/viewer.ts";
import type { PairActions } from "@/components/alarm/actions.ts";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { Age } from "@/components/kit/Moment.tsx";
import {
  BackfillLine,
  Change,
  ListsButton,
  Range,
  SetLink,
  Sparkline,
  TroubleLine,
} from "@/components/pair/PairFacts.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { idleWords, isClose, nearestAlarm } from "@/lib/client/board/arrange.ts";
import { type PairProblem, pairProblem } from "@/lib/client/board/view.ts";
import { changeSince, formatChange, shownTrend } from "@/lib/market/format_price.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { BackfillProgress, Outliers, PairView } from "@/lib/protocol/frames.ts";
import { NearestAlarm, PairName, PairPrice, PairProblemNote, PairToggle } from "./PairCells.tsx";
import { PairHandle, type RowHandle } from "./reorder.tsx";
import { AlarmRows } from "@/components/alarm/AlarmRows.tsx";
import { alarmCount } from "@/lib/client/model.ts";
import { boardWords } from "./texts.ts";

export interface PairCardProps {
  pair: PairView;
  /** Why the price is not live; null while it is. */
  staleReason: string | null;
  /** Moment of its last price, where there has been none for too long. */
  noDataSince?: string | null;
  /** Its prices that jumped, if any did. */
  doubts?: Outliers | null;
  backfill?: BackfillProgress | null;
  isRinging?: boolean;
  isCompact?: boolean;
  isOpen: boolean;
  /** Moves the row to another place; null while the rows stand in an order that nobody set. */
  handle: RowHandle | null;
  isCarried?: boolean;
  actions: PairActions;
  onToggle: (symbol: string) => void;
}

/** One watched pair: its row, and below it, when it is open, its alarms. */
export function PairCard(props: PairCardProps) {
  const { pair, staleReason, noDataSince, isRinging = false, isOpen, isCarried = false } = props;
  const { symbol } = pair;
  const problem = pairProblem(pair, staleReason, noDataSince);
  const looks = [
    ...["pair", problem === null ? "" : "pair-stale", isRinging ? "pair-ringing" : ""],
    ...[isOpen ? "pair-open" : "", isCarried ? "pair-carried" : ""],
  ];
  return (
    <article
      class={looks.filter(Boolean).join(" ")}
      aria-labelledby={`pair-${symbol}`}
      data-pair={symbol}
    >
      <PairRow {...props} {...{ problem, isRinging, isCarried }} />
      {isOpen && <PairPanel {...props} problem={problem} />}
    </article>
  );
}

interface PairRowProps extends PairCardProps {
  problem: PairProblem | null;
  isRinging: boolean;
  isCarried: boolean;
}

/** A pair in one line, on a phone in three: a click anywhere on it shows its alarms. */
function PairRow(props: PairRowProps) {
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
  const { pair, problem, isRinging, handle, isCarried, actions } = props;
  const { currentPrice } = pair;
  return (
    <>
      <PairHandle {...{ pair, handle, isCarried }} />
      <PairName pair={pair}>
        <PairNotes {...{ pair, problem }} />
      </PairName>
      <PairPrice pair={pair} />
      <Sparkline points={pair.priceHistory} />
      <PairChange label="1 h" percent={changeSince(pair.hourAgo, currentPrice)} />
      <PairChange label="24 h" percent={changeSince(pair.dayAgo, currentPrice)} />
      <PairChange
        label={boardWords.sinceAdded}
        percent={changeSince(pair.firstPrice, currentPrice)}
      />
      <NearestAlarm {...{ pair, isRinging }} />
      <div class="pair-actions">
        <IconButton
          needs="changeAlarms"
          icon="plus"
          text={boardWords.addAlarm}
          label={boardWords.addAlarmTo(titleOfPair(pair))}
          look="quiet"
          shortcut="a"
          onClick={() => actions.addAlarm(pair)}
        />
        <PairToggle {...props} />
      </div>
    </>
  );
}

/**
 * A pair in one short line. More than a hundred of them change at once, and dozens come and go with a
 * turn of the wheel: so it has cells of its own, of one element each, that are no components.
 */
function PairCompactRow(props: PairRowProps) {
  const { pair, problem } = props;
  return (
    <>
      <PairName {...{ pair, problem }} />
      <PairPrice pair={pair} isShort />
      {dayChange(props)}
      {nearest(props)}
      <PairToggle {...props} />
    </>
  );
}

function dayChange({ pair: { dayAgo, currentPrice } }: PairRowProps) {
  const percent = changeSince(dayAgo, currentPrice);
  const trend = percent === null ? "flat" : shownTrend(percent);
  return (
    <p class={`pair-change change change-${trend}`} title="24 h">
      {percent === null ? "–" : formatChange(percent, 2)}
    </p>
  );
}

function nearest({ pair, isRinging }: PairRowProps) {
  if (isRinging) {
    return (
      <p class="nearest">
        <span class="nearest-ringing">{boardWords.ringing}</span>
      </p>
    );
  }
  if (pair.alarms.length === 0) return <p class="nearest" />;
  const now = viewer.calmNow.value;
  const found = nearestAlarm(pair, now);
  if (found === null) return <p class="nearest nearest-idle">{idleWords(pair, now)}</p>;
  return (
    <p
      class={isClose(found) ? "nearest nearest-close" : "nearest"}
      title={describeAlarm(found.alarm, pair.base)}
    >
      {formatChange(found.percent)}
    </p>
  );
}

interface PairChangeProps {
  label: string;
  /** Null while the price of that time is not known. */
  percent: number | null;
}

function PairChange({ label, percent }: PairChangeProps) {
  return (
    <p class="pair-change">
      <span class="pair-change-label">{label}</span>
      {percent === null
        ? (
          <span class="change change-flat" title={boardWords.notKnown}>
            –
          </span>
        )
        : <Change percent={percent} />}
    </p>
  );
}

/**
 * The one line under a pair's name: what is wrong with its price, or else from where it is and how
 * old. All rows are of one height, so a note must fit into this line; the open row has more room.
 */
function PairNotes({ pair, problem }: { pair: PairView; problem: PairProblem | null }) {
  const { source, lastUpdate } = pair;
  return (
    <p class={problem === null ? "pair-notes" : "pair-notes pair-notes-bad"}>
      {problem !== null && <PairProblemNote problem={problem} />}
      <span>{SOURCE_TITLES[source]}</span>
      {lastUpdate !== null && <Age at={lastUpdate} />}
    </p>
  );
}

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
function PairPanel(props: PairPanelProps) {
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
          {boardWords.chart}
        </a>
        <SetLink pair={pair} />
        <ListsButton pair={pair} onPress={() => actions.lists(pair)} />
        <IconButton
          needs="changeAlarms"
          icon="plus"
          text={boardWords.alarm}
          label={boardWords.anotherAlarm(titleOfPair(pair))}
          shortcut="a"
          onClick={() => actions.addAlarm(pair)}
        />
        <IconButton
          needs="changeAlarms"
          icon="trash"
          text={boardWords.remove}
          label={boardWords.removePair(titleOfPair(pair))}
          look="quiet"
          onClick={() => actions.removePair(pair)}
        />
      </div>
    </div>
  );
}

function AlarmList({ pair, actions }: Pick<PairPanelProps, "pair" | "actions">) {
  if (alarmCount(pair) === 0) return <p class="pair-no-alarms">{boardWords.noAlarms}</p>;
  return <AlarmRows {...{ pair, actions }} class="alarms" atOnce={ROWS_AT_ONCE} />;
}

/** How many outliers of a pair were seen since the program was started. */
function OutliersNote({ doubts: { seen, confirmed } }: { doubts: Outliers }) {
  return <p class="pair-doubts">{boardWords.doubts(seen, confirmed)}</p>;
}
