import { type Signal, useSignal } from "@preact/signals";
import { ConfirmPassword, ShownOnce, useConfirmed } from "@/components/account/Confirmed.tsx";
import { SentForm } from "@/components/account/LoginFields.tsx";
import { WaysIn } from "@/components/account/WaysIn.tsx";
import { peopleWords } from "@/components/account/texts.tsx";
import { ConfirmDialog } from "@/components/kit/Dialog.tsx";
import { Choice, Select, TextField } from "@/components/kit/Fields.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { Notice, type NoticeText } from "@/components/kit/Notice.tsx";
import { linkOf, send } from "@/lib/client/account.ts";
import type { Model } from "@/lib/client/model.ts";
import { useViewer } from "@/lib/client/viewer.ts";
import { type InviteView, type PersonView, type Role, ROLES } from "@/lib/protocol/views.ts";

const roleOptions = () => ROLES.map((role) => [role, peopleWords.roles[role]] as const);

interface PeopleManagerProps {
  model: Signal<Model>;
  /** Id of whoever looks. */
  own: PersonView;
  users: readonly PersonView[];
  invites: readonly InviteView[];
}

/** The people: invited, given roles, kept out, removed. */
export function PeopleManager({ model, own, ...props }: PeopleManagerProps) {
  useViewer(model);
  const users = useSignal(props.users);
  const invites = useSignal(props.invites);
  const link = useSignal<{ text: string; secret: string } | null>(null);
  const removing = useSignal<PersonView | null>(null);
  const shown = useSignal<PersonView | null>(null);
  const notice = useSignal<NoticeText | null>(null);
  const confirmed = useConfirmed();
  const run = (work: () => Promise<void>) =>
    confirmed.run(work, (text) => notice.value = { tone: "bad", text });
  const put = (person: PersonView) =>
    users.value = users.value.map((each) => (each.id === person.id ? person : each));
  const change = (id: string, patch: { role?: Role; isDisabled?: boolean }) =>
    run(async () => {
      const { user } = await send<{ user: PersonView }>("PATCH", `/api/users/${id}`, patch);
      put(user);
      notice.value = { tone: "good", text: peopleWords.mustLogIn(user.name) };
    });
  const showLink = ({ id, name }: PersonView) =>
    run(async () => {
      const { path } = await send<{ path: string }>("POST", `/api/users/${id}/link`);
      link.value = { text: peopleWords.passwordLink(name), secret: linkOf(path) };
    });
  const remove = ({ id }: PersonView) =>
    run(async () => {
      await send("DELETE", `/api/users/${id}`);
      users.value = users.value.filter((each) => each.id !== id);
    });
  const withdraw = ({ id }: InviteView) =>
    run(async () => {
      await send("DELETE", `/api/invites/${id}`);
      invites.value = invites.value.filter((each) => each.id !== id);
    });
  const invite = (role: Role, note: string) =>
    run(async () => {
      const made = await send<{ invite: InviteView; path: string }>("POST", "/api/invites", {
        role,
        note,
      });
      invites.value = [...invites.value, made.invite];
      link.value = { text: peopleWords.inviteLink, secret: linkOf(made.path) };
    });
  return (
    <>
      {link.value !== null && <ShownOnce {...link.value} onClose={() => link.value = null} />}
      <section aria-labelledby="people">
        <h2 id="people">{peopleWords.who}</h2>
        <ul class="account-rows">
          {users.value.map((person) => (
            <PersonRow
              key={person.id}
              person={person}
              isOwn={person.id === own.id}
              onRole={(role) => change(person.id, { role })}
              onDisabled={(isDisabled) => change(person.id, { isDisabled })}
              onLink={() => showLink(person)}
              onWaysIn={() => shown.value = person}
              onRemove={() => removing.value = person}
            />
          ))}
        </ul>
      </section>
      <section aria-labelledby="invite">
        <h2 id="invite">{peopleWords.invite}</h2>
        <InviteForm onInvite={invite} />
        <ul class="account-rows">
          {invites.value.map((open) => (
            <li key={open.id} class="account-row">
              <div class="account-row-facts">
                <h3>{open.note || peopleWords.somebody}</h3>
                <p>
                  {peopleWords.invited(
                    peopleWords.asRole[open.role],
                    open.createdBy,
                    <Moment at={open.expiresAt} form="short" />,
                  )}
                </p>
              </div>
              <button type="button" class="button" onClick={() => withdraw(open)}>
                {peopleWords.withdraw}
              </button>
            </li>
          ))}
        </ul>
      </section>
      {removing.value !== null && (
        <ConfirmDialog
          title={peopleWords.removeTitle(removing.value.name)}
          action={peopleWords.removeAccount}
          problem={null}
          onConfirm={() => {
            const gone = removing.value;
            removing.value = null;
            if (gone !== null) void remove(gone);
          }}
          onClose={() => removing.value = null}
        >
          <p>{peopleWords.removeHint}</p>
        </ConfirmDialog>
      )}
      {shown.value !== null && (
        <WaysIn
          person={shown.value}
          confirmed={confirmed}
          onChanged={put}
          onClose={() => shown.value = null}
        />
      )}
      <ConfirmPassword waiting={confirmed.waiting} proofs={own} />
      <Notice notice={notice.value} onClose={() => notice.value = null} />
    </>
  );
}

interface PersonRowProps {
  person: PersonView;
  isOwn: boolean;
  onRole: (role: Role) => void;
  onDisabled: (isDisabled: boolean) => void;
  onLink: () => void;
  onWaysIn: () => void;
  onRemove: () => void;
}

function PersonRow(
  { person, isOwn, onRole, onDisabled, onLink, onWaysIn, onRemove }: PersonRowProps,
) {
  const { name, login, role, isDisabled, lastLoginAt, passkeys, isLinked } = person;
  return (
    <li class="account-row">
      <div class="account-row-facts">
        <h3>
          {name}
          {isOwn && <span class="chip">{peopleWords.you}</span>}
          {isDisabled && <span class="chip chip-bad">{peopleWords.keptOut}</span>}
        </h3>
        <p>
          {login}, {waysIn(person)}
          {lastLoginAt === null
            ? peopleWords.noLogin
            : peopleWords.lastLogin(<Moment at={lastLoginAt} form="short" />)}
        </p>
      </div>
      <div class="account-acts">
        <Select
          label={peopleWords.roleOf(name)}
          options={roleOptions()}
          value={role}
          onChange={onRole}
        />
        {!isOwn && (
          <>
            <button type="button" class="button" onClick={onLink}>{peopleWords.newPassword}</button>
            {(passkeys > 0 || isLinked) && (
              <button
                type="button"
                class="button"
                aria-label={peopleWords.waysInOf(name)}
                onClick={onWaysIn}
              >
                {peopleWords.waysIn}
              </button>
            )}
            <button type="button" class="button" onClick={() => onDisabled(!isDisabled)}>
              {isDisabled ? peopleWords.letIn : peopleWords.keepOut}
            </button>
            <button
              type="button"
              class="button"
              aria-label={peopleWords.removeLabel(name)}
              onClick={onRemove}
            >
              {peopleWords.remove}
            </button>
          </>
        )}
      </div>
    </li>
  );
}

/** By what a person logs in, in words. */
function waysIn({ hasPassword, hasTotp, passkeys, isLinked }: PersonView): string {
  const password = hasTotp ? peopleWords.byPasswordAndCodes : peopleWords.byPassword;
  const ways = [
    ...(hasPassword ? [password] : []),
    ...(passkeys > 0 ? [peopleWords.byPasskeys(passkeys)] : []),
    ...(isLinked ? [peopleWords.byProvider] : []),
  ];
  return ways.length === 0 ? peopleWords.noPassword : ways.join(", ");
}

function InviteForm({ onInvite }: { onInvite: (role: Role, note: string) => Promise<void> }) {
  const role = useSignal<Role>("operator");
  const note = useSignal("");
  const problem = useSignal<string | null>(null);
  const submit = async () => {
    await onInvite(role.value, note.value);
    note.value = "";
  };
  return (
    <SentForm action={peopleWords.makeLink} problem={problem} onSubmit={submit}>
      <TextField
        label={peopleWords.forWhom}
        hint={peopleWords.forWhomHint}
        value={note.value}
        maxLength={64}
        onChange={(text) => note.value = text}
      />
      <Choice
        label={peopleWords.mayDo}
        options={roleOptions()}
        value={role.value}
        onChange={(chosen) => role.value = chosen}
      />
    </SentForm>
  );
}
