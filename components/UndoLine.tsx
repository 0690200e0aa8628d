import { useEffect } from "preact/hooks";
import { Icon } from "./Icon.tsx";

/** How long something just done can be undone with one click, in milliseconds. */
const UNDO_MS = 10_000;

/** What was just done, and for how long it can be taken back. */
export interface Done {
  readonly text: string;
  /** Takes it back; null when that is over or not possible. */
  readonly undo: (() => void) | null;
}

/** Tells what was done and offers to undo it for ten seconds; the region is always there for screen readers. */
export function UndoLine({ done, onEnd }: { done: Done | null; onEnd: () => void }) {
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(onEnd, UNDO_MS);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <div class="undo-region" role="status" aria-live="polite">
      {done !== null && (
        <p class="undo-line">
          <Icon name="check" />
          <span>{done.text}</span>
          {done.undo !== null && (
            <button type="button" class="button undo-button" onClick={done.undo}>Undo</button>
          )}
        </p>
      )}
    </div>
  );
}
