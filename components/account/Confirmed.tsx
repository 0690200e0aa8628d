import { loadOnDemand } from "@/components/page/later.ts";
import { type Signal, useSignal } from "@preact/signals";
import { AskButton, loginWords, SentForm, usePasskeysHere, useWay } from "./LoginFields.tsx";
import { accountWords } from "@/components/account/texts.tsx";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { goToProvider, send, wantsConfirmation } from "@/lib/client/account.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { withoutBase } from "@/lib/text/address.ts";
import type { Proofs } from "@/lib/protocol/views.ts";

/** Something that waits for the password to be given once more. */
interface Waiting {
  readonly run: () => Promise<void>;
}

/** What asks for the password where the server wants it, and then goes on with what was begun. */
export interface Confirmed {
  readonly waiting: Signal<Waiting | null>;
  /** Does something; what goes wrong comes to `failed`. */
  run(work: () => Promise<void>, failed: (message: string) => void): Promise<void>;
}

export function useConfirmed(): Confirmed {
  const waiting = useSignal<Waiting | null>(null);
  const run: Confirmed["run"] = async (work, failed) => {
    try {
      await work();
    } catch (error) {
      if (!wantsConfirmation(error)) return failed(messageOf(error));
      waiting.value = { run: () => run(work, failed) };
    }
  };
  return { waiting, run };
}

interface ConfirmProps {
  waiting: Confirmed["waiting"];
  proofs: Proofs;
}

/** The dialog that asks for the password or a passkey once more; nothing while it is not needed. */
export function ConfirmPassword({ waiting, proofs }: ConfirmProps) {
  return waiting.value && <ConfirmDialog waiting={waiting} proofs={proofs} />;
}

function ConfirmDialog({ waiting, proofs }: ConfirmProps) {
  const { hasTotp, hasPassword, passkeys, isLinked } = proofs;
  const provider = useWay("provider");
  const hasPasskey = usePasskeysHere() && passkeys > 0;
  const goOn = async () => {
    const next = waiting.value;
    waiting.value = null;
    await next?.run();
  };
  const byPasskey = async () => {
    const { confirmByPasskey } = await loadOnDemand();
    await confirmByPasskey();
    await goOn();
  };
  const title = hasPassword ? accountWords.passwordAgain : accountWords.proofAgain;
  return (
    <Dialog title={title} onClose={() => waiting.value = null}>
      <div class="dialog-body">
        <p class="field-hint">{accountWords.proofHint}</p>
        {hasPassword && <PasswordAgain hasTotp={hasTotp} onDone={goOn} />}
        {isLinked && provider !== undefined && (
          <AskButton onAsk={() => goToProvider("PATCH", "/api/session/oidc", here())}>
            {accountWords.logInAgain(provider)}
          </AskButton>
        )}
        {hasPasskey && <AskButton onAsk={byPasskey}>{loginWords.usePasskey}</AskButton>}
      </div>
    </Dialog>
  );
}

/** This page, without the base path. */
function here(): string {
  return withoutBase(location.pathname, document.documentElement.dataset.base ?? "") ?? "/";
}

function PasswordAgain({ hasTotp, onDone }: { hasTotp: boolean; onDone: () => Promise<void> }) {
  const password = useSignal("");
  const code = useSignal("");
  const problem = useSignal<string | null>(null);
  const submit = async () => {
    try {
      const withCode = hasTotp ? { code: code.value } : {};
      await send("PATCH", "/api/session", { password: password.value, ...withCode });
    } catch (error) {
      problem.value = messageOf(error);
      return;
    }
    await onDone();
  };
  return (
    <SentForm action={accountWords.goOn} problem={problem} onSubmit={submit}>
      <TextField
        label={accountWords.password}
        type="password"
        value={password.value}
        autocomplete="current-password"
        isFirst
        onChange={(text) => password.value = text}
      />
      {hasTotp && (
        <TextField
          label={accountWords.code}
          value={code.value}
          autocomplete="one-time-code"
          onChange={(text) => code.value = text}
        />
      )}
    </SentForm>
  );
}

/** A secret that is shown this once, with how to take it along. */
export function ShownOnce({ text, secret, onClose }: {
  text: string;
  secret: string;
  onClose: () => void;
}) {
  return (
    <div class="shown-once" role="status">
      <p>{text}</p>
      <code>{secret}</code>
      <div class="account-acts">
        <button
          type="button"
          class="button"
          onClick={() => void navigator.clipboard?.writeText(secret)}
        >
          {accountWords.copy}
        </button>
        <button type="button" class="button" onClick={onClose}>{accountWords.done}</button>
      </div>
    </div>
  );
}
