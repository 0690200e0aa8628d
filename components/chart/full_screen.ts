import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";

/** Whether a part of the page has the whole screen, and how that is changed. */
export interface FullScreen {
  readonly isFull: ReadonlySignal<boolean>;
  readonly toggle: () => void;
}

/**
 * Gives an element the whole screen, or the whole window in a browser that gives no element a screen (an iPhone's);
 * Escape ends both.
 */
export function useFullScreen(element: RefObject<HTMLElement>): FullScreen {
  const isFull = useSignal(false);
  useEffect(() => {
    const follow = () => isFull.value = fullElement() === element.current;
    const leave = (event: KeyboardEvent) => {
      // What is open over it goes first.
      const isDialog = document.querySelector("dialog[open]") !== null;
      if (event.key === "Escape" && !isDialog && fullElement() === null) {
        isFull.value = false;
      }
    };
    document.addEventListener("fullscreenchange", follow);
    document.addEventListener("keydown", leave);
    return () => {
      document.removeEventListener("fullscreenchange", follow);
      document.removeEventListener("keydown", leave);
    };
  }, []);
  const toggle = () => {
    if (fullElement() !== null) return void document.exitFullscreen();
    const wanted = !isFull.value;
    isFull.value = wanted;
    if (!wanted || document.fullscreenEnabled !== true) return;
    // Refused: the window has to do.
    element.current?.requestFullscreen().catch(() => undefined);
  };
  return { isFull, toggle };
}

/** Null also where the browser knows of none. */
function fullElement(): Element | null {
  return document.fullscreenElement ?? null;
}
