import { type Signal, useSignal } from "@preact/signals";
import { SentForm } from "@/components/account/LoginFields.tsx";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { send, wantsConfirmation } from "@/lib/client/account.ts";
import { messageOf } from "@/lib/client/request_error.ts";

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

/** The dialog that asks for the password once more; nothing while it is not needed. */
export function ConfirmPassword({ waiting, hasTotp }: {
  waiting: Confirmed["waiting"];
  hasTotp: boolean;
}) {
  return waiting.value && <PasswordDialog waiting={waiting} hasTotp={hasTotp} />;
}

function PasswordDialog({ waiting, hasTotp }: Parameters<typeof ConfirmPassword>[0]) {
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
    const next = waiting.value;
    waiting.value = null;
    await next?.run();
  };
  return (
    <Dialog title="Your password, once more" onClose={() => waiting.value = null}>
      <div class="dialog-body">
        <p class="field-hint">So that nobody else does this on a screen that you left open.</p>
        <SentForm action="Go on" problem={problem} onSubmit={submit}>
          <TextField
            label="Password"
            type="password"
            value={password.value}
            autocomplete="current-password"
            isFirst
            onChange={(text) => password.value = text}
          />
          {hasTotp && (
            <TextField
              label="Code"
              value={code.value}
              autocomplete="one-time-code"
              onChange={(text) => code.value = text}
            />
          )}
        </SentForm>
      </div>
    </Dialog>
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
          Copy
        </button>
        <button type="button" class="button" onClick={onClose}>Done</button>
      </div>
    </div>
  );
}
