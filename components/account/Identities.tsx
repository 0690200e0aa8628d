import { useSignal } from "@preact/signals";
import type { Confirmed } from "@/components/account/Confirmed.tsx";
import { useWay } from "@/components/account/LoginFields.tsx";
import { accountWords } from "@/components/account/texts.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { goToProvider, send } from "@/lib/client/account.ts";
import type { IdentityView } from "@/lib/protocol/account_view.ts";

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
