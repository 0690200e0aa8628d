/** What a page keeps of presses that come before its islands are alive. */
export interface EarlyPresses {
  /** What was pressed, each once, in order; a form is one that was sent by Enter. */
  readonly pressed: { readonly element: HTMLElement; readonly at: number }[];
  /** From now on islands hear presses themselves. */
  stop(): void;
}

/** The name under which a page keeps them. */
export const EARLY = "__FRSH_EARLY";

/**
 * Keeps presses of buttons until islands are alive. Its text stands in the page as a script of its own, before any
 * module: so it uses nothing from outside itself. A form that says where it is sent works without any island.
 */
export function keepPresses(name: string): void {
  const pressed: { element: HTMLElement; at: number }[] = [];
  const note = (element: HTMLElement) => {
    const before = pressed.findIndex((press) => press.element === element);
    if (before >= 0) pressed.splice(before, 1);
    pressed.push({ element, at: performance.now() });
  };
  const isSent = (form: Element) => form.hasAttribute("action") || form.hasAttribute("method");
  const click = (event: Event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (button === null) return;
    const form = button.type === "submit" ? button.form : null;
    if (form !== null && isSent(form)) return;
    if (form !== null) event.preventDefault();
    note(button);
  };
  const submit = (event: Event) => {
    if (!(event.target instanceof HTMLFormElement) || isSent(event.target)) return;
    event.preventDefault();
    note(event.target);
  };
  addEventListener("click", click, true);
  addEventListener("submit", submit, true);
  Object.assign(globalThis, {
    [name]: {
      pressed,
      stop: () => {
        removeEventListener("click", click, true);
        removeEventListener("submit", submit, true);
      },
    },
  });
}
