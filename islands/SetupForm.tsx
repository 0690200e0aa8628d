import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { SentForm } from "@/components/account/LoginFields.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { send } from "@/lib/client/account.ts";
import { goTo } from "@/lib/client/base_path.ts";
import { messageOf, RequestError } from "@/lib/client/request_error.ts";

/** By what somebody comes: the setup token, an invitation, or a link for another password. */
type Way = "token" | "invite" | "reset";

const EMPTY = { token: "", login: "", name: "", password: "", again: "" };

const HEADS: Readonly<Record<Way, { head: string; text: string; action: string }>> = {
  token: {
    head: "Make the first account",
    text: "It is an admin's: it can invite others. Whoever knows the setup token can make it.",
    action: "Make the account",
  },
  invite: {
    head: "Make your account",
    text: "You were invited. Choose a name to log in with, and a password.",
    action: "Make the account",
  },
  reset: {
    head: "Choose a password",
    text: "Whatever was logged in with the one before is logged out.",
    action: "Save the password",
  },
};

/** Makes an account, or chooses a password, by what stands behind `#` in the address: no server is sent that. */
export function SetupForm({ tokenPath }: { tokenPath: string }) {
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
      problem.value = "The two passwords differ";
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
  const { head, text, action } = HEADS[way.value];
  return (
    <>
      <h1 tabIndex={-1}>{head}</h1>
      <p class="field-hint">{text}</p>
      <SentForm action={action} problem={problem} onSubmit={submit}>
        {way.value === "token" && (
          <TextField
            label="Setup token"
            hint={`The program printed it when it started; it stands in ${tokenPath}, too.`}
            value={draft.value.token}
            problem={problemOf("token")}
            onChange={(token) => change({ token })}
          />
        )}
        {way.value !== "reset" && (
          <>
            <TextField
              label="Name to log in with"
              value={draft.value.login}
              problem={problemOf("login")}
              autocomplete="username"
              onChange={(login) => change({ login })}
            />
            <TextField
              label="Name to show"
              hint="Others see it beside what you do. Left empty: the same."
              value={draft.value.name}
              problem={problemOf("name")}
              onChange={(name) => change({ name })}
            />
          </>
        )}
        <TextField
          label="Password"
          type="password"
          hint="At least 10 characters; a few words in a row are easy to keep."
          value={draft.value.password}
          problem={problemOf("password")}
          autocomplete="new-password"
          onChange={(password) => change({ password })}
        />
        <TextField
          label="Password once more"
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
