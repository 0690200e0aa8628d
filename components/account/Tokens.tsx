import { type Signal, useSignal } from "@preact/signals";
import { type Confirmed, ShownOnce } from "@/components/account/Confirmed.tsx";
import { SentForm } from "./LoginFields.tsx";
import { accountWords } from "@/components/account/texts.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { send } from "@/lib/client/account.ts";
import { type Scope, SCOPES, type TokenView } from "@/lib/protocol/views.ts";

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
        {accountWords.tokensHint()}
      </p>
      {made.value !== null && (
        <ShownOnce
          text={accountWords.copyToken}
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
          {expiresAt === null
            ? accountWords.neverEnds
            : accountWords.ends(<Moment at={expiresAt} form="short" />)}
          {lastUsedAt === null
            ? accountWords.notUsed
            : accountWords.lastUsed(<Moment at={lastUsedAt} form="short" />)}
        </p>
      </div>
      <button type="button" class="button" aria-label={accountWords.endToken(name)} onClick={onEnd}>
        {accountWords.end}
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
    <SentForm action={accountWords.makeToken} problem={problem} onSubmit={submit}>
      <TextField
        label={accountWords.tokenName}
        value={name.value}
        onChange={(text) => name.value = text}
      />
      <fieldset class="scopes">
        <legend class="field-title">{accountWords.tokenScopes}</legend>
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
