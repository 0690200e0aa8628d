import { titleOfPair } from "@/lib/market/pair_title.ts";
import { useState } from "preact/hooks";
import { Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { DEFAULT_PRIORITY, MAX_NOTE_LENGTH } from "@/lib/alarms/limits.ts";
import type { Pair } from "@/lib/alarms/pair.ts";
import {
  draftOf,
  EMPTY_DRAFT,
  expiryNote,
  type Problems,
  readDraft,
} from "@/lib/client/alarms/draft.ts";
import type { FetchReplay } from "@/lib/client/alarms/replay.ts";
import { messageOf, RequestError } from "@/lib/client/ask_server.ts";
import { AlarmMeaning, ReplayLine, type ReplayLineProps, useReplay } from "./AlarmMeaning.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { Choice, TextField } from "@/components/kit/Fields.tsx";
import { SoundField } from "@/components/kit/SoundField.tsx";
import { kindTitles, SHOWN_FIELDS } from "@/lib/alarms/kinds/typed.ts";
import { type AlarmFieldsProps, KIND_FIELDS } from "./KindFields.tsx";
import { TOLD_FIELDS, WhoIsTold } from "./WhoIsTold.tsx";
import { formWords as words } from "./dialog_texts.tsx";

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
      await onSave(
        alarm === null ? withoutUsual(read.fields) : changedFields(read.fields, alarm, pair),
      );
      onClose();
    } catch (error) {
      setProblems(problemsOf(error));
      setSending(false);
    }
  };
  return (
    <Dialog
      title={alarm === null ? words.newFor(titleOfPair(pair)) : words.alarmFor(titleOfPair(pair))}
      onClose={onClose}
    >
      <AlarmForm
        draft={draft}
        problems={problems}
        pair={without(pair, alarm)}
        replayed={replayed}
        isNew={alarm === null}
        isRetyped={alarm !== null && draft.type !== alarm.type}
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

const USUAL: Fields = { priority: DEFAULT_PRIORITY, tell: "default", policy: null, tags: [] };

/** A new alarm says nothing of whom it tells where that is the default: every page is sent what it says. */
function withoutUsual(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).filter(([name, value]) =>
      JSON.stringify(USUAL[name]) !== JSON.stringify(value)
    ),
  );
}

/** Only these are sent, so that a time that the form shows without its seconds stays as it is. */
function changedFields(fields: Fields, alarm: Alarm, { currentPrice }: Pair): Fields {
  const before = readDraft(draftOf(alarm), currentPrice);
  const former: Fields = before.ok ? before.fields : {};
  // Of another kind all of the condition is new, also where fields have the same names.
  const isOther = fields["type"] !== alarm.type;
  return Object.fromEntries(
    // As texts, because lists of channels are never the same object.
    Object.entries(fields).filter(([field, value]) =>
      isOther && field !== "expiresAt" || JSON.stringify(former[field]) !== JSON.stringify(value)
    ),
  );
}

/** The server names a field by its path, such as `alarm.targetPrice`. */
function problemsOf(error: unknown): Problems {
  const path = error instanceof RequestError ? error.field : null;
  return { [path?.split(".").at(-1) ?? "form"]: messageOf(error) };
}

/** Fields whose problems are shown beside them; all others are shown above the buttons. */
const SHOWN = [...SHOWN_FIELDS, "cooldownSeconds", "expiresAt", "note", "tags", ...TOLD_FIELDS];

interface AlarmFormProps extends AlarmFieldsProps {
  isNew: boolean;
  /** It becomes an alarm of another kind. */
  isRetyped: boolean;
  isSending: boolean;
  replayed: ReplayLineProps;
  onSubmit: () => void;
  onCancel: () => void;
}

/** The form of an alarm, for a new one and for changing one. */
function AlarmForm(props: AlarmFormProps) {
  const { draft, isNew, isRetyped, isSending, onChange, onSubmit, onCancel } = props;
  const ConditionFields = KIND_FIELDS[draft.type];
  const submit = (event: Event) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form class="alarm-form" onSubmit={submit} noValidate>
      <Choice
        label={words.ringOn}
        options={kindTitles()}
        value={draft.type}
        onChange={(type) => onChange({ type })}
      />
      {isRetyped && <p class="field-hint">{words.retyped}</p>}
      <ConditionFields {...props} />
      <AlarmMeaning {...props} />
      <ReplayLine {...props.replayed} />
      <HandlingFields {...props} />
      <ErrorLine message={otherProblem(props.problems)} />
      <FormActions
        action={isNew ? words.set : words.saveChanges}
        disabled={isSending}
        onCancel={onCancel}
      />
    </form>
  );
}

function otherProblem(problems: Problems): string | null {
  const field = Object.keys(problems).find((name) => !SHOWN.includes(name));
  return field === undefined ? null : problems[field] ?? null;
}

/** How often an alarm may ring. */
export function modeOptions() {
  return [["once", words.modes.once], ["repeat", words.modes.repeat]] as const;
}

/** How often the alarm rings, how long it lives, and what it is for. */
function HandlingFields({ draft, problems, onChange }: AlarmFieldsProps) {
  return (
    <>
      <Choice
        label={words.howOften}
        options={modeOptions()}
        value={draft.mode}
        onChange={(mode) => onChange({ mode })}
      />
      {draft.mode === "repeat" && (
        <TextField
          label={words.cooldown}
          value={draft.cooldownMinutes}
          problem={problems["cooldownSeconds"]}
          hint={words.cooldownHint}
          isNumber
          onChange={(cooldownMinutes) => onChange({ cooldownMinutes })}
        />
      )}
      <TextField
        label={words.expires}
        type="datetime-local"
        value={draft.expiresAt}
        problem={problems["expiresAt"]}
        hint={expiryNote(draft.expiresAt) ?? words.expiresHint}
        onChange={(expiresAt) => onChange({ expiresAt })}
      />
      <SoundField sound={draft.sound} onChange={(sound) => onChange({ sound })} />
      <TextField
        label={words.note}
        value={draft.note}
        problem={problems["note"]}
        maxLength={MAX_NOTE_LENGTH}
        onChange={(note) => onChange({ note })}
      />
      <TextField
        label={words.tags}
        value={draft.tags}
        problem={problems["tags"]}
        hint={words.tagsHint}
        onChange={(tags) => onChange({ tags })}
      />
      <WhoIsTold {...{ draft, problems, onChange }} />
    </>
  );
}
