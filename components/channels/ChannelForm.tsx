import type { JSX } from "preact";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { Choice, Several, TextArea, TextField } from "@/components/kit/Fields.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import {
  type ChannelDraft,
  type ExtrasDraft,
  TROUBLE_TITLES,
} from "@/lib/client/channels/channels.ts";
import { CHANNEL_FORMS, type FormField } from "@/lib/client/channels/forms.ts";
import { fillTemplate, SAMPLE_FIELDS, TEMPLATE_NAMES, unknownNames } from "@/lib/text/template.ts";
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

interface ChannelExtrasProps {
  extras: ExtrasDraft;
  /** What the server refused of this field. */
  problemOf: (field: string) => string | undefined;
  onChange: (extras: ExtrasDraft) => void;
}

/** The server's names of the fields whose problems are shown here. */
const EXTRA_FIELDS = [
  ...["quietHours.from", "quietHours.to", "quietHours.zone", "canary.at", "canary.zone"],
  ...["templates.title", "templates.text"],
];

/** Quiet hours, trouble, the canary and a channel's own words; folded, because most need none of it. */
function ChannelExtras(props: ChannelExtrasProps) {
  const { extras, problemOf, onChange } = props;
  return (
    <details class="fold" open={EXTRA_FIELDS.some((field) => problemOf(field) !== undefined)}>
      <summary>
        <strong>More</strong> <span>quiet hours, trouble, canary, own words</span>
      </summary>
      <QuietFields {...props} />
      <Several
        label="Told of trouble of the program"
        options={TROUBLE_TITLES}
        chosen={extras.troubles}
        onChange={(troubles) => onChange({ ...extras, troubles })}
      />
      <CanaryFields {...props} />
      <TemplateFields {...props} />
    </details>
  );
}

function QuietFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  return (
    <>
      <div class="fold-row">
        <TextField
          label="Quiet from"
          type="time"
          value={extras.quietFrom}
          problem={problemOf("quietHours.from")}
          onChange={(quietFrom) => onChange({ ...extras, quietFrom })}
        />
        <TextField
          label="Quiet until"
          type="time"
          value={extras.quietTo}
          problem={problemOf("quietHours.to")}
          onChange={(quietTo) => onChange({ ...extras, quietTo })}
        />
        <TextField
          label="Quiet in zone"
          value={extras.quietZone}
          problem={problemOf("quietHours.zone")}
          onChange={(quietZone) => onChange({ ...extras, quietZone })}
        />
      </div>
      <p class="field-hint">
        What is not critical is held back until they end, unless somebody acknowledges. Both empty:
        never quiet. A zone is such as Europe/Berlin, or UTC.
      </p>
    </>
  );
}

function CanaryFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  return (
    <>
      <div class="fold-row">
        <TextField
          label="Daily canary at"
          type="time"
          value={extras.canaryAt}
          problem={problemOf("canary.at")}
          onChange={(canaryAt) => onChange({ ...extras, canaryAt })}
        />
        <TextField
          label="Canary in zone"
          value={extras.canaryZone}
          problem={problemOf("canary.zone")}
          onChange={(canaryZone) => onChange({ ...extras, canaryZone })}
        />
      </div>
      <p class="field-hint">
        A test goes the whole way every day and rings on no screen. Empty: none.
      </p>
    </>
  );
}

function TemplateFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  const { title, text } = extras;
  const wrong = (name: string, template: string) => {
    const message = unknownNames(template);
    return message === null ? problemOf(`templates.${name}`) : `The ${name} ${message}`;
  };
  return (
    <>
      <TextField
        label="Title"
        value={title}
        problem={wrong("title", title)}
        maxLength={200}
        hint={`Empty: ours. There are ${TEMPLATE_NAMES.map((name) => `{${name}}`).join(" ")}.`}
        onChange={(changed) => onChange({ ...extras, title: changed })}
      />
      <TextArea
        label="Text"
        value={text}
        problem={wrong("text", text)}
        hint="Empty: ours."
        onChange={(changed) => onChange({ ...extras, text: changed })}
      />
      {(title !== "" || text !== "") && (
        <figure class="template-preview" aria-live="polite">
          <figcaption>Preview</figcaption>
          <strong>{title === "" ? "(our title)" : fillTemplate(title, SAMPLE_FIELDS)}</strong>
          <p>{text === "" ? "(our text)" : fillTemplate(text, SAMPLE_FIELDS)}</p>
        </figure>
      )}
    </>
  );
}
