import { type Signal, useSignal } from "@preact/signals";
import type { Confirmed } from "@/components/account/Confirmed.tsx";
import { SentForm, usePasskeysHere } from "@/components/account/LoginFields.tsx";
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
      <p class="field-hint">
        Log in by a finger, a face or this device's PIN, without password and code. A passkey never
        leaves your device or your password manager, and works at this address only.
      </p>
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
          For {host}, added <Moment at={createdAt} form="short" />
          {lastUsedAt === null ? ", not used yet" : (
            <>
              , last used <Moment at={lastUsedAt} form="short" />
            </>
          )}
          {isBackedUp && ", kept by a password manager"}
        </p>
      </div>
      {draft.value === null
        ? (
          <div class="account-acts">
            <button
              type="button"
              class="button"
              aria-label={`Rename passkey ${name}`}
              onClick={() => draft.value = name}
            >
              Rename
            </button>
            <button
              type="button"
              class="button"
              aria-label={`Remove passkey ${name}`}
              onClick={onRemove}
            >
              Remove
            </button>
          </div>
        )
        : (
          <SentForm action="Save" problem={problem} onSubmit={save}>
            <TextField
              label="Name of this passkey"
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
      const { makePasskey } = await import("@/lib/client/passkeys.ts");
      onMade(await makePasskey(name.value));
      name.value = "";
    }, (message) => problem.value = message);
  if (!usePasskeysHere()) {
    return (
      <p class="field-hint">
        This browser can add none here: passkeys need https or localhost, and a name that stands in
        ALLOWED_ORIGINS or PUBLIC_URL.
      </p>
    );
  }
  return (
    <SentForm action="Add a passkey" problem={problem} onSubmit={submit}>
      <TextField
        label="Which device it is"
        hint="Such as “My phone”."
        value={name.value}
        onChange={(text) => name.value = text}
      />
    </SentForm>
  );
}
