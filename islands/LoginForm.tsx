import { useSignal } from "@preact/signals";
import { LoginFields, loginWords, SentForm } from "@/components/account/LoginFields.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { goToProvider, send } from "@/lib/client/account.ts";
import { goTo } from "@/lib/client/base_path.ts";
import { messageOf } from "@/lib/client/ask_server.ts";

interface LoginFormProps {
  /** The page to go on to; the server has looked at its address. */
  next: string;
  /** The provider has said who it is, and the code of their app is still wanted. */
  wantsCode: boolean;
}

/** Logs in and goes on to the page that was asked for. */
export function LoginForm({ next, wantsCode }: LoginFormProps) {
  const goOn = () => goTo(next);
  if (wantsCode) return <CodeForm onDone={goOn} />;
  return (
    <LoginFields
      onDone={goOn}
      onProvider={() => goToProvider("POST", "/api/session/oidc", next)}
    />
  );
}

function CodeForm({ onDone }: { onDone: () => void }) {
  const code = useSignal("");
  const problem = useSignal<string | null>(null);
  const submit = async () => {
    try {
      await send("PUT", "/api/session/oidc", { code: code.value.trim() });
      onDone();
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <SentForm action={loginWords.logIn} problem={problem} onSubmit={submit}>
      <TextField
        label={loginWords.code}
        hint={loginWords.codeHint}
        value={code.value}
        autocomplete="one-time-code"
        isFirst
        onChange={(text) => code.value = text}
      />
    </SentForm>
  );
}
