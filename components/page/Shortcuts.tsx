import { useEffect, useState } from "preact/hooks";
import { useLater } from "@/components/kit/Dialog.tsx";
import { preferences } from "@/lib/client/preferences.ts";
import { loadOnDemand } from "./later.ts";
import { pageWords } from "./texts.ts";

/** Acts on single keys, and lists them on `?`; what they do is loaded with the first one. */
export function Shortcuts() {
  const [isListed, list] = useState(false);
  const later = useLater(isListed, loadOnDemand, () => list(false));
  useEffect(() => listenToKeys((key) => void act(key, () => list(true))), []);
  return (
    <>
      <button
        type="button"
        class="shortcuts-open"
        title={pageWords.shortcuts}
        aria-keyshortcuts="?"
        onClick={() => list(true)}
      >
        <span class="visually-hidden">{pageWords.shortcuts}</span>
        <kbd aria-hidden="true">?</kbd>
      </button>
      {isListed && later !== null && <later.ShortcutsDialog onClose={() => list(false)} />}
    </>
  );
}

async function act(key: string, list: () => void): Promise<void> {
  if (key === "?") return list();
  // Typing goes on at once, so the line cannot wait for anything to be loaded.
  const line = document.querySelector<HTMLElement>("#quick-alarm");
  if (key === "/" || key === "g") return line?.focus();
  const later = await loadOnDemand().catch(() => null);
  later?.doShortcut(key);
}

/** Calls back with each key that is a shortcut where it was pressed; returns how to stop. */
function listenToKeys(onKey: (key: string) => void): () => void {
  let typedAt = -Infinity;
  const listen = (event: KeyboardEvent) => {
    const typing = isTyping(event.target);
    if (typing) typedAt = performance.now();
    if (!preferences.peek().shortcuts) return;
    const sinceTyped = performance.now() - typedAt;
    const key = shortcutOf(event, { isTyping: typing, dialog: openDialog(), sinceTyped });
    if (key === null) return;
    event.preventDefault();
    onKey(key);
  };
  document.addEventListener("keydown", listen);
  return () => document.removeEventListener("keydown", listen);
}

function openDialog(): KeyPlace["dialog"] {
  const dialogs = document.querySelectorAll("dialog[open]");
  if (dialogs.length === 0) return "none";
  return dialogs[dialogs.length - 1]?.matches(".ringing") ? "ringing" : "other";
}

/** Every key that acts by itself; what each one does stands in `SHORTCUTS` of the part that is loaded later. */
export const SHORTCUT_KEYS = "?/gjkoaezsnfc12345";

/** How long after typing in a field a key silences nothing: what rings takes the focus in the middle of a word. */
const TYPED_MS = 2_000;

type Pressed =
  & Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey">
  & Pick<KeyboardEvent, "repeat" | "isComposing" | "defaultPrevented">;

/** Where a key was pressed. */
export interface KeyPlace {
  /** A person types there, so that keys are letters. */
  readonly isTyping: boolean;
  /** A dialog is open over the page; what rings is one of its own. */
  readonly dialog: "none" | "ringing" | "other";
  /** Milliseconds since somebody typed in a field last. */
  readonly sinceTyped: number;
}

/** The shortcut that a press means; null where it means none. */
export function shortcutOf(pressed: Pressed, place: KeyPlace): string | null {
  const { key } = pressed;
  if (key.length !== 1 || !SHORTCUT_KEYS.includes(key)) return null;
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey) return null;
  if (pressed.isComposing || pressed.defaultPrevented || place.isTyping) return null;
  // A key that is held down goes on through rows; it sets or silences nothing twice.
  if (pressed.repeat && key !== "j" && key !== "k") return null;
  if (place.dialog === "other") return null;
  if (place.dialog === "ringing") return key === "s" && place.sinceTyped >= TYPED_MS ? key : null;
  return key;
}

const NOT_TYPED = /^(?:button|checkbox|color|file|image|radio|range|reset|submit)$/;

/** Whether keys pressed there are text, or choose from a list. */
function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || /^(?:TEXTAREA|SELECT)$/.test(target.tagName)) return true;
  return target instanceof HTMLInputElement && !NOT_TYPED.test(target.type);
}
