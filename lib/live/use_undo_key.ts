import { useEffect } from "preact/hooks";

/** Takes back what was done last on Ctrl+Z (Cmd+Z), except where a person is typing. */
export function useUndoKey(undo: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      if (event.target instanceof Element && event.target.matches("input, textarea, select")) {
        return;
      }
      undo();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, []);
}
