import { useEffect, useState } from "preact/hooks";
import { useLater } from "@/components/kit/use_later.ts";
import { preferences } from "@/lib/client/preferences.ts";
import { isTyping, type KeyPlace, shortcutOf } from "@/lib/client/shortcuts.ts";
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
