import { useLayoutEffect } from "preact/hooks";

/** Gives the focus back to the element that loses it because it is moved within the document. */
export function useKeptFocus(order: unknown): void {
  const focused = globalThis.document?.activeElement;
  useLayoutEffect(() => {
    const isLost = document.activeElement === document.body && focused?.isConnected;
    if (isLost && focused instanceof HTMLElement) focused.focus();
  }, [order]);
}
