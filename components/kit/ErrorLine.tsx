import { Icon } from "./Icon.tsx";

/** What went wrong, announced at once by screen readers; nothing while all is well. */
export function ErrorLine({ message, id }: { message: string | null; id?: string }) {
  return (
    <p class="error-line" id={id} role="alert" hidden={message === null}>
      {message !== null && <Icon name="warning" />}
      <span>{message}</span>
    </p>
  );
}
