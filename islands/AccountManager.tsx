import { type Signal, useSignal } from "@preact/signals";
import { type Confirmed, ConfirmPassword, useConfirmed } from "@/components/account/Confirmed.tsx";
import { SentForm } from "@/components/account/LoginFields.tsx";
import { Identities, Passkeys, SecondStep } from "@/components/account/LoginWays.tsx";
import { Tokens } from "@/components/account/Tokens.tsx";
import { accountWords } from "@/components/account/texts.tsx";
import { TextField } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { Notice, type NoticeText } from "@/components/kit/Notice.tsx";
import { logOut, send } from "@/lib/client/account.ts";
import type { Model } from "@/lib/client/model.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { useViewer } from "@/lib/client/viewer.ts";
import type {
  IdentityView,
  PasskeyView,
  PersonView,
  SessionView,
  TokenView,
} from "@/lib/protocol/views.ts";

interface AccountManagerProps {
  model: Signal<Model>;
  user: PersonView;
  sessions: readonly SessionView[];
  tokens: readonly TokenView[];
  passkeys: readonly PasskeyView[];
  identities: readonly IdentityView[];
  /** There is a provider to link to. */
  hasProvider: boolean;
}

/** One's own account: password, passkeys, codes, sessions, tokens. */
export function AccountManager({ model, ...props }: AccountManagerProps) {
  useViewer(model);
  const user = useSignal(props.user);
  const sessions = useSignal(props.sessions);
  const tokens = useSignal(props.tokens);
  const passkeys = useSignal(props.passkeys);
  const notice = useSignal<NoticeText | null>(null);
  const confirmed = useConfirmed();
  const tell = (tone: NoticeText["tone"], text: string) => notice.value = { tone, text };
  const failed = (message: string) => tell("bad", message);
  const asked = async () => {
    const [mine, scripts] = await Promise.all([
      send<{ sessions: SessionView[] }>("GET", "/api/sessions"),
      send<{ tokens: TokenView[] }>("GET", "/api/tokens"),
    ]);
    sessions.value = mine.sessions;
    tokens.value = scripts.tokens;
  };
  return (
    <>
      <section aria-labelledby="password">
        <h2 id="password">{accountWords.password}</h2>
        <PasswordForm
          user={user.value}
          confirmed={confirmed}
          onChanged={() => {
            user.value = { ...user.value, hasPassword: true };
            tell("good", accountWords.passwordChanged);
            void asked();
          }}
        />
      </section>
      <section aria-labelledby="passkeys">
        <h2 id="passkeys">{accountWords.passkeys}</h2>
        <Passkeys
          passkeys={passkeys}
          confirmed={confirmed}
          onChanged={(now) => {
            passkeys.value = now;
            user.value = { ...user.value, passkeys: now.length };
            void asked();
          }}
          failed={failed}
        />
      </section>
      {(props.hasProvider || props.identities.length > 0) && (
        <section aria-labelledby="identities">
          <h2 id="identities">{accountWords.identities}</h2>
          <Identities
            identities={props.identities}
            confirmed={confirmed}
            onUnlinked={() => {
              user.value = { ...user.value, isLinked: false };
              void asked();
            }}
            failed={failed}
          />
        </section>
      )}
      <section aria-labelledby="codes">
        <h2 id="codes">{accountWords.codes}</h2>
        <SecondStep
          hasTotp={user.value.hasTotp}
          confirmed={confirmed}
          onChanged={(hasTotp) => {
            user.value = { ...user.value, hasTotp };
            void asked();
          }}
        />
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions">{accountWords.sessions}</h2>
        <Sessions sessions={sessions} failed={failed} />
      </section>
      <section aria-labelledby="tokens">
        <h2 id="tokens">{accountWords.tokens}</h2>
        <Tokens tokens={tokens} confirmed={confirmed} failed={failed} />
      </section>
      <ConfirmPassword waiting={confirmed.waiting} proofs={user.value} />
      <Notice notice={notice.value} onClose={() => notice.value = null} />
    </>
  );
}

const EMPTY = { current: "", next: "", code: "" };

interface PasswordFormProps {
  user: PersonView;
  confirmed: Confirmed;
  onChanged: () => void;
}

function PasswordForm({ user, confirmed, onChanged }: PasswordFormProps) {
  const draft = useSignal(EMPTY);
  const problem = useSignal<string | null>(null);
  const submit = () =>
    confirmed.run(async () => {
      const { current, next, code } = draft.value;
      const known = user.hasPassword ? { currentPassword: current } : {};
      const body = { ...known, password: next, ...(user.hasTotp && { code }) };
      await send("PATCH", `/api/users/${user.id}`, body);
      draft.value = EMPTY;
      onChanged();
    }, (message) => problem.value = message);
  return (
    <SentForm action={accountWords.change} problem={problem} onSubmit={submit}>
      {user.hasPassword && (
        <TextField
          label={accountWords.currentPassword}
          type="password"
          value={draft.value.current}
          autocomplete="current-password"
          onChange={(current) => draft.value = { ...draft.value, current }}
        />
      )}
      <TextField
        label={accountWords.nextPassword}
        type="password"
        hint={accountWords.nextPasswordHint}
        value={draft.value.next}
        autocomplete="new-password"
        onChange={(next) => draft.value = { ...draft.value, next }}
      />
      {user.hasTotp && (
        <TextField
          label={accountWords.code}
          value={draft.value.code}
          autocomplete="one-time-code"
          onChange={(code) => draft.value = { ...draft.value, code }}
        />
      )}
    </SentForm>
  );
}

function Sessions({ sessions, failed }: {
  sessions: Signal<readonly SessionView[]>;
  failed: (message: string) => void;
}) {
  const tryTo = (work: () => Promise<void>) => work().catch((error) => failed(messageOf(error)));
  const endOne = ({ id }: SessionView) =>
    tryTo(async () => {
      await send("DELETE", `/api/sessions/${id}`);
      sessions.value = sessions.value.filter((session) => session.id !== id);
    });
  return (
    <>
      <ul class="account-rows">
        {sessions.value.map((session) => (
          <li key={session.id} class="account-row">
            <div class="account-row-facts">
              <h3>
                {deviceOf(session.agent)}
                {session.isThis && <span class="chip">{accountWords.thisOne}</span>}
              </h3>
              <p>
                {accountWords.seen(
                  session.address,
                  session.method,
                  <Moment at={session.lastSeenAt} form="short" />,
                )}
              </p>
            </div>
            {!session.isThis && (
              <button
                type="button"
                class="button"
                onClick={() => endOne(session)}
              >
                {accountWords.end}
              </button>
            )}
          </li>
        ))}
      </ul>
      <div class="account-acts">
        <button type="button" class="button" onClick={() => tryTo(() => logOut("/api/session"))}>
          {accountWords.logOut}
        </button>
        <button
          type="button"
          class="button button-danger"
          onClick={() => tryTo(() => logOut("/api/sessions"))}
        >
          {accountWords.logOutEverywhere}
        </button>
      </div>
    </>
  );
}

/** A browser and its system, from what it says of itself. */
function deviceOf(agent: string): string {
  const named = (names: readonly (readonly [word: string, name: string])[]) =>
    names.find(([word]) => agent.includes(word))?.[1];
  const browser = named([["Edg/", "Edge"], ["Firefox/", "Firefox"], ["Chrome/", "Chrome"], [
    "Safari/",
    "Safari",
  ]]);
  const system = named([
    ["Android", "Android"],
    ["iPhone", "iPhone"],
    ["iPad", "iPad"],
    [
      "Windows",
      "Windows",
    ],
    ["Mac OS", "macOS"],
    ["Linux", "Linux"],
  ]);
  if (browser !== undefined && system !== undefined) return accountWords.device(browser, system);
  return (browser ?? system ?? agent.slice(0, 60)) || accountWords.unknownDevice;
}
