import { type Signal, useSignal } from "@preact/signals";
import { TextField } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { loadOnDemand } from "@/components/page/later.ts";
import { goToProvider, send } from "@/lib/client/account.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import type { IdentityView, PasskeyView } from "@/lib/protocol/views.ts";
import type { Confirmed } from "./Confirmed.tsx";
import { SentForm, usePasskeysHere, useWay } from "./LoginFields.tsx";
import { accountWords } from "./texts.tsx";

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

interface Begun {
  readonly secret: string;
  readonly picture: { readonly path: string; readonly size: number };
}

interface SecondStepProps {
  hasTotp: boolean;
  confirmed: Confirmed;
  onChanged: (hasTotp: boolean) => void;
}

/** Codes of an app beside the password: on with a first code, off with the password. */
export function SecondStep({ hasTotp, confirmed, onChanged }: SecondStepProps) {
  const begun = useSignal<Begun | null>(null);
  const codes = useSignal<readonly string[] | null>(null);
  const problem = useSignal<string | null>(null);
  const failed = (message: string) => problem.value = message;
  const begin = () =>
    confirmed.run(async () => {
      begun.value = await send<Begun>("POST", "/api/totp");
    }, failed);
  const end = () =>
    confirmed.run(async () => {
      await send("DELETE", "/api/totp");
      codes.value = null;
      onChanged(false);
    }, failed);
  const turnedOn = (recoveryCodes: readonly string[]) => {
    begun.value = null;
    codes.value = recoveryCodes;
    onChanged(true);
  };
  return (
    <>
      <p class="field-hint">
        {hasTotp ? accountWords.codesOn : accountWords.codesOff}
      </p>
      {codes.value !== null && <RecoveryCodes codes={codes.value} />}
      {begun.value !== null && <FirstCode begun={begun.value} onDone={turnedOn} />}
      <ErrorLine message={problem.value} />
      <div class="account-acts">
        {hasTotp && (
          <button type="button" class="button" onClick={end}>{accountWords.turnCodesOff}</button>
        )}
        {!hasTotp && begun.value === null && (
          <button type="button" class="button" onClick={begin}>{accountWords.turnCodesOn}</button>
        )}
      </div>
    </>
  );
}

function FirstCode({ begun, onDone }: {
  begun: Begun;
  onDone: (recoveryCodes: readonly string[]) => void;
}) {
  const code = useSignal("");
  const problem = useSignal<string | null>(null);
  const { secret, picture: { path, size } } = begun;
  const submit = async () => {
    try {
      const body = { code: code.value };
      onDone((await send<{ recoveryCodes: string[] }>("PUT", "/api/totp", body)).recoveryCodes);
    } catch (error) {
      problem.value = messageOf(error);
    }
  };
  return (
    <div class="totp">
      <svg
        class="totp-picture"
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={accountWords.qrCode}
      >
        <path d={path} />
      </svg>
      <SentForm action={accountWords.turnOn} problem={problem} onSubmit={submit}>
        <p class="field-hint">
          {accountWords.scan(<code>{secret}</code>)}
        </p>
        <TextField
          label={accountWords.firstCode}
          value={code.value}
          autocomplete="one-time-code"
          onChange={(text) => code.value = text}
        />
      </SentForm>
    </div>
  );
}

function RecoveryCodes({ codes }: { codes: readonly string[] }) {
  return (
    <div class="shown-once" role="status">
      <p>{accountWords.recoveryHint}</p>
      <ul class="recovery-codes">
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface IdentitiesProps {
  identities: readonly IdentityView[];
  confirmed: Confirmed;
  onUnlinked: () => void;
  failed: (message: string) => void;
}

/** Logins at the provider of the settings: linked to this account, unlinked. */
export function Identities({ confirmed, onUnlinked, failed, ...props }: IdentitiesProps) {
  const identities = useSignal(props.identities);
  const provider = useWay("provider");
  const link = () =>
    confirmed.run(() => goToProvider("POST", "/api/identities", "/account"), failed);
  const unlink = ({ id }: IdentityView) =>
    confirmed.run(async () => {
      await send("DELETE", `/api/identities/${id}`);
      identities.value = identities.value.filter((each) => each.id !== id);
      onUnlinked();
    }, failed);
  return (
    <>
      <ul class="account-rows">
        {identities.value.map((identity) => (
          <li key={identity.id} class="account-row">
            <div class="account-row-facts">
              <h3>{identity.issuer}</h3>
              <p>
                {accountWords.linked(<Moment at={identity.linkedAt} form="short" />)}
                {identity.isManaged && accountWords.isManaged}
              </p>
            </div>
            <button
              type="button"
              class="button"
              aria-label={accountWords.unlinkLabel(identity.issuer)}
              onClick={() => unlink(identity)}
            >
              {accountWords.unlink}
            </button>
          </li>
        ))}
      </ul>
      {provider !== undefined && (
        <div class="account-acts">
          <button type="button" class="button" onClick={link}>{accountWords.link(provider)}</button>
        </div>
      )}
    </>
  );
}
