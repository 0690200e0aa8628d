import { useState } from "preact/hooks";
import { Dialog } from "@/components/kit/Dialog.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import { draftOf, EMPTY_DRAFT, type Problems, readDraft } from "@/lib/client/alarms/draft.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import { messageOf, RequestError } from "@/lib/client/request_error.ts";
import { AlarmForm } from "./AlarmForm.tsx";
import { useReplay } from "./AlarmMeaning.tsx";

type Fields = Readonly<Record<string, unknown>>;

interface AlarmEditorProps {
  pair: Pair;
  /** The alarm to change; null for a new one. */
  alarm: Alarm | null;
  /** Sends the fields: all of a new alarm, the changed ones of another. */
  onSave: (fields: Fields) => Promise<void>;
  fetchReplay: FetchReplay;
  onClose: () => void;
}

/** The dialog in which an alarm is set or changed. */
export function AlarmEditor(props: AlarmEditorProps) {
  const { pair, alarm, onSave, fetchReplay, onClose } = props;
  const [start] = useState(() => alarm === null ? EMPTY_DRAFT : draftOf(alarm));
  const [draft, setDraft] = useState(start);
  const [problems, setProblems] = useState<Problems>({});
  const [isSending, setSending] = useState(false);
  const replayed = useReplay(pair, draft, fetchReplay);

  const submit = async () => {
    const read = readDraft(draft, pair.currentPrice);
    setProblems(read.ok ? {} : read.problems);
    if (!read.ok) return;
    setSending(true);
    try {
      await onSave(alarm === null ? read.fields : changedFields(read.fields, alarm, pair));
      onClose();
    } catch (error) {
      setProblems(problemsOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog
      title={alarm === null ? `New alarm for ${pair.symbol}` : `Alarm for ${pair.symbol}`}
      onClose={onClose}
    >
      <AlarmForm
        draft={draft}
        problems={problems}
        pair={without(pair, alarm)}
        replayed={replayed}
        isNew={alarm === null}
        isSending={isSending}
        onChange={(change) => setDraft((old) => ({ ...old, ...change }))}
        onSubmit={submit}
        onCancel={onClose}
      />
    </Dialog>
  );
}

/** The pair with its other alarms: one that is changed is not there beside itself. */
function without(pair: Pair, alarm: Alarm | null): Pair {
  return { ...pair, alarms: pair.alarms.filter(({ id }) => id !== alarm?.id) };
}

/** Only these are sent, so that a time that the form shows without its seconds stays as it is. */
function changedFields(fields: Fields, alarm: Alarm, { currentPrice }: Pair): Fields {
  const before = readDraft(draftOf(alarm), currentPrice);
  const former: Fields = before.ok ? before.fields : {};
  return Object.fromEntries(
    Object.entries(fields).filter(([field, value]) => former[field] !== value),
  );
}

/** The server names a field by its path, such as `alarm.targetPrice`. */
function problemsOf(error: unknown): Problems {
  const path = error instanceof RequestError ? error.field : null;
  return { [path?.split(".").at(-1) ?? "form"]: messageOf(error) };
}
