import { type RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

const PRESSABLE = "button, a[href]";

/**
 * Keeps the keyboard in a list whose focused button goes away: what took its place in the item has
 * the focus then, or the first button of the item that follows when the item went too.
 */
export function useListFocus(): RefObject<HTMLOListElement> {
  const list = useRef<HTMLOListElement>(null);
  const place = list.current && placeIn(list.current);
  useLayoutEffect(() => {
    if (place && document.activeElement === document.body) heirOf(place, list.current)?.focus();
  });
  return list;
}

interface Place {
  readonly item: Element;
  /** Which item of the list it is. */
  readonly nth: number;
  /** Which of the item's buttons has the focus. */
  readonly button: number;
}

function placeIn(list: HTMLElement): Place | null {
  const { activeElement } = document;
  const item = [...list.children].find((each) => each.contains(activeElement));
  if (item === undefined) return null;
  const button = [...item.querySelectorAll(PRESSABLE)].findIndex((each) => each === activeElement);
  return { item, nth: [...list.children].indexOf(item), button };
}

function heirOf({ item, nth, button }: Place, list: HTMLElement | null): HTMLElement | undefined {
  if (item.isConnected) return buttonsOf(item).at(button) ?? buttonsOf(item).at(-1);
  const next = list?.children[nth] ?? list?.lastElementChild;
  return next ? buttonsOf(next)[0] : undefined;
}

function buttonsOf(item: Element): HTMLElement[] {
  return [...item.querySelectorAll<HTMLElement>(PRESSABLE)];
}
