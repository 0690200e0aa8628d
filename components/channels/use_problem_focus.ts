import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";

/** For a form whose first refused field takes the focus once there is a problem: the remedy is there. */
export function useProblemFocus(problem: object | null): RefObject<HTMLFormElement> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (problem === null) return;
    form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [problem]);
  return form;
}
