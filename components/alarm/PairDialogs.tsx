import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { NoticeText } from "@/components/kit/Notice.tsx";
import { useLater } from "@/components/kit/Dialog.tsx";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import { answerNotice, messageOf } from "@/lib/client/ask_server.ts";
import type { Model } from "@/lib/client/model.ts";
import type { ServerFrame } from "@/lib/protocol/frames.ts";
import { type InPlace, useInPlace } from "./in_place.ts";
import type { OpenDialog, PairActions, PairDialogs, SendAbout } from "./actions.ts";
import { alarmWords } from "./texts.tsx";

type SendCommand = (event: string, data: unknown) => Promise<ServerFrame>;

/** Holds what is open on a page about pairs; `sendCommand` and `fetchReplay` reach the server. */
export function usePairDialogs(sendCommand: SendCommand, fetchReplay: FetchReplay): PairDialogs {
  const open = useSignal<OpenDialog | null>(null);
  const problem = useSignal<string | null>(null);
  const notice = useSignal<NoticeText | null>(null);

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
  const sendAndTell: PairDialogs["sendAndTell"] = async (event, data) => {
    try {
      await send(event, data);
      return true;
    } catch (error) {
      notice.value = { tone: "bad", text: messageOf(error) };
      return false;
    }
  };
  // Always the same, so that rows that have not changed need not be drawn again.
  const inPlace = useInPlace(async ({ id }, changes, former) => {
    const answer = await sendCommand("update_alarm", { id, alarm: changes });
    const undo = () => void sendAndTell("update_alarm", { id, alarm: former });
    notice.value = { tone: "good", text: answerNotice(answer) ?? alarmWords.saved, undo };
  });
  const actions = useMemo(() => pairActions(show, sendAndTell, inPlace), []);
  return { open, problem, notice, actions, show, send, sendAndClose, sendAndTell, fetchReplay };
}

function pairActions(
  show: (dialog: OpenDialog) => void,
  send: PairDialogs["sendAndTell"],
  inPlace: InPlace,
): PairActions {
  return {
    inPlace,
    menu: (pair, alarm, button) => show({ kind: "alarmMenu", placed: { pair, alarm }, button }),
    addAlarm: (pair) => show({ kind: "newAlarm", pair }),
    removePair: (pair) => show({ kind: "removePair", pair }),
    lists: (pair) => show({ kind: "pairLists", pair }),
    addPair: (symbol) => send("add_pair", { pair: symbol }),
    edit: (pair, alarm) => show({ kind: "editAlarm", pair, alarm }),
    snooze: (pair, alarm) => show({ kind: "snoozeAlarm", pair, alarm }),
    remove: (pair, alarm) => show({ kind: "removeAlarm", pair, alarm }),
    rearm: (pair, alarm) => send("restart_alarm", { pair: pair.symbol, id: alarm.id }),
    resume: (_pair, alarm) => send("resume_alarms", { ids: [alarm.id] }),
    test: (pair, alarm) => send("test_alarm", { pair: pair.symbol, id: alarm.id }),
  };
}

/** The dialogs of a page about pairs. Their code comes when the first one is opened: most visits only look. */
export function LazyDialogs(
  { dialogs, ...shown }: { dialogs: PairDialogs } & Pick<Model, "pairs" | "watchlists">,
) {
  const module = useLater(
    dialogs.open.value !== null,
    () => import("./BoardDialogs.tsx"),
    (text) => {
      dialogs.show(null);
      dialogs.notice.value = { tone: "bad", text };
    },
  );
  return module === null ? null : <module.BoardDialogs dialogs={dialogs} {...shown} />;
}
