import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** Tells the style sheets how tall an element is that sticks to the top, so that it never covers what has the focus. */
export function useStuckHeight(): RefObject<HTMLElement> {
  const stuck = useRef<HTMLElement>(null);
  useEffect(() => {
    const element = stuck.current;
    if (element === null) return;
    const watch = new ResizeObserver(() => {
      document.documentElement.style.setProperty("--stuck-height", `${element.offsetHeight}px`);
    });
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return stuck;
}
