import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Confirmed } from "@/components/account/Confirmed.tsx";
import { peopleWords } from "@/components/account/texts.tsx";
import { Dialog } from "@/components/kit/Dialog.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { send } from "@/lib/client/account.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import type { IdentityView, PasskeyView, PersonView } from "@/lib/protocol/views.ts";

interface WaysInProps {
  person: PersonView;
  confirmed: Confirmed;
  /** A way in is gone. */
  onChanged: (person: PersonView) => void;
  onClose: () => void;
}

/** Another's passkeys and logins at the provider, which admins may take away. */
export function WaysIn({ person, confirmed, onChanged, onClose }: WaysInProps) {
  const base = `/api/users/${person.id}`;
  const passkeys = useSignal<readonly PasskeyView[]>([]);
  const identities = useSignal<readonly IdentityView[]>([]);
  const problem = useSignal<string | null>(null);
  const failed = (message: string) => void (problem.value = message);
  useEffect(() => {
    const load = async () => {
      const keys = await send<{ passkeys: PasskeyView[] }>("GET", `${base}/passkeys`);
      const links = await send<{ identities: IdentityView[] }>("GET", `${base}/identities`);
      [passkeys.value, identities.value] = [keys.passkeys, links.identities];
    };
    void load().catch((error) => failed(messageOf(error)));
  }, []);
  const take = (path: string) =>
    confirmed.run(async () => {
      problem.value = null;
      await send("DELETE", `${base}/${path}`);
      passkeys.value = passkeys.value.filter(({ id }) => path !== `passkeys/${id}`);
      identities.value = identities.value.filter(({ id }) => path !== `identities/${id}`);
      const [count, isLinked] = [passkeys.value.length, identities.value.length > 0];
      onChanged({ ...person, passkeys: count, isLinked });
      if (count === 0 && !isLinked) onClose();
    }, failed);
  return (
    <Dialog title={peopleWords.waysInOf(person.name)} onClose={onClose}>
      <div class="dialog-body">
        <p class="field-hint">{peopleWords.waysInHint}</p>
        <ul class="account-rows">
          {passkeys.value.map(({ id, name, host, lastUsedAt }) => (
            <Way
              key={id}
              name={name}
              act={peopleWords.remove}
              label={peopleWords.removeLabel(name)}
              onTake={() => take(`passkeys/${id}`)}
            >
              {peopleWords.passkeyFor(host)}
              {lastUsedAt === null
                ? peopleWords.notUsed
                : peopleWords.lastUsed(<Moment at={lastUsedAt} form="short" />)}
            </Way>
          ))}
          {identities.value.map(({ id, issuer, linkedAt, isManaged }) => (
            <Way
              key={id}
              name={issuer}
              act={peopleWords.unlink}
              label={peopleWords.unlinkLabel(issuer)}
              onTake={() => take(`identities/${id}`)}
            >
              {peopleWords.providerLinked(<Moment at={linkedAt} form="short" />)}
              {isManaged && peopleWords.isManaged}
            </Way>
          ))}
        </ul>
      </div>
      <ErrorLine message={problem.value} />
    </Dialog>
  );
}

interface WayProps {
  name: string;
  /** What the button does. */
  act: string;
  /** The same with the name of what it is done to. */
  label: string;
  onTake: () => void;
  children: ComponentChildren;
}

function Way({ name, act, label, onTake, children }: WayProps) {
  return (
    <li class="account-row">
      <div class="account-row-facts">
        <h3>{name}</h3>
        <p>{children}</p>
      </div>
      <button type="button" class="button" aria-label={label} onClick={onTake}>
        {act}
      </button>
    </li>
  );
}
