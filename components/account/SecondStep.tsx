import { useSignal } from "@preact/signals";
import type { Confirmed } from "@/components/account/Confirmed.tsx";
import { SentForm } from "@/components/account/LoginFields.tsx";
import { accountWords } from "@/components/account/texts.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { send } from "@/lib/client/account.ts";
import { messageOf } from "@/lib/client/request_error.ts";

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
