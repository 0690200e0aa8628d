import { type Signal, useComputed, useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { LazyDialogs, usePairDialogs } from "@/components/alarm/PairDialogs.tsx";
import { BoardPairs } from "@/components/board/BoardPairs.tsx";
import { boardWords } from "@/components/board/texts.ts";
import { ChooseToggle } from "@/components/kit/ChooseToggle.tsx";
import { useLater } from "@/components/kit/Dialog.tsx";
import { Select } from "@/components/kit/Fields.tsx";
import { Icon, IconButton } from "@/components/kit/Icon.tsx";
import { ErrorLine, Notice } from "@/components/kit/Notice.tsx";
import { loadOnDemand } from "@/components/page/later.ts";
import {
  type AddingProblem,
  addingProblem,
  PairChoices,
  type PairRequest,
} from "@/components/pair/PairChoices.tsx";
import { pairWords } from "@/components/pair/texts.ts";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import { shownList } from "@/lib/client/board/arrange.ts";
import { type BoardView, FIRST_VIEW, isNarrowed, viewCookie } from "@/lib/client/board/view.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { alarmCount, isDemo, listsOf, type Model } from "@/lib/client/model.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { preferences } from "@/lib/client/preferences.ts";
import { isLinkLost } from "@/lib/client/troubles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { SOURCE_NAMES, SOURCE_TITLES, type SourceName } from "@/lib/market/source_name.ts";
import type { PairView } from "@/lib/protocol/frames.ts";

interface BoardProps {
  model: Signal<Model>;
  firstView?: BoardView;
  /** A phone shows prices first, and a pair's alarms at a press. */
  isPhone?: boolean;
}

/** The watched pairs with their alarms, and everything that can be done with them. */
export function Board({ model, firstView = FIRST_VIEW, isPhone = false }: BoardProps) {
  useViewer(model);
  const dialogs = usePairDialogs(sendCommand, fetchReplay);
  const view = useSignal(firstView);
  const isChoosing = useSignal(false);
  const isLost = useComputed(() => isLinkLost(model.value, viewer.now.value));

  const { send, sendAndTell, actions } = dialogs;
  const addPair = (request: PairRequest) => send("add_pair", request);
  const { pairs } = model.value;
  const lists = listsOf(model.value);
  const list = shownList(view.value, lists);
  const reorder = (symbols: readonly string[]) =>
    list === null
      ? sendAndTell("reorder_pairs", { pairs: symbols })
      : sendAndTell("update_watchlist", { id: list.id, pairs: symbols });
  const changeView = (changes: Partial<BoardView>) => {
    view.value = { ...view.value, ...changes };
    document.cookie = viewCookie(view.value);
  };
  const looks = ["board", isLost.value && "board-lost", view.value.isCompact && "board-compact"];
  return (
    <div class={looks.filter(Boolean).join(" ")}>
      <BoardHead
        pairs={pairs}
        isChoosing={isChoosing.value}
        isChosen={isNarrowed(view.value)}
        onChoose={() => isChoosing.value = !isChoosing.value}
        onTest={() => sendAndTell("test_alarm", {})}
      >
        <AddPairForm onAdd={addPair} />
      </BoardHead>
      {pairs.length === 0
        ? <EmptyState onAdd={(symbol) => sendAndTell("add_pair", { pair: symbol })} />
        : (
          <BoardPairs
            model={model.value}
            view={view.value}
            opensRows={!isPhone}
            actions={actions}
            onView={changeView}
            onReorder={reorder}
            onLists={() => dialogs.show({ kind: "watchlists" })}
          />
        )}
      <Tour model={model} />
      <LazyDialogs {...{ dialogs, pairs }} watchlists={lists} />
      <Notice notice={dialogs.notice.value} onClose={() => dialogs.notice.value = null} />
    </div>
  );
}

/** The first minute in the demo, until it was gone through or skipped in this browser. */
function Tour({ model }: { model: Signal<Model> }) {
  const [isHere, come] = useState(false);
  // What this browser prefers is not known before.
  useEffect(() => come(isDemo(model.peek().status)), []);
  const isWanted = isHere && !preferences.value.hasToured;
  const later = useLater(isWanted, loadOnDemand, () => come(false));
  return isWanted && later !== null ? <later.TourCard model={model} /> : null;
}

interface BoardHeadProps {
  pairs: readonly PairView[];
  /** The tools that choose and sort the rows are in view; on a phone they are folded at first. */
  isChoosing: boolean;
  /** The rows are not all there, or in another order than people set. */
  isChosen: boolean;
  onChoose: () => void;
  onTest: () => void;
  children: ComponentChildren;
}

/** Title of the board, how much is watched, and what is done for the whole board. */
function BoardHead(props: BoardHeadProps) {
  const { pairs, isChoosing, isChosen, onChoose, onTest, children } = props;
  const alarms = pairs.reduce((sum, pair) => sum + alarmCount(pair), 0);
  const [isAdding, setAdding] = useState(false);
  useLayoutEffect(() => {
    if (isAdding) document.querySelector<HTMLElement>(".add-pair .input")?.focus();
  }, [isAdding]);
  const looks = [
    ...["page-head", isAdding || pairs.length === 0 ? "page-head-adding" : ""],
    ...[isChoosing ? "page-head-choosing" : ""],
  ];
  return (
    <div class={looks.filter(Boolean).join(" ")}>
      <div class="board-title">
        <h1 tabIndex={-1}>{boardWords.title}</h1>
        {pairs.length > 0 && (
          <p class="board-count">
            {boardWords.pairCount(pairs.length)} · {boardWords.alarmCount(alarms)}
          </p>
        )}
      </div>
      {pairs.length > 0 && (
        <>
          <IconButton needs="changeAlarms" icon="sound" text={boardWords.test} onClick={onTest} />
          {pairs.length > 1 && <ChooseToggle {...{ isChoosing, isChosen, onChoose }} />}
          <AddPairToggle isOpen={isAdding} onToggle={() => setAdding(!isAdding)} />
        </>
      )}
      {children}
    </div>
  );
}

/** On a phone, where prices come first, the form is folded. */
function AddPairToggle({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  return (
    <button
      type="button"
      class="button add-pair-toggle"
      data-needs="changeAlarms"
      aria-label={boardWords.addPair}
      data-key="n"
      aria-expanded={isOpen}
      onClick={onToggle}
    >
      <Icon name={isOpen ? "close" : "plus"} />
      {boardWords.pair}
    </button>
  );
}

const EXAMPLES = ["BTCUSDT", "ETHUSDT", "ETHBTC", "SOLUSDT"] as const;

/** What to do when nothing is watched yet. */
function EmptyState({ onAdd }: { onAdd: (symbol: string) => void }) {
  return (
    <section class="empty">
      <svg class="empty-art" viewBox="0 0 200 80" aria-hidden="true">
        <path class="empty-grid" d="M0 20H200M0 40H200M0 60H200" />
        <path class="empty-line" d="M0 62L24 52L44 58L70 36L92 44L120 22L144 30L166 14" />
        <circle cx="166" cy="14" r="5" />
      </svg>
      <h2>{boardWords.nothing}</h2>
      <p>{boardWords.nothingDetail}</p>
      <div class="empty-examples">
        {EXAMPLES.map((symbol) => (
          <button
            key={symbol}
            type="button"
            class="button"
            onClick={() => onAdd(symbol)}
          >
            <Icon name="plus" />
            {pairTitle(symbol)}
          </button>
        ))}
      </div>
    </section>
  );
}

interface AddPairFormProps {
  onAdd: (request: PairRequest) => Promise<void>;
}

/** One line to add a pair by its name, in any usual spelling. */
function AddPairForm({ onAdd }: AddPairFormProps) {
  const [text, setText] = useState("");
  const [source, setSource] = useState<SourceName | "">("");
  const [problem, setProblem] = useState<AddingProblem | null>(null);
  const [isSending, setSending] = useState(false);
  const [isTurnedTo, turnTo] = useState(false);
  const later = useLater(isTurnedTo, loadOnDemand, () => turnTo(false));
  const input = useRef<HTMLInputElement>(null);

  const add = async (request: PairRequest) => {
    if (request.pair.trim() === "") {
      return setProblem({ message: pairWords.nothingTyped, choices: [] });
    }
    setSending(true);
    try {
      await onAdd(request);
      setText("");
      setProblem(null);
    } catch (error) {
      setProblem(addingProblem(error));
    } finally {
      setSending(false);
      input.current?.focus();
    }
  };
  return (
    <form
      class="add-pair"
      data-needs="changeAlarms"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add({ pair: text, ...(source && { source }) });
      }}
    >
      <label for="add-pair" class="visually-hidden">
        {pairWords.toWatch}
      </label>
      <input
        ref={input}
        id="add-pair"
        class="input"
        name="pair"
        placeholder="btc/usdt"
        autocomplete="off"
        autocapitalize="characters"
        spellcheck={false}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded="false"
        aria-controls="pair-options"
        aria-describedby="add-pair-error"
        data-key="n"
        aria-invalid={problem === null ? "false" : "true"}
        value={text}
        onFocus={() => turnTo(true)}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setProblem((before) => before && { ...before, choices: [] });
        }}
      />
      <Select
        label={pairWords.market}
        options={markets()}
        value={source}
        onChange={setSource}
      />
      <button type="submit" class="button button-primary" disabled={isSending}>
        <Icon name="plus" />
        {isSending ? pairWords.lookingUp : pairWords.addPair}
      </button>
      {later === null
        ? <ul id="pair-options" role="listbox" aria-label={pairWords.pairs} hidden />
        : <later.PairOptions {...{ input, text, source }} onChoose={add} />}
      <ErrorLine id="add-pair-error" message={problem?.message ?? null} />
      <PairChoices
        choices={problem?.choices ?? []}
        isSending={isSending}
        onChoose={({ pair, source, coin }) =>
          add({ pair, ...(source && { source }), ...(coin && { coin }) })}
      />
    </form>
  );
}

/** Where the price is to come from; the server decides unless a person does. */
function markets(): readonly (readonly [SourceName | "", string])[] {
  return [
    ["", pairWords.anyMarket],
    ...SOURCE_NAMES.map((name) => [name, SOURCE_TITLES[name]] as const),
  ];
}
