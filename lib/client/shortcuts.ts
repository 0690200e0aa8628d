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
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || /^(?:TEXTAREA|SELECT)$/.test(target.tagName)) return true;
  return target instanceof HTMLInputElement && !NOT_TYPED.test(target.type);
}
