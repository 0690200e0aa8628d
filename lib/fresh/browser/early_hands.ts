/** What was in a field. */
interface Filled {
  readonly field: TextField;
  readonly value: string;
}

type TextField = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface EarlyPress {
  /** A form is one that was sent by Enter. */
  readonly element: HTMLElement;
  readonly at: number;
  /** What a form held when it was sent: who types on meanwhile means it as it was then. */
  readonly sent: readonly Filled[];
}

/** What a page keeps of presses that come before its islands are alive. */
interface EarlyPresses {
  /** In order; what was pressed twice stands once, unless another text was sent. */
  readonly pressed: EarlyPress[];
  /** Set once islands are alive: a press waits its turn behind those before it, and this says that one came. */
  came: (() => void) | null;
  /** What is pressed now is given back. */
  isGivingBack: boolean;
  /** From now on islands hear presses themselves. */
  stop(): void;
}

/** The name under which a page keeps them. */
export const EARLY = "__FRSH_EARLY";

declare global {
  /** Under the name `EARLY`: set by a script in the page. */
  var __FRSH_EARLY: EarlyPresses | undefined;
}

/**
 * Keeps presses of buttons until islands are alive. Its text stands in the page as a script of its own, before any
 * module: so it uses nothing from outside itself. A form that says where it is sent works without any island.
 */
export function keepPresses(name: string): void {
  const pressed: EarlyPress[] = [];
  const isText = (field: Element): field is TextField =>
    field.matches("input:not([type=file],[type=checkbox],[type=radio]),textarea,select");
  const note = (element: HTMLElement, form: HTMLFormElement | null) => {
    const sent = [...form?.elements ?? []].filter(isText)
      .map((field) => ({ field, value: field.value }));
    const before = pressed.findIndex((press) =>
      press.element === element && sent.every(({ value }, nth) => press.sent[nth]?.value === value)
    );
    if (before >= 0) pressed.splice(before, 1);
    pressed.push({ element, at: performance.now(), sent });
  };
  const isSent = (form: Element) => form.hasAttribute("action") || form.hasAttribute("method");
  const keep = (event: Event, element: HTMLElement, form: HTMLFormElement | null) => {
    if (early.isGivingBack) return;
    if (form !== null || early.came !== null) event.preventDefault();
    note(element, form);
    if (early.came === null) return;
    event.stopImmediatePropagation();
    early.came();
  };
  const click = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button === null) return;
    const form = button.type === "submit" ? button.form : null;
    if (form === null || !isSent(form)) keep(event, button, form);
  };
  const submit = (event: Event) => {
    if (!(event.target instanceof HTMLFormElement) || isSent(event.target)) return;
    keep(event, event.target, event.target);
  };
  addEventListener("click", click, true);
  addEventListener("submit", submit, true);
  const early: EarlyPresses = {
    pressed,
    came: null,
    isGivingBack: false,
    stop: () => {
      removeEventListener("click", click, true);
      removeEventListener("submit", submit, true);
    },
  };
  Object.assign(globalThis, { [name]: early });
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
    for (const giveBack of fields) giveBack();
    if (focused instanceof HTMLElement && isField(focused) && focused.isConnected) {
      focused.dispatchEvent(new FocusEvent("focus"));
      focused.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    }
    if (early === undefined) return;
    if (early.pressed.length === 0) early.stop();
    else pressSoon(early);
  };
}

/** Presses once effects have run, or when something else is pressed: the order stays that of the hand. */
function pressSoon(early: EarlyPresses): void {
  let hasBegun = false;
  const pressAll = async () => {
    if (hasBegun) return;
    hasBegun = true;
    for (let next = early.pressed.shift(); next; next = early.pressed.shift()) {
      await press(next, early);
    }
    early.stop();
  };
  early.came = pressAll;
  setTimeout(pressAll, EFFECTS_MS);
}

async function press({ element, at, sent }: EarlyPress, early: EarlyPresses): Promise<void> {
  if (!element.isConnected || performance.now() - at > FORGOTTEN_MS) return;
  const typedOn = sent.filter(({ field, value }) => field.value !== value);
  const now = typedOn.map(({ field }) => ({ field, value: field.value }));
  fill(typedOn);
  // Preact draws what was filled in within a microtask: no hand comes between.
  await Promise.resolve();
  early.isGivingBack = true;
  if (element instanceof HTMLFormElement) element.requestSubmit();
  else element.click();
  early.isGivingBack = false;
  fill(now);
}

function fill(fields: readonly Filled[]): void {
  for (const { field, value } of fields) {
    field.value = value;
    tell(field);
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
