import { Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import { Several, TextField } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import {
  nextStep,
  type PolicyDraft,
  policyWords,
  readPolicy,
  type StepDraft,
} from "@/lib/client/channels/policies.ts";
import type { ChannelView } from "@/lib/protocol/channel_view.ts";
import type { SaveProblem } from "./ChannelForm.tsx";
import { useProblemFocus } from "./use_problem_focus.ts";

const MOST_STEPS = 10;

interface PolicyFormProps {
  draft: PolicyDraft;
  channels: readonly ChannelView[];
  problem: SaveProblem | null;
  isSending: boolean;
  onChange: (draft: PolicyDraft) => void;
  onSave: () => void;
  onClose: () => void;
}

/** Writes an escalation policy or changes one; what it does is said in words meanwhile. */
export function PolicyForm(props: PolicyFormProps) {
  const { draft, channels, problem, isSending, onChange, onSave, onClose } = props;
  const problemOf = (field: string) => problem?.field === field ? problem.message : undefined;
  const element = useProblemFocus(problem);
  const setStep = (place: number, change: Partial<StepDraft>) =>
    onChange({
      ...draft,
      steps: draft.steps.map((step, nth) => nth === place ? { ...step, ...change } : step),
    });
  const submit = (event: Event) => {
    event.preventDefault();
    if (!isSending) onSave();
  };
  return (
    <Dialog title={draft.id === null ? "New policy" : "Edit policy"} onClose={onClose}>
      <form ref={element} noValidate onSubmit={submit}>
        <div class="dialog-body channel-form">
          <TextField
            label="Name"
            value={draft.name}
            problem={problemOf("name")}
            maxLength={60}
            isFirst
            onChange={(name) => onChange({ ...draft, name })}
          />
          {draft.steps.map((step, nth) => (
            <StepFields
              key={nth}
              {...{ step, nth, channels, problemOf }}
              onChange={(change) => setStep(nth, change)}
              onRemove={draft.steps.length === 1
                ? null
                : () =>
                  onChange({ ...draft, steps: draft.steps.filter((_, place) => place !== nth) })}
            />
          ))}
          {draft.steps.length < MOST_STEPS && (
            <IconButton
              icon="plus"
              text="Add a step"
              onClick={() => onChange({ ...draft, steps: [...draft.steps, nextStep(draft)] })}
            />
          )}
          <TextField
            label="Repeat for at most (min)"
            value={draft.stopAfter}
            problem={problemOf("stopAfterSeconds")}
            isNumber
            onChange={(stopAfter) => onChange({ ...draft, stopAfter })}
          />
          <Meaning {...{ draft, channels }} />
        </div>
        <ErrorLine message={problem === null || isShown(problem, draft) ? null : problem.message} />
        <FormActions action="Save" disabled={isSending} onCancel={onClose} />
      </form>
    </Dialog>
  );
}

/** Whether it stands beside its field. */
function isShown({ field }: SaveProblem, { steps }: PolicyDraft): boolean {
  const fields = steps.flatMap((_, nth) => STEP_FIELDS.map((name) => `steps.${nth}.${name}`));
  return ["name", "stopAfterSeconds", ...fields].includes(field ?? "");
}

const STEP_FIELDS = ["afterSeconds", "channels", "repeatSeconds"];

interface StepFieldsProps {
  step: StepDraft;
  nth: number;
  channels: readonly ChannelView[];
  problemOf: (field: string) => string | undefined;
  onChange: (change: Partial<StepDraft>) => void;
  /** Null for the only one. */
  onRemove: (() => void) | null;
}

function StepFields({ step, nth, channels, problemOf, onChange, onRemove }: StepFieldsProps) {
  return (
    <fieldset class="policy-step">
      <legend>Step {nth + 1}</legend>
      <div class="fold-row">
        <TextField
          label="After (min)"
          value={step.after}
          problem={problemOf(`steps.${nth}.afterSeconds`)}
          isNumber
          onChange={(after) => onChange({ after })}
        />
        <TextField
          label="Again every (min)"
          value={step.every}
          problem={problemOf(`steps.${nth}.repeatSeconds`)}
          isNumber
          onChange={(every) => onChange({ every })}
        />
      </div>
      <Several
        label="Tells (none: whoever the alarm tells)"
        options={channels.map(({ id, name }) => [id, name] as const)}
        chosen={step.channels}
        none="There is no channel yet."
        onChange={(chosen) => onChange({ channels: chosen })}
      />
      <ErrorLine message={problemOf(`steps.${nth}.channels`) ?? null} />
      {onRemove !== null && (
        <IconButton
          icon="trash"
          text="Remove step"
          label={`Remove step ${nth + 1}`}
          onClick={onRemove}
        />
      )}
    </fieldset>
  );
}

function Meaning({ draft, channels }: Pick<PolicyFormProps, "draft" | "channels">) {
  const read = readPolicy(draft);
  const nameOf = (id: string) => channels.find((channel) => channel.id === id)?.name ?? id;
  return (
    <p class="meaning" aria-live="polite">
      {read.ok ? `${policyWords(read.data, nameOf).join("; ")}.` : read.message}
    </p>
  );
}
