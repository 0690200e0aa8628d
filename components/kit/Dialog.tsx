import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Icon } from "./Icon.tsx";
import { ErrorLine } from "./Notice.tsx";
import { kitWords } from "./texts.ts";

interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A modal dialog that is open as long as it is rendered; the browser keeps the focus in it and gives it back. */
export function Dialog({ title, onClose, children }: DialogProps) {
  const dialog = useModal();
  const titleId = useId();
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={titleId} onClose={onClose}>
      <header class="dialog-head">
        <h2 id={titleId}>{title}</h2>
        <button
          type="button"
          class="button button-quiet"
          aria-label={kitWords.close}
          onClick={onClose}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}

interface FormActionsProps {
  /** What the form does, on its button. */
  action: string;
  disabled: boolean;
  onCancel: () => void;
}

/** The buttons at the end of a dialog's form. */
export function FormActions({ action, disabled, onCancel }: FormActionsProps) {
  return (
    <div class="dialog-actions">
      <button type="button" class="button" onClick={onCancel}>{kitWords.cancel}</button>
      <button type="submit" class="button button-primary" disabled={disabled}>{action}</button>
    </div>
  );
}

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
        <button type="button" class="button" onClick={onClose} data-focus-first>
          {kitWords.keepIt}
        </button>
        <button type="button" class="button button-danger" onClick={onConfirm}>{action}</button>
      </div>
    </Dialog>
  );
}

/**
 * Opens a dialog over the page while it is rendered. The element marked `data-focus-first`, or its first
 * field, gets the focus: `autofocus` would do the same, but browsers note each time that the page had a focus already.
 */
export function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    if (element !== null) firstOf(element)?.focus();
    return () => {
      element?.close();
      setTimeout(keepPlace);
    };
  }, []);
  return dialog;
}

const FIELDS = ["input", "select", "textarea"].map((name) =>
  `${name}:not([type="hidden"], :disabled)`
).join();

/** Below a dialog's head. */
const BUTTONS = "header ~ * :is(button:not(:disabled), a[href])";

/** Where the keyboard begins: what is marked, else the first field or button; the browser would take the one that closes it. */
function firstOf(dialog: HTMLDialogElement): HTMLElement | null {
  return dialog.querySelector("[data-focus-first]") ?? dialog.querySelector(FIELDS) ??
    dialog.querySelector(BUTTONS);
}

/** What opened the dialog may be gone with what was removed in it; then the page's title has the focus. */
function keepPlace(): void {
  const hasPlace = document.activeElement !== null && document.activeElement !== document.body;
  if (!hasPlace) document.querySelector("h1")?.focus();
}

/** A module that is loaded when it is first wanted; null until then. `fail` hears why it could not be. */
export function useLater<Module>(
  isWanted: boolean,
  load: () => Promise<Module>,
  fail: (message: string) => void,
): Module | null {
  const [module, setModule] = useState<Module | null>(null);
  useEffect(() => {
    if (isWanted && module === null) load().then(setModule, () => fail(kitWords.notLoaded));
  }, [isWanted]);
  return module;
}
