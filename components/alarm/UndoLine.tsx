import { useEffect } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { alarmWords } from "./texts.tsx";

/** How long something just done can be undone with one click, in milliseconds. */
const UNDO_MS = 10_000;

/** Tells what was done and offers to undo it for ten seconds; the region is always there for screen readers. */
export function UndoLine({ done, onEnd }: { done: Deed | null; onEnd: () => void }) {
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
            <button type="button" class="button undo-button" onClick={done.undo}>
              {alarmWords.undo}
            </button>
          )}
        </p>
      )}
    </div>
  );
}

/** What was just done, and how to take it back; null when it cannot be. */
export interface Deed {
  readonly text: string;
  readonly undo: (() => void) | null;
}
