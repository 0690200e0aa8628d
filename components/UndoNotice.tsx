import { useEffect } from "preact/hooks";
import type { Undoable } from "@/lib/live/use_level_drag.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { Icon } from "./Icon.tsx";

/** How long a change can be taken back, in milliseconds. */
const UNDO_MS = 10_000;

interface UndoNoticeProps {
  /** What was done; null when there is nothing to take back. */
  undoable: Undoable | null;
  onUndo: () => void;
  /** The time is over, or somebody does not want it. */
  onClose: () => void;
}

/** Offers for ten seconds to take back what was just done, by its button or Ctrl+Z. */
export function UndoNotice({ undoable, onUndo, onClose }: UndoNoticeProps) {
  useEffect(() => {
    if (undoable === null) return;
    const timer = setTimeout(onClose, UNDO_MS);
    const undoByKey = (event: KeyboardEvent) => {
      if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || isTyping(event)) return;
      event.preventDefault();
      onUndo();
    };
    document.addEventListener("keydown", undoByKey);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", undoByKey);
    };
  }, [undoable]);
  return (
    <div class="undo-region" role="status" aria-live="polite">
      {undoable !== null && (
        <div class="undo">
          <Icon name="check" />
          <p>Alarm moved to {formatPrice(undoable.price)}</p>
          <button type="button" class="button" onClick={onUndo}>
            <Icon name="rearm" />
            Undo
          </button>
        </div>
      )}
    </div>
  );
}

function isTyping({ target }: KeyboardEvent): boolean {
  return target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
}
