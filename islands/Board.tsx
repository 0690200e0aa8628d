import { type Signal, useComputed, useSignal } from "@preact/signals";
import { AddPairForm } from "@/components/pair/AddPairForm.tsx";
import { type PairRequest } from "@/components/pair/PairChoices.tsx";
import { LazyDialogs, usePairDialogs } from "@/components/alarm/PairDialogs.tsx";
import { BoardHead, EmptyState } from "@/components/board/BoardHead.tsx";
import { BoardPairs } from "@/components/board/BoardPairs.tsx";
import { Notice } from "@/components/kit/Notice.tsx";
import { shownList } from "@/lib/client/board/arrange.ts";
import { type BoardView, FIRST_VIEW, isNarrowed, viewCookie } from "@/lib/client/board/view.ts";
import { sendCommand } from "@/lib/client/client.ts";
import { fetchReplay } from "@/lib/client/alarms/replay.ts";
import { listsOf, type Model } from "@/lib/client/model.ts";
import { isLinkLost } from "@/lib/client/troubles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { useEffect, useState } from "preact/hooks";
import { useLater } from "@/components/kit/use_later.ts";
import { loadOnDemand } from "@/components/page/later.ts";
import { preferences } from "@/lib/client/preferences.ts";
import { isDemo } from "@/lib/client/tour.ts";

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
