import { type Signal, useSignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useEffect } from "preact/hooks";
import { TextField } from "@/components/kit/Fields.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { loadOnDemand } from "@/components/page/later.ts";
import { EMPTY_LOGIN, logIn, type LoginDraft, wantsCode } from "@/lib/client/account.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { texts } from "@/lib/language/texts.ts";
import type { SessionInfo } from "@/lib/protocol/views.ts";

/** The login, which any page may ask for when a session has ended. */
export const loginWords = texts("login", {
  logIn: "Log in",
  name: "Name",
  password: "Password",
  code: "Code",
  codeHint: "Six digits of your app, or one of your recovery codes.",
  stay: "Stay logged in on this device",
  logInWith: (provider: string) => `Log in with ${provider}`,
  usePasskey: "Use a passkey",
  loggedOut: "You were logged out",
  loggedOutHint:
    "What is behind this stands still. An alarm that rings goes on ringing until somebody silences it.",
});

interface LoginFieldsProps {
  onDone: (session: SessionInfo) => void;
  /** Goes to the provider that logs people in, where there is one. */
  onProvider: () => Promise<void>;
}

/** Name, password and, where it is wanted, the code of an app; or a passkey, where anybody has one. */
export function LoginFields({ onDone, onProvider }: LoginFieldsProps) {
  const provider = useWay("provider");
  const hasPasskeys = [useWay("passkeys"), usePasskeysHere()].every(Boolean);
  const draft = useSignal<LoginDraft>(EMPTY_LOGIN);
  const hasCode = useSignal(false);
  const problem = useSignal<string | null>(null);
  const change = (part: Partial<LoginDraft>) => draft.value = { ...draft.value, ...part };
  const submit = async () => {
    try {
      onDone(await logIn(draft.value));
    } catch (error) {
      // The first time it is a question, no mistake.
      problem.value = wantsCode(error) && !hasCode.value ? null : messageOf(error);
      if (wantsCode(error)) hasCode.value = true;
    }
  };
  const byPasskey = async () => {
    const { logInByPasskey } = await loadOnDemand();
    onDone(await logInByPasskey(draft.value.remember));
  };
  return (
    <>
      <SentForm action={loginWords.logIn} problem={problem} onSubmit={submit}>
        <TextField
          label={loginWords.name}
          value={draft.value.login}
          autocomplete="username"
          isFirst
          onChange={(login) => change({ login })}
        />
        <TextField
          label={loginWords.password}
          type="password"
          value={draft.value.password}
          autocomplete="current-password"
          onChange={(password) => change({ password })}
        />
        {hasCode.value && (
          <TextField
            label={loginWords.code}
            hint={loginWords.codeHint}
            value={draft.value.code}
            autocomplete="one-time-code"
            onChange={(code) => change({ code })}
          />
        )}
        <label class="account-check">
          <input
            type="checkbox"
            checked={draft.value.remember}
            onChange={(event) => change({ remember: event.currentTarget.checked })}
          />
          <span>{loginWords.stay}</span>
        </label>
      </SentForm>
      {provider !== undefined && (
        <AskButton onAsk={onProvider}>{loginWords.logInWith(provider)}</AskButton>
      )}
      {hasPasskeys && <AskButton onAsk={byPasskey}>{loginWords.usePasskey}</AskButton>}
    </>
  );
}

/** What the page says of a way to log in; undefined without one, and until the page runs in the browser. */
export function useWay(name: "passkeys" | "provider"): string | undefined {
  const way = useSignal<string | undefined>(undefined);
  useEffect(() => void (way.value = document.documentElement.dataset[name]), []);
  return way.value;
}

/** Whether this browser can use passkeys at this address; no as long as it is not known. */
export function usePasskeysHere(): boolean {
  const can = useSignal(false);
  useEffect(() => void (can.value = isSecureContext && "PublicKeyCredential" in globalThis), []);
  return can.value;
}

interface AskButtonProps {
  onAsk: () => Promise<void>;
  children: ComponentChildren;
}

/** A button that begins something which the browser or the server may refuse. */
export function AskButton({ onAsk, children }: AskButtonProps) {
  const problem = useSignal<string | null>(null);
  const ask = async () => {
    problem.value = null;
    try {
      await onAsk();
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <div class="account-form">
      <ErrorLine message={problem.value} />
      <button type="button" class="button" onClick={ask}>{children}</button>
    </div>
  );
}

interface SentFormProps {
  action: string;
  problem: Signal<string | null>;
  onSubmit: () => Promise<void>;
  children: ComponentChildren;
}

/** A form with one button that cannot be pressed twice, and what was wrong with what was sent. */
export function SentForm({ action, problem, onSubmit, children }: SentFormProps) {
  const isSending = useSignal(false);
  const submit: JSX.SubmitEventHandler<HTMLFormElement> = async (event) => {
    event.preventDefault();
    if (isSending.value) return;
    isSending.value = true;
    problem.value = null;
    await onSubmit();
    isSending.value = false;
  };
  return (
    <form class="account-form" onSubmit={submit}>
      {children}
      <ErrorLine message={problem.value} />
      <button type="submit" class="button button-primary" disabled={isSending.value}>
        {action}
      </button>
    </form>
  );
}
