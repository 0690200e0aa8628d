import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ConfirmDialog, Dialog, FormActions } from "@/components/kit/Dialog.tsx";
import { Several, TextField } from "@/components/kit/Fields.tsx";
import { IconButton } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import type { Policy } from "@/lib/alarms/delivery.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import {
  applyToPolicies,
  EMPTY_POLICY,
  nextStep,
  type PolicyDraft,
  policyDraft,
  policyWords as wordsOf,
  readPolicy,
  type StepDraft,
} from "@/lib/client/channels/policies.ts";
import { listenToFrames } from "@/lib/client/client.ts";
import type { ChannelView } from "@/lib/protocol/views.ts";
import { type SaveProblem, useProblemFocus } from "./ChannelForm.tsx";
import { channelWords, policyWords } from "./texts.tsx";

interface PoliciesProps {
  policies: readonly Policy[];
  channels: readonly ChannelView[];
  isSending: boolean;
  /** Answers what was refused; null once it is done. */
  send: (event: string, data: object) => Promise<SaveProblem | null>;
}

/** The escalation policies: listed in words, written, changed and removed. */
export function Policies({ policies: first, channels, isSending, send }: PoliciesProps) {
  const policies = useSignal(first);
  const draft = useSignal<PolicyDraft | null>(null);
  const problem = useSignal<SaveProblem | null>(null);
  const removing = useSignal<Policy | null>(null);
  useEffect(() => followPolicies(policies), []);
  const open = (opened: PolicyDraft | null) => {
    problem.value = null;
    draft.value = opened;
  };
  const save = async () => {
    if (draft.value === null) return;
    const { id } = draft.value;
    const read = readPolicy(draft.value);
    problem.value = !read.ok
      ? read
      : id === null
      ? await send("add_policy", read.data)
      : await send("update_policy", { id, ...read.data });
    if (problem.value === null) draft.value = null;
  };
  const remove = async () => {
    problem.value = await send("remove_policy", { id: removing.value?.id });
    if (problem.value === null) removing.value = null;
  };
  return (
    <section aria-labelledby="policies">
      <h2 id="policies">{policyWords.title}</h2>
      <p class="field-hint">{policyWords.hint}</p>
      <PolicyRows
        {...{ channels, policies: policies.value }}
        onEdit={(policy) => open(policyDraft(policy))}
        onRemove={(policy) => {
          problem.value = null;
          removing.value = policy;
        }}
      />
      {draft.value === null && removing.value === null && (
        <ErrorLine message={problem.value?.message ?? null} />
      )}
      <p>
        <IconButton
          needs="editPolicy"
          icon="plus"
          text={policyWords.add}
          onClick={() => open(EMPTY_POLICY)}
        />
      </p>
      {draft.value !== null && (
        <PolicyForm
          draft={draft.value}
          {...{ channels, isSending, problem: problem.value }}
          onChange={(changed) => draft.value = changed}
          onSave={save}
          onClose={() => open(null)}
        />
      )}
      {removing.value !== null && (
        <ConfirmDialog
          title={policyWords.removeTitle(removing.value.name)}
          action={policyWords.removePolicy}
          problem={problem.value?.message ?? null}
          onConfirm={remove}
          onClose={() => removing.value = null}
        >
          <p>{policyWords.removeHint}</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

interface PolicyRowsProps extends Pick<PoliciesProps, "policies" | "channels"> {
  onEdit: (policy: Policy) => void;
  onRemove: (policy: Policy) => void;
}

function PolicyRows({ policies, channels, onEdit, onRemove }: PolicyRowsProps) {
  const nameOf = (id: string) =>
    channels.find((channel) => channel.id === id)?.name ?? channelWords.removed;
  return (
    <ul class="channel-list">
      {policies.map((policy) => (
        <li key={policy.id} class="channel">
          <div class="channel-facts">
            <h3>{policy.name}</h3>
            <ol class="policy-words">
              {wordsOf(policy, nameOf).map((words) => <li key={words}>{words}</li>)}
            </ol>
          </div>
          <div class="channel-acts">
            <IconButton
              needs="editPolicy"
              icon="edit"
              text={policyWords.edit}
              label={policyWords.editLabel(policy.name)}
              onClick={() => onEdit(policy)}
            />
            <IconButton
              needs="editPolicy"
              icon="trash"
              text={policyWords.remove}
              label={policyWords.removeLabel(policy.name)}
              onClick={() => onRemove(policy)}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Frames tell what changes; after a gap all of it is asked for. Returns how to stop. */
function followPolicies(policies: Signal<readonly Policy[]>): () => void {
  return listenToFrames(async (frame) => {
    if (frame.event !== "snapshot") {
      policies.value = applyToPolicies(policies.peek(), frame);
      return;
    }
    const answer = await askQuietly<{ policies: readonly Policy[] }>("/api/policies");
    if (answer !== null) policies.value = answer.policies;
  });
}

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
function PolicyForm(props: PolicyFormProps) {
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
    <Dialog
      title={draft.id === null ? policyWords.newTitle : policyWords.editTitle}
      onClose={onClose}
    >
      <form ref={element} noValidate onSubmit={submit}>
        <div class="dialog-body channel-form">
          <TextField
            label={policyWords.name}
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
              text={policyWords.addStep}
              onClick={() => onChange({ ...draft, steps: [...draft.steps, nextStep(draft)] })}
            />
          )}
          <TextField
            label={policyWords.stopAfter}
            value={draft.stopAfter}
            problem={problemOf("stopAfterSeconds")}
            isNumber
            onChange={(stopAfter) => onChange({ ...draft, stopAfter })}
          />
          <Meaning {...{ draft, channels }} />
        </div>
        <ErrorLine message={problem === null || isShown(problem, draft) ? null : problem.message} />
        <FormActions action={policyWords.save} disabled={isSending} onCancel={onClose} />
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
      <legend>{policyWords.step(nth + 1)}</legend>
      <div class="fold-row">
        <TextField
          label={policyWords.after}
          value={step.after}
          problem={problemOf(`steps.${nth}.afterSeconds`)}
          isNumber
          onChange={(after) => onChange({ after })}
        />
        <TextField
          label={policyWords.every}
          value={step.every}
          problem={problemOf(`steps.${nth}.repeatSeconds`)}
          isNumber
          onChange={(every) => onChange({ every })}
        />
      </div>
      <Several
        label={policyWords.tells}
        options={channels.map(({ id, name }) => [id, name] as const)}
        chosen={step.channels}
        none={policyWords.noChannels}
        onChange={(chosen) => onChange({ channels: chosen })}
      />
      <ErrorLine message={problemOf(`steps.${nth}.channels`) ?? null} />
      {onRemove !== null && (
        <IconButton
          icon="trash"
          text={policyWords.removeStep}
          label={policyWords.removeStepLabel(nth + 1)}
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
      {read.ok ? `${wordsOf(read.data, nameOf).join("; ")}.` : read.message}
    </p>
  );
}
