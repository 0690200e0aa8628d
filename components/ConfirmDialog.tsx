import type { ComponentChildren } from "preact";
import { Dialog } from "./Dialog.tsx";
import { ErrorLine } from "./ErrorLine.tsx";

interface ConfirmDialogProps {
  title: string;
  children: ComponentChildren;
  /** What the button does, such as "Remove BTCUSDT". */
  action: string;
  problem: string | null;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something is lost. */
export function ConfirmDialog(
  { title, children, action, problem, onConfirm, onClose }: ConfirmDialogProps,
) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="dialog-body">{children}</div>
      <ErrorLine message={problem} />
      <div class="dialog-actions">
        <button type="button" class="button" onClick={onClose} data-focus-first>Keep it</button>
        <button type="button" class="button button-danger" onClick={onConfirm}>{action}</button>
      </div>
    </Dialog>
  );
}
