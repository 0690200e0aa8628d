import { useEffect, useRef } from "preact/hooks";

/**
 * Opens a dialog over the page while it is rendered. The element marked `data-focus-first` gets the
 * focus: `autofocus` would do the same, but browsers note each time that the page had a focus already.
 */
export function useModal() {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    element?.querySelector<HTMLElement>("[data-focus-first]")?.focus();
    return () => {
      element?.close();
      setTimeout(keepPlace);
    };
  }, []);
  return dialog;
}

/** What opened the dialog may be gone with what was removed in it; then the page's title has the focus. */
function keepPlace(): void {
  const hasPlace = document.activeElement !== null && document.activeElement !== document.body;
  if (!hasPlace) document.querySelector("h1")?.focus();
}
