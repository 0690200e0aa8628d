import { EARLY, type EarlyPresses } from "../early_presses.ts";

declare global {
  /** Under the name `EARLY`: set by a script in the page. */
  var __FRSH_EARLY: EarlyPresses | undefined;
}

/** A press is forgotten after this long, in milliseconds: who pressed it has turned to something else. */
const FORGOTTEN_MS = 10_000;
/** Effects of islands have run by then, also in a tab out of sight, in milliseconds. */
const EFFECTS_MS = 50;

/**
 * Reads what hands did to the page before its islands are alive, since hydration would put fields back to what the
 * server sent. The function that it returns gives that to the islands: fields as they were filled in, the focus, presses.
 */
export function earlyHands(): () => void {
  const fields = changedFields();
  const focused = document.activeElement;
  const early = globalThis[EARLY];
  return () => {
    early?.stop();
    for (const giveBack of fields) giveBack();
    if (focused instanceof HTMLElement && isField(focused) && focused.isConnected) {
      focused.dispatchEvent(new FocusEvent("focus"));
      focused.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    }
    if (early !== undefined && early.pressed.length > 0) {
      setTimeout(() => press(early.pressed), EFFECTS_MS);
    }
  };
}

function press(pressed: EarlyPresses["pressed"]): void {
  for (const { element, at } of pressed) {
    if (!element.isConnected || performance.now() - at > FORGOTTEN_MS) continue;
    if (element instanceof HTMLFormElement) element.requestSubmit();
    else element.click();
  }
}

function isField(element: Element): boolean {
  return element.matches("input, textarea, select");
}

/** How to fill in each changed field again. */
function changedFields(): (() => void)[] {
  return [...document.querySelectorAll<HTMLElement>("input, textarea, select")]
    .flatMap((field) => changeOf(field) ?? []);
}

function changeOf(field: HTMLElement): (() => void) | null {
  if (field instanceof HTMLSelectElement) return selectChange(field);
  if (field instanceof HTMLTextAreaElement) return textChange(field);
  if (!(field instanceof HTMLInputElement)) return null;
  if (["hidden", "file", "submit", "button", "reset"].includes(field.type)) return null;
  return field.type === "checkbox" || field.type === "radio"
    ? checkChange(field)
    : textChange(field);
}

function textChange(field: HTMLInputElement | HTMLTextAreaElement): (() => void) | null {
  const { value, selectionStart, selectionEnd } = field;
  if (value === field.defaultValue) return null;
  return () => {
    field.value = value;
    if (selectionStart !== null) field.setSelectionRange(selectionStart, selectionEnd);
    tell(field);
  };
}

/** What a browser checks by itself when a page is loaded anew nobody has pressed. */
function checkChange(field: HTMLInputElement): (() => void) | null {
  const { checked, type } = field;
  const isPressed = checked !== field.defaultChecked && (checked || type === "checkbox");
  if (!isPressed || isLoadedAgain()) return null;
  return () => {
    field.checked = checked;
    tell(field);
  };
}

function selectChange(field: HTMLSelectElement): (() => void) | null {
  const { value, options } = field;
  const first = [...options].find(({ defaultSelected }) => defaultSelected) ?? options[0];
  if (value === first?.value || isLoadedAgain()) return null;
  return () => {
    field.value = value;
    tell(field);
  };
}

function isLoadedAgain(): boolean {
  const [entry] = performance.getEntriesByType("navigation");
  return entry instanceof PerformanceNavigationTiming && entry.type !== "navigate";
}

function tell(field: HTMLElement): void {
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}
