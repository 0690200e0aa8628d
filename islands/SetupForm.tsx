import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { SentForm } from "@/components/account/LoginFields.tsx";
import { setupWords } from "@/components/account/texts.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { send } from "@/lib/client/account.ts";
import { goTo } from "@/lib/client/base_path.ts";
import { messageOf, RequestError } from "@/lib/client/ask_server.ts";

/** By what somebody comes: the setup token, an invitation, or a link for another password. */
type Way = "token" | "invite" | "reset";

const EMPTY = { token: "", login: "", name: "", password: "", again: "" };

/** Makes an account, or chooses a password, by what stands behind `#` in the address: no server is sent that. */
export function SetupForm() {
  const way = useSignal<Way>("token");
  const secret = useSignal("");
  const draft = useSignal(EMPTY);
  const problem = useSignal<string | null>(null);
  const field = useSignal<string | null>(null);
  useEffect(() => {
    const [kind, value = ""] = location.hash.slice(1).split("=");
    if (kind !== "invite" && kind !== "reset") return;
    way.value = kind;
    secret.value = value;
    // Not to be read over a shoulder, or sent on with the address.
    history.replaceState(null, "", location.pathname);
  }, []);
  const change = (part: Partial<typeof EMPTY>) => draft.value = { ...draft.value, ...part };
  const submit = async () => {
    const { token, login, name, password, again } = draft.value;
    field.value = null;
    if (password !== again) {
      field.value = "again";
      problem.value = setupWords.differ;
      return;
    }
    const chosen = { login, password, ...(name.trim() === "" ? {} : { name }) };
    const bodies = {
      token: { token, ...chosen },
      invite: { invite: secret.value, ...chosen },
      reset: { reset: secret.value, password },
    };
    try {
      await send("POST", "/api/setup", bodies[way.value]);
      goTo(way.value === "reset" ? "/login" : "/");
    } catch (error) {
      field.value = error instanceof RequestError ? error.field : null;
      problem.value = messageOf(error);
    }
  };
  const problemOf = (name: string) => field.value === name ? problem.value ?? undefined : undefined;
  const { head, text, action } = setupWords[way.value];
  return (
    <>
      <h1 tabIndex={-1}>{head}</h1>
      <p class="field-hint">{text}</p>
      <SentForm action={action} problem={problem} onSubmit={submit}>
        {way.value === "token" && (
          <TextField
            label={setupWords.setupToken}
            hint={setupWords.setupTokenHint}
            value={draft.value.token}
            problem={problemOf("token")}
            onChange={(token) => change({ token })}
          />
        )}
        {way.value !== "reset" && (
          <>
            <TextField
              label={setupWords.login}
              value={draft.value.login}
              problem={problemOf("login")}
              autocomplete="username"
              onChange={(login) => change({ login })}
            />
            <TextField
              label={setupWords.name}
              hint={setupWords.nameHint}
              value={draft.value.name}
              problem={problemOf("name")}
              onChange={(name) => change({ name })}
            />
          </>
        )}
        <TextField
          label={setupWords.password}
          type="password"
          hint={setupWords.passwordHint}
          value={draft.value.password}
          problem={problemOf("password")}
          autocomplete="new-password"
          onChange={(password) => change({ password })}
        />
        <TextField
          label={setupWords.again}
          type="password"
          value={draft.value.again}
          problem={problemOf("again")}
          autocomplete="new-password"
          onChange={(again) => change({ again })}
        />
      </SentForm>
    </>
  );
}
