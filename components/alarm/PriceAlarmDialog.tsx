import { titleOfPair } from "@/lib/market/pair_title.ts";
import { useState } from "preact/hooks";
import type { Pair } from "@/lib/alarms/pair.ts";
import { fieldsAtPrice, SHOWN_FIELDS } from "@/lib/alarms/kinds/typed.ts";
import {
  type AlarmDraft,
  EMPTY_DRAFT,
  type Problems,
  readCondition,
} from "@/lib/client/alarms/draft.ts";
import { numberText } from "@/lib/market/typed_number.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import { messageOf } from "@/lib/client/request_error.ts";
import { AlarmMeaning, ReplayLine, useReplay } from "@/components/alarm/AlarmMeaning.tsx";
import { modeOptions } from "./AlarmEditor.tsx";
import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { formWords as words } from "./dialog_texts.tsx";

interface PriceAlarmDialogProps {
  pair: Pair;
  price: number;
  onSave: (alarm: Readonly<Record<string, unknown>>) => Promise<void>;
  fetchReplay: FetchReplay;
  onClose: () => void;
}

/** Asks whether an alarm is to be set at a price that was picked on the chart. */
export function PriceAlarmDialog(
  { pair, price, onSave, fetchReplay, onClose }: PriceAlarmDialogProps,
) {
  const [text, setText] = useState(numberText(price));
  const [mode, setMode] = useState<AlarmDraft["mode"]>("once");
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const now = pair.currentPrice;
  const draft: AlarmDraft = { ...EMPTY_DRAFT, ...fieldsAtPrice(text, now), mode };
  const read = readCondition(draft, now);
  const replayed = useReplay(pair, draft, fetchReplay);

  const save = async () => {
    setProblem(read.ok ? null : Object.values(read.problems)[0] ?? null);
    if (!read.ok) return;
    setSending(true);
    try {
      await onSave({ ...read.condition, mode });
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setSending(false);
    }
  };
  const submit = (event: Event) => {
    event.preventDefault();
    save();
  };
  return (
    <Dialog title={words.atPrice(titleOfPair(pair))} onClose={onClose}>
      <form class="alarm-form" onSubmit={submit} noValidate>
        <TextField
          label={words.priceIn(pair.quote)}
          value={text}
          isNumber
          isFirst
          onChange={setText}
        />
        <AlarmMeaning draft={draft} pair={pair} problems={shownAs(problem)} />
        <Choice label={words.ring} options={modeOptions()} value={mode} onChange={setMode} />
        <ReplayLine {...replayed} />
        <ErrorLine message={problem} />
        <FormActions action={words.set} disabled={isSending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

/** The problem stands above the buttons, whichever field it is about. */
function shownAs(problem: string | null): Problems {
  return problem === null ? {} : Object.fromEntries(SHOWN_FIELDS.map((name) => [name, problem]));
}
