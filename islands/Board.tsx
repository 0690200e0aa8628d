import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { PairActions } from "@/components/actions.ts";
import { AddPairForm } from "@/components/AddPairForm.tsx";
import { BoardDialogs, type OpenDialog, type SendAbout } from "@/components/BoardDialogs.tsx";
import { BoardHead } from "@/components/BoardHead.tsx";
import { EmptyState } from "@/components/EmptyState.tsx";
import { Notice, type NoticeText } from "@/components/Notice.tsx";
import { PairList } from "@/components/PairList.tsx";
import { answerNotice } from "@/lib/live/answer_notice.ts";
import { connectPage, sendCommand } from "@/lib/live/client.ts";
import type { Model } from "@/lib/live/model.ts";
import { messageOf } from "@/lib/live/request_error.ts";
import { isLinkLost } from "@/lib/live/troubles.ts";
import type { SourceName } from "@/lib/market/source_name.ts";
import { useViewer } from "@/lib/live/viewer.ts";

/** The watched pairs with their alarms, and everything that can be done with them. */
export function Board({ model }: { model: Signal<Model> }) {
  const viewer = useViewer(model);
  const open = useSignal<OpenDialog | null>(null);
  const problem = useSignal<string | null>(null);
  const notice = useSignal<NoticeText | null>(null);
  const isLost = useComputed(() => isLinkLost(model.value, viewer.now.value));
  useEffect(() => connectPage(model), []);

  const show = (dialog: OpenDialog | null) => {
    problem.value = null;
    open.value = dialog;
  };
  const send: SendAbout = async (event, data) => {
    const text = answerNotice(await sendCommand(event, data));
    notice.value = text === null ? null : { tone: "info", text };
  };
  const sendAndClose: SendAbout = async (event, data) => {
    try {
      await send(event, data);
      show(null);
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  const sendAndTell: SendAbout = async (event, data) => {
    try {
      await send(event, data);
    } catch (error) {
      notice.value = { tone: "bad", text: messageOf(error) };
    }
  };
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
        : (
          <PairList
            pairs={pairs}
            stale={status.stale}
            viewer={viewer}
            actions={pairActions(show, sendAndTell)}
          />
        )}
      {open.value !== null && (
        <BoardDialogs
          open={open.value}
          problem={problem.value}
          {...{ send, sendAndClose }}
          onClose={() => show(null)}
        />
      )}
      <Notice notice={notice.value} onClose={() => notice.value = null} />
    </div>
  );
}

function pairActions(show: (dialog: OpenDialog) => void, send: SendAbout): PairActions {
  return {
    addAlarm: (pair) => show({ kind: "newAlarm", pair }),
    removePair: (pair) => show({ kind: "removePair", pair }),
    edit: (pair, alarm) => show({ kind: "editAlarm", pair, alarm }),
    snooze: (pair, alarm) => show({ kind: "snoozeAlarm", pair, alarm }),
    remove: (pair, alarm) => show({ kind: "removeAlarm", pair, alarm }),
    rearm: (pair, alarm) => send("restart_alarm", { pair: pair.symbol, id: alarm.id }),
    test: (pair, alarm) => send("test_alarm", { pair: pair.symbol, id: alarm.id }),
  };
}
