import { type Signal, useSignal } from "@preact/signals";
import { type Confirmed, ShownOnce } from "@/components/account/Confirmed.tsx";
import { SentForm } from "@/components/account/LoginFields.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { send } from "@/lib/client/account.ts";
import { type Scope, SCOPES, type TokenView } from "@/lib/protocol/account_view.ts";

interface TokensProps {
  tokens: Signal<readonly TokenView[]>;
  confirmed: Confirmed;
  failed: (message: string) => void;
}

/** API tokens: made, shown once, ended. */
export function Tokens({ tokens, confirmed, failed }: TokensProps) {
  const made = useSignal<string | null>(null);
  const end = ({ id }: TokenView) =>
    confirmed.run(async () => {
      await send("DELETE", `/api/tokens/${id}`);
      tokens.value = tokens.value.filter((token) => token.id !== id);
    }, failed);
  return (
    <>
      <p class="field-hint">
        For scripts:{" "}
        <code>Authorization: Bearer cpa_…</code>. A token may do what its scopes say, and never more
        than you.
      </p>
      {made.value !== null && (
        <ShownOnce
          text="Copy this token now: it is not shown again."
          secret={made.value}
          onClose={() => made.value = null}
        />
      )}
      <ul class="account-rows">
        {tokens.value.map((token) => (
          <TokenRow
            key={token.id}
            token={token}
            onEnd={() => end(token)}
          />
        ))}
      </ul>
      <NewTokenForm
        confirmed={confirmed}
        onMade={({ token, ...view }) => {
          tokens.value = [...tokens.value, view];
          made.value = token;
        }}
      />
    </>
  );
}

function TokenRow({ token, onEnd }: { token: TokenView; onEnd: () => void }) {
  const { name, scopes, expiresAt, lastUsedAt } = token;
  return (
    <li class="account-row">
      <div class="account-row-facts">
        <h3>{name}</h3>
        <p>{scopes.join(", ")}</p>
        <p>
          {expiresAt === null ? "Never ends" : (
            <>
              Ends <Moment at={expiresAt} form="short" />
            </>
          )}
          {lastUsedAt === null ? ", not used yet" : (
            <>
              , last used <Moment at={lastUsedAt} form="short" />
            </>
          )}
        </p>
      </div>
      <button type="button" class="button" aria-label={`End token ${name}`} onClick={onEnd}>
        End it
      </button>
    </li>
  );
}

function NewTokenForm({ confirmed, onMade }: {
  confirmed: Confirmed;
  onMade: (made: TokenView & { token: string }) => void;
}) {
  const name = useSignal("");
  const scopes = useSignal<readonly Scope[]>(["alarms:read", "fires:read"]);
  const problem = useSignal<string | null>(null);
  const toggle = (scope: Scope) => {
    const isOn = scopes.value.includes(scope);
    scopes.value = isOn ? scopes.value.filter((each) => each !== scope) : [...scopes.value, scope];
  };
  const submit = () =>
    confirmed.run(async () => {
      onMade(await send("POST", "/api/tokens", { name: name.value, scopes: scopes.value }));
      name.value = "";
    }, (message) => problem.value = message);
  return (
    <SentForm action="Make a token" problem={problem} onSubmit={submit}>
      <TextField label="What it is for" value={name.value} onChange={(text) => name.value = text} />
      <fieldset class="scopes">
        <legend>What it may do</legend>
        {SCOPES.map((scope) => (
          <label key={scope} class="account-check">
            <input
              type="checkbox"
              checked={scopes.value.includes(scope)}
              onChange={() => toggle(scope)}
            />
            <span>{scope}</span>
          </label>
        ))}
      </fieldset>
    </SentForm>
  );
}
