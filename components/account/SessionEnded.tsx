import { useEffect } from "preact/hooks";
import { LoginFields } from "@/components/account/LoginFields.tsx";
import { loginWords } from "@/components/account/login_texts.ts";
import { useModal } from "@/components/kit/Dialog.tsx";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { toBase } from "@/lib/client/base_path.ts";
import { resumeConnection } from "@/lib/client/client.ts";
import type { SessionInfo } from "@/lib/protocol/account_view.ts";

/** A login in front of a page whose session has ended; what rings goes on ringing behind it. */
export function SessionEnded() {
  const dialog = useModal();
  useEffect(() => {
    addEventListener("focus", lookForSession);
    return () => removeEventListener("focus", lookForSession);
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="session-ended"
      onCancel={(event) => event.preventDefault()}
    >
      <header class="dialog-head">
        <h2 id="session-ended">{loginWords.loggedOut}</h2>
      </header>
      <div class="dialog-body">
        <p class="field-hint">{loginWords.loggedOutHint}</p>
        <LoginFields onDone={goOn} onProvider={logInBeside} />
      </div>
    </dialog>
  );
}

/** In a tab of its own: what rings on this page goes on ringing meanwhile. */
function logInBeside(): Promise<void> {
  open(toBase("/login"), "_blank");
  return Promise.resolve();
}

/** Whoever comes back to this page may have logged in beside it. */
async function lookForSession(): Promise<void> {
  const session = await askQuietly<SessionInfo>("/api/session");
  if (session !== null) goOn(session);
}

/** The page was made for one person's rights: for others it is made anew. */
function goOn({ user, may, mayShared }: SessionInfo): void {
  const { user: login, may: shown } = document.documentElement.dataset;
  const now = [...may, ...mayShared.map((action) => `${action}:shared`)].join(" ");
  if (user?.login === login && now === shown) resumeConnection();
  else location.reload();
}
