import { type Signal, useComputed } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { AddPairForm } from "@/components/AddPairForm.tsx";
import { BoardDialogs } from "@/components/BoardDialogs.tsx";
import { BoardHead } from "@/components/BoardHead.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Notice } from "@/components/Notice.tsx";
import { PairList } from "@/components/PairList.tsx";
import { usePairDialogs } from "@/components/use_pair_dialogs.ts";
import { connectPage, sendCommand } from "@/lib/live/client.ts";
import type { Model } from "@/lib/live/model.ts";
import { isLinkLost } from "@/lib/live/troubles.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { useViewer } from "@/lib/live/viewer.ts";

/** The watched pairs with their alarms, and everything that can be done with them. */
export function Board({ model }: { model: Signal<Model> }) {
  const viewer = useViewer(model);
  const dialogs = usePairDialogs(sendCommand);
  const isLost = useComputed(() => isLinkLost(model.value, viewer.now.value));
  useEffect(() => connectPage(model), []);

  const { send, sendAndTell, actions } = dialogs;
  const { pairs, status } = model.value;
  const addPair = (pair: string, source: SourceName | undefined) =>
    send("add_pair", { pair, ...(source && { source }) });
  return (
    <div class={isLost.value ? "board board-lost" : "board"}>
      <BoardHead pairs={pairs} onTest={() => sendAndTell("test_alarm", {})}>
        <AddPairForm onAdd={addPair} />
      </BoardHead>
      {pairs.length === 0
        ? <EmptyState onAdd={(symbol) => sendAndTell("add_pair", { pair: symbol })} />
        : <PairList pairs={pairs} stale={status.stale} {...{ viewer, actions }} />}
      <BoardDialogs dialogs={dialogs} />
      <Notice notice={dialogs.notice.value} onClose={() => dialogs.notice.value = null} />
    </div>
  );
}
