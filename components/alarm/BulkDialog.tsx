import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import { Several, TextField } from "@/components/kit/Fields.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { MAX_NOTE_LENGTH, PRIORITIES } from "@/lib/alarms/limits.ts";
import type { Policy } from "@/lib/alarms/delivery.ts";
import {
  type BulkDraft,
  type CommonFields,
  commonFields,
  EMPTY_BULK,
  keptWords,
  readBulk,
} from "@/lib/client/alarms/bulk_draft.ts";
import { askServer, messageOf } from "@/lib/client/ask_server.ts";
import type { ChannelView } from "@/lib/protocol/views.ts";
import { SNOOZE_MINUTES } from "./actions.ts";
import { modeOptions } from "./AlarmEditor.tsx";
import { bulkWords as words, formWords } from "./dialog_texts.tsx";
import { alarmWords } from "./texts.tsx";

interface BulkDialogProps {
  alarms: readonly Alarm[];
  /** Sends what is to change, as one command; rejects with why nothing could be changed. */
  onSave: (change: object) => Promise<void>;
  onClose: () => void;
}

/** Changes what several alarms have in common; what is left alone stays as it is for each of them. */
export function BulkDialog({ alarms, onSave, onClose }: BulkDialogProps) {
  const [draft, setDraft] = useState(EMPTY_BULK);
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setSending] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    const read = readBulk(draft);
    setProblem(read.problem);
    if (read.problem !== null) return;
    setSending(true);
    try {
      await onSave(read.change);
      onClose();
    } catch (error) {
      setProblem(messageOf(error));
      setSending(false);
    }
  };
  const title = words.title(alarms.length);
  return (
    <Dialog title={title} onClose={onClose}>
      <form noValidate onSubmit={submit}>
        <div class="dialog-body">
          <p class="field-hint">{words.hint}</p>
          <BulkFields
            {...{ draft }}
            common={commonFields(alarms)}
            onChange={(change) => setDraft({ ...draft, ...change })}
          />
        </div>
        <ErrorLine message={problem} />
        <FormActions action={title} disabled={isSending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

interface BulkFieldsProps {
  draft: BulkDraft;
  common: CommonFields;
  onChange: (change: Partial<BulkDraft>) => void;
}

function BulkFields(props: BulkFieldsProps) {
  const { draft, common, onChange } = props;
  const kept = keptWords(common);
  return (
    <>
      <KeepSelect
        {...{
          label: formWords.priority,
          kept: kept.priority,
          value: draft.priority,
          isFirst: true,
        }}
        options={PRIORITIES.map((each) => [each, formWords.priorities[each]])}
        onChange={(priority) => onChange({ priority })}
      />
      <KeepSelect
        {...{ label: formWords.howOften, kept: kept.mode, value: draft.mode }}
        options={modeOptions()}
        onChange={(mode) => onChange({ mode })}
      />
      <TextField
        label={formWords.cooldown}
        value={draft.cooldownMinutes}
        hint={words.emptyLeaves(kept.cooldownSeconds)}
        isNumber
        onChange={(cooldownMinutes) => onChange({ cooldownMinutes })}
      />
      <ToldFields {...props} {...{ kept }} />
      <KeepSelect
        {...{ label: words.pause, kept: kept.paused, value: draft.paused }}
        options={[["pause", words.pauses.pause], ["resume", words.pauses.resume]]}
        onChange={(paused) => onChange({ paused })}
      />
      <KeepSelect
        {...{ label: words.snooze, kept: words.leave, value: draft.snooze }}
        options={SNOOZE_MINUTES.map((minutes) => [String(minutes), alarmWords.snoozes[minutes]])}
        onChange={(snooze) => onChange({ snooze })}
      />
      <KeepSelect
        {...{ label: words.expires, kept: kept.expiresAt, value: draft.expiry }}
        options={[["never", words.expiries.never], ["at", words.expiries.at]]}
        onChange={(expiry) => onChange({ expiry })}
      />
      {draft.expiry === "at" && (
        <TextField
          label={words.expiresAt}
          type="datetime-local"
          value={draft.expiresAt}
          hint={words.zoneHint}
          onChange={(expiresAt) => onChange({ expiresAt })}
        />
      )}
      <KeepSelect
        {...{ label: words.note, kept: kept.note, value: draft.noteIs }}
        options={[["set", words.notes.set], ["none", words.notes.none]]}
        onChange={(noteIs) => onChange({ noteIs })}
      />
      {draft.noteIs === "set" && (
        <TextField
          label={words.newNote}
          value={draft.note}
          maxLength={MAX_NOTE_LENGTH}
          onChange={(note) => onChange({ note })}
        />
      )}
      <TextField
        label={words.addTags}
        value={draft.addTags}
        hint={words.tagsHint}
        onChange={(addTags) => onChange({ addTags })}
      />
      {common.tags.length > 0 && (
        <Several
          label={words.removeTags}
          options={common.tags.map((tag) => [tag, `#${tag}`] as const)}
          chosen={draft.removeTags}
          onChange={(removeTags) => onChange({ removeTags })}
        />
      )}
    </>
  );
}

/** Who is told, once the channels and policies are known. */
function ToldFields(
  { draft, onChange, kept }: BulkFieldsProps & { kept: ReturnType<typeof keptWords> },
) {
  const { channels, policies } = useWays();
  const only = channels.map(({ id, name }) => [id, words.only(name)] as const);
  const named = policies.map(({ id, name }) => [id, name] as const);
  return (
    <>
      <KeepSelect
        {...{ label: formWords.tells, kept: kept.tell, value: draft.tell }}
        options={[...TELLS.map((each) => [each, formWords.told[each]] as const), ...only]}
        onChange={(tell) => onChange({ tell })}
      />
      <KeepSelect
        {...{ label: formWords.whileNobody, kept: kept.policy, value: draft.policy }}
        options={[["none", formWords.nothingMore], ...named]}
        onChange={(policy) => onChange({ policy })}
      />
    </>
  );
}

const TELLS = ["default", "everybody", "me"] as const;

/** What cannot be asked for is not offered; all else can be changed without it. */
function useWays() {
  const [ways, setWays] = useState<
    { channels: readonly ChannelView[]; policies: readonly Policy[] }
  >(
    { channels: [], policies: [] },
  );
  useEffect(() => {
    Promise.all([
      askServer<{ channels: readonly ChannelView[] }>("/api/channels"),
      askServer<{ policies: readonly Policy[] }>("/api/policies"),
    ]).then(([{ channels }, { policies }]) => setWays({ channels, policies }), () => {});
  }, []);
  return ways;
}

interface KeepSelectProps {
  label: string;
  /** What leaving it alone means. */
  kept: string;
  /** Empty while it is left alone. */
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  isFirst?: boolean;
  onChange: (value: string) => void;
}

function KeepSelect({ label, kept, value, options, isFirst, onChange }: KeepSelectProps) {
  return (
    <Labelled label={label}>
      <select
        class="input"
        value={value}
        data-focus-first={isFirst}
        onChange={(event) => onChange(event.currentTarget.value)}
      >
        <option value="" selected={value === ""}>{kept}</option>
        {options.map(([option, text]) => (
          <option key={option} value={option} selected={option === value}>{text}</option>
        ))}
      </select>
    </Labelled>
  );
}

function Labelled({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span class="field-title">{label}</span>
      {children}
    </label>
  );
}
