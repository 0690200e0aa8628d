import { Icon } from "./Icon.tsx";

interface NotificationFieldProps {
  permission: NotificationPermission | "unavailable";
  onAsk: () => void;
}

/** What is said where it cannot be asked for any more. */
const WORDS = {
  granted: "On: the system shows what rings while this page is in the background.",
  denied: "Blocked: allow notifications for this page in the browser's own settings.",
  unavailable:
    "Not possible here: browsers want HTTPS for it, or the page on the server's computer.",
} as const;

/** Whether the system shows what rings while the page is in the background. */
export function NotificationField({ permission, onAsk }: NotificationFieldProps) {
  return (
    <div class="field" role="group" aria-labelledby="notifications">
      <p id="notifications" class="field-title">Notifications</p>
      {permission === "default"
        ? (
          <button type="button" class="button" onClick={onAsk}>
            <Icon name="bell" />
            Allow notifications
          </button>
        )
        : <p class="field-hint">{WORDS[permission]}</p>}
    </div>
  );
}
