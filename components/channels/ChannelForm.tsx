import type { JSX } from "preact";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { Choice, TextArea, TextField } from "@/components/kit/Fields.tsx";
import type { ChannelDraft } from "@/lib/client/channels/channels.ts";
import { CHANNEL_FORMS, type FormField } from "@/lib/client/channels/forms.ts";
import { ChannelExtras, EXTRA_FIELDS } from "./ChannelExtras.tsx";
import { useProblemFocus } from "./use_problem_focus.ts";

/** What was refused, and which field is at fault. */
export interface SaveProblem {
  readonly field: string | null;
  readonly message: string;
}

interface ChannelFormProps {
  draft: ChannelDraft;
  /** Names of secrets that are set already. */
  kept: readonly string[];
  problem: SaveProblem | null;
  isSending: boolean;
  /** Whether it is to be chosen whose a new one is: otherwise it is one's own. */
  maySetShared: boolean;
  onChange: (draft: ChannelDraft) => void;
  onSave: () => void;
  onClose: () => void;
}

const OWNERS = [["own", "Mine"], ["shared", "Everybody's"]] as const;
const TOLD = [["yes", "Every alarm"], ["no", "None yet"]] as const;
const STATES = [["yes", "On"], ["no", "Off"]] as const;

/** Adds a channel or changes one; each field says where its value is found. */
export function ChannelForm(props: ChannelFormProps) {
  const { draft, kept, problem, isSending, maySetShared, onChange, onSave, onClose } = props;
  const element = useProblemFocus(problem);
  const form = CHANNEL_FORMS[draft.type];
  if (form === undefined) return null;
  const names = ["name", ...EXTRA_FIELDS, ...form.fields.map(({ name }) => `config.${name}`)];
  const problemOf = (field: string) => problem?.field === field ? problem.message : undefined;
  const submit: JSX.SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    if (!isSending) onSave();
  };
  return (
    <Dialog
      title={draft.id === null ? `Add ${form.label}` : `Edit ${draft.name}`}
      onClose={onClose}
    >
      <form ref={element} class="dialog-body channel-form" onSubmit={submit}>
        <p class="field-hint">{form.steps}</p>
        <TextField
          label="Name"
          value={draft.name}
          problem={problemOf("name")}
          maxLength={60}
          isFirst
          onChange={(name) => onChange({ ...draft, name })}
        />
        {draft.isOwn !== null && maySetShared && (
          <Choice
            label="Whose"
            options={OWNERS}
            value={draft.isOwn ? "own" : "shared"}
            onChange={(value) => onChange({ ...draft, isOwn: value === "own" })}
          />
        )}
        {form.fields.map((field) => (
          <ChannelField
            key={field.name}
            field={field}
            value={draft.fields[field.name] ?? ""}
            isKept={kept.includes(field.name)}
            // The server names the field as programs do.
            problem={problemOf(`config.${field.name}`)?.replace(
              `config.${field.name}`,
              field.label,
            )}
            onChange={(value) =>
              onChange({ ...draft, fields: { ...draft.fields, [field.name]: value } })}
          />
        ))}
        <Choice
          label="Told of"
          options={TOLD}
          value={draft.isDefault ? "yes" : "no"}
          onChange={(value) => onChange({ ...draft, isDefault: value === "yes" })}
        />
        <Choice
          label="State"
          options={STATES}
          value={draft.enabled ? "yes" : "no"}
          onChange={(value) => onChange({ ...draft, enabled: value === "yes" })}
        />
        <ChannelExtras
          extras={draft.extras}
          problemOf={problemOf}
          onChange={(extras) => onChange({ ...draft, extras })}
        />
        <ErrorLine
          message={problem === null || names.includes(problem.field ?? "") ? null : problem.message}
        />
        <div class="dialog-actions">
          <button type="button" class="button" onClick={onClose}>Cancel</button>
          <button type="submit" class="button button-primary" disabled={isSending}>Save</button>
        </div>
      </form>
    </Dialog>
  );
}

interface ChannelFieldProps {
  field: FormField;
  value: string;
  isKept: boolean;
  problem: string | undefined;
  onChange: (value: string) => void;
}

function ChannelField({ field, value, isKept, problem, onChange }: ChannelFieldProps) {
  const hint = isKept ? `${field.hint} It is set; leave it empty to keep it.` : field.hint;
  const common = { label: field.label, value, problem, hint, onChange };
  if (field.isLong) return <TextArea {...common} />;
  if (field.choices !== undefined) {
    return (
      <div class="field">
        <Choice label={field.label} options={field.choices} value={value} onChange={onChange} />
        <p class="field-hint">{hint}</p>
        <ErrorLine message={problem ?? null} />
      </div>
    );
  }
  return (
    <TextField
      {...common}
      type={field.isSecret ? "password" : "text"}
      isNumber={field.isNumber === true}
    />
  );
}
