import { loadOnDemand } from "@/components/page/later.ts";
import { type Signal, useSignal } from "@preact/signals";
import type { Confirmed } from "@/components/account/Confirmed.tsx";
import { SentForm, usePasskeysHere } from "@/components/account/LoginFields.tsx";
import { accountWords } from "@/components/account/texts.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { send } from "@/lib/client/account.ts";
import type { PasskeyView } from "@/lib/protocol/account_view.ts";

interface PasskeysProps {
  passkeys: Signal<readonly PasskeyView[]>;
  confirmed: Confirmed;
  /** One was added, removed or renamed. */
  onChanged: (passkeys: readonly PasskeyView[]) => void;
  failed: (message: string) => void;
}

/** Passkeys: added on this device, renamed, removed. */
export function Passkeys({ passkeys, confirmed, onChanged, failed }: PasskeysProps) {
  const remove = ({ id }: PasskeyView) =>
    confirmed.run(async () => {
      await send("DELETE", `/api/passkeys/${id}`);
      onChanged(passkeys.value.filter((passkey) => passkey.id !== id));
    }, failed);
  const renamed = (passkey: PasskeyView) =>
    onChanged(passkeys.value.map((each) => (each.id === passkey.id ? passkey : each)));
  return (
    <>
      <p class="field-hint">{accountWords.passkeysHint}</p>
      <ul class="account-rows">
        {passkeys.value.map((passkey) => (
          <PasskeyRow
            key={passkey.id}
            passkey={passkey}
            confirmed={confirmed}
            onRenamed={renamed}
            onRemove={() => remove(passkey)}
          />
        ))}
      </ul>
      <NewPasskeyForm
        confirmed={confirmed}
        onMade={(passkey) => onChanged([...passkeys.value, passkey])}
      />
    </>
  );
}

interface RowProps {
  passkey: PasskeyView;
  confirmed: Confirmed;
  onRenamed: (passkey: PasskeyView) => void;
  onRemove: () => void;
}

function PasskeyRow({ passkey, confirmed, onRenamed, onRemove }: RowProps) {
  const { id, name, host, isBackedUp, createdAt, lastUsedAt } = passkey;
  const draft = useSignal<string | null>(null);
  const problem = useSignal<string | null>(null);
  const save = () =>
    confirmed.run(async () => {
      const body = { name: draft.value ?? name };
      const answer = await send<{ passkey: PasskeyView }>("PATCH", `/api/passkeys/${id}`, body);
      draft.value = null;
      onRenamed(answer.passkey);
    }, (message) => problem.value = message);
  return (
    <li class="account-row">
      <div class="account-row-facts">
        <h3>{name}</h3>
        <p>
          {accountWords.passkeyAdded(host, <Moment at={createdAt} form="short" />)}
          {lastUsedAt === null
            ? accountWords.notUsed
            : accountWords.lastUsed(<Moment at={lastUsedAt} form="short" />)}
          {isBackedUp && accountWords.isBackedUp}
        </p>
      </div>
      {draft.value === null
        ? (
          <div class="account-acts">
            <button
              type="button"
              class="button"
              aria-label={accountWords.renamePasskey(name)}
              onClick={() => draft.value = name}
            >
              {accountWords.rename}
            </button>
            <button
              type="button"
              class="button"
              aria-label={accountWords.removePasskey(name)}
              onClick={onRemove}
            >
              {accountWords.remove}
            </button>
          </div>
        )
        : (
          <SentForm action={accountWords.save} problem={problem} onSubmit={save}>
            <TextField
              label={accountWords.passkeyName}
              value={draft.value}
              onChange={(text) => draft.value = text}
            />
          </SentForm>
        )}
    </li>
  );
}

function NewPasskeyForm({ confirmed, onMade }: {
  confirmed: Confirmed;
  onMade: (passkey: PasskeyView) => void;
}) {
  const name = useSignal("");
  const problem = useSignal<string | null>(null);
  const submit = () =>
    confirmed.run(async () => {
      const { makePasskey } = await loadOnDemand();
      onMade(await makePasskey(name.value));
      name.value = "";
    }, (message) => problem.value = message);
  if (!usePasskeysHere()) {
    return <p class="field-hint">{accountWords.noPasskeys}</p>;
  }
  return (
    <SentForm action={accountWords.addPasskey} problem={problem} onSubmit={submit}>
      <TextField
        label={accountWords.whichDevice}
        hint={accountWords.whichDeviceHint}
        value={name.value}
        onChange={(text) => name.value = text}
      />
    </SentForm>
  );
}
