import { useEffect } from "preact/hooks";
import { requestWords } from "@/lib/client/ask_server.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { Icon, type IconName } from "./Icon.tsx";
import { kitWords } from "./texts.ts";

/** A word to the person about what they just did. */
export interface NoticeText {
  readonly tone: "good" | "info" | "bad";
  readonly text: string;
  /** Takes back what it tells of. */
  readonly undo?: () => void;
}

const ICONS: Readonly<Record<NoticeText["tone"], IconName>> = {
  good: "check",
  info: "info",
  bad: "warning",
};

/** Good news goes by itself; bad news stays until it is dismissed. */
const SHOWN_MS = 12_000;

/** The newest notice; the region is always there, so that screen readers hear it change. */
export function Notice(
  { notice: told, onClose }: { notice: NoticeText | null; onClose: () => void },
) {
  const notice = told !== null && isOver(told.text) ? null : told;
  useEffect(() => {
    if (notice === null || notice.tone === "bad") return;
    const timer = setTimeout(onClose, SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <div class="notice-region" role="status" aria-live="polite">
      {notice !== null && (
        <div class={`notice notice-${notice.tone}`}>
          <Icon name={ICONS[notice.tone]} />
          <p>{notice.text}</p>
          {notice.undo !== undefined && (
            <button type="button" class="button undo-button" onClick={notice.undo}>
              {kitWords.undo}
            </button>
          )}
          <button
            type="button"
            class="button button-quiet"
            aria-label={kitWords.dismiss}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}

/** What went wrong, announced at once by screen readers; nothing while all is well. */
export function ErrorLine({ message: told, id }: { message: string | null; id?: string }) {
  const message = told !== null && isOver(told) ? null : told;
  return (
    <p class="error-line" id={id} role="alert" hidden={message === null}>
      {message !== null && <Icon name="warning" />}
      <span>{message}</span>
    </p>
  );
}

/** Whether it told of a lost connection that is back: what was asked for can be asked for again. */
function isOver(text: string): boolean {
  return text.endsWith(requestWords.notConnected) && viewer.isLinked.value;
}
