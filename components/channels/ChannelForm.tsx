import type { JSX, RefObject } from "preact";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { Choice, Several, TextArea, TextField } from "@/components/kit/Fields.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import {
  type ChannelDraft,
  type ExtrasDraft,
  troubleOptions,
} from "@/lib/client/channels/channels.ts";
import { channelForm, type FormField } from "@/lib/client/channels/forms.ts";
import { fillTemplate, SAMPLE_FIELDS, TEMPLATE_NAMES, unknownNames } from "@/lib/text/template.ts";
import { channelFieldWords as words } from "./texts.tsx";
import { useEffect, useRef } from "preact/hooks";

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

/** Adds a channel or changes one; each field says where its value is found. */
export function ChannelForm(props: ChannelFormProps) {
  const { draft, kept, problem, isSending, maySetShared, onChange, onSave, onClose } = props;
  const element = useProblemFocus(problem);
  const form = channelForm(draft.type);
  if (form === undefined) return null;
  const names = ["name", ...EXTRA_FIELDS, ...form.fields.map(({ name }) => `config.${name}`)];
  const problemOf = (field: string) => problem?.field === field ? problem.message : undefined;
  const submit: JSX.SubmitEventHandler<HTMLFormElement> = (event) => {
    event.preventDefault();
    if (!isSending) onSave();
  };
  return (
    <Dialog
      title={draft.id === null ? words.add(form.label) : words.edit(draft.name)}
      onClose={onClose}
    >
      <form ref={element} class="dialog-body channel-form" onSubmit={submit}>
        <p class="field-hint">{form.steps}</p>
        <TextField
          label={words.name}
          value={draft.name}
          problem={problemOf("name")}
          maxLength={60}
          isFirst
          onChange={(name) => onChange({ ...draft, name })}
        />
        {draft.isOwn !== null && maySetShared && (
          <Choice
            label={words.whose}
            options={[["own", words.mine], ["shared", words.everybodys]] as const}
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
          label={words.toldOf}
          options={[["yes", words.everyAlarm], ["no", words.noneYet]] as const}
          value={draft.isDefault ? "yes" : "no"}
          onChange={(value) => onChange({ ...draft, isDefault: value === "yes" })}
        />
        <Choice
          label={words.state}
          options={[["yes", words.on], ["no", words.off]] as const}
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
          <button type="button" class="button" onClick={onClose}>{words.cancel}</button>
          <button type="submit" class="button button-primary" disabled={isSending}>
            {words.save}
          </button>
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
  const hint = isKept ? words.kept(field.hint) : field.hint;
  const common = { label: field.label, value, problem, hint, onChange };
  if (field.isLong) return <TextArea {...common} />;
  if (field.choices !== undefined) {
    return (
      <div class="field">
        <Choice
          label={field.label}
          options={Object.entries(field.choices)}
          value={value}
          onChange={onChange}
        />
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
        <strong>{words.more}</strong> <span>{words.moreHint}</span>
      </summary>
      <QuietFields {...props} />
      <Several
        label={words.toldOfTrouble}
        options={troubleOptions()}
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
          label={words.quietFrom}
          type="time"
          value={extras.quietFrom}
          problem={problemOf("quietHours.from")}
          onChange={(quietFrom) => onChange({ ...extras, quietFrom })}
        />
        <TextField
          label={words.quietTo}
          type="time"
          value={extras.quietTo}
          problem={problemOf("quietHours.to")}
          onChange={(quietTo) => onChange({ ...extras, quietTo })}
        />
        <TextField
          label={words.quietZone}
          value={extras.quietZone}
          problem={problemOf("quietHours.zone")}
          onChange={(quietZone) => onChange({ ...extras, quietZone })}
        />
      </div>
      <p class="field-hint">{words.quietHint}</p>
    </>
  );
}

function CanaryFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  return (
    <>
      <div class="fold-row">
        <TextField
          label={words.canaryAt}
          type="time"
          value={extras.canaryAt}
          problem={problemOf("canary.at")}
          onChange={(canaryAt) => onChange({ ...extras, canaryAt })}
        />
        <TextField
          label={words.canaryZone}
          value={extras.canaryZone}
          problem={problemOf("canary.zone")}
          onChange={(canaryZone) => onChange({ ...extras, canaryZone })}
        />
      </div>
      <p class="field-hint">{words.canaryHint}</p>
    </>
  );
}

function TemplateFields({ extras, problemOf, onChange }: ChannelExtrasProps) {
  const { title, text } = extras;
  const [wrongTitle, wrongText] = [unknownNames(title), unknownNames(text)];
  return (
    <>
      <TextField
        label={words.title}
        value={title}
        problem={wrongTitle === null ? problemOf("templates.title") : words.wrongTitle(wrongTitle)}
        maxLength={200}
        hint={words.titleHint(TEMPLATE_NAMES.map((name) => `{${name}}`).join(" "))}
        onChange={(changed) => onChange({ ...extras, title: changed })}
      />
      <TextArea
        label={words.text}
        value={text}
        problem={wrongText === null ? problemOf("templates.text") : words.wrongText(wrongText)}
        hint={words.textHint}
        onChange={(changed) => onChange({ ...extras, text: changed })}
      />
      {(title !== "" || text !== "") && (
        <figure class="template-preview" aria-live="polite">
          <figcaption>{words.preview}</figcaption>
          <strong>{title === "" ? words.ourTitle : fillTemplate(title, SAMPLE_FIELDS)}</strong>
          <p>{text === "" ? words.ourText : fillTemplate(text, SAMPLE_FIELDS)}</p>
        </figure>
      )}
    </>
  );
}

/** For a form whose first refused field takes the focus once there is a problem: the remedy is there. */
export function useProblemFocus(problem: object | null): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem === null) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problem]);
  return form;
}
