import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Fire } from "@/lib/alarms/fire.ts";

/** How long rows stand still before newer ones may move them, in milliseconds: enough to see and press one. */
const STILL_MS = 2_000;

/**
 * The fires to list. What rings no more goes at once; what is new comes at once too, unless others
 * have just come: in a burst they come together, so that each row can be pressed between.
 */
export function useSteadyRows(fires: readonly Fire[]): readonly Fire[] {
  const [listed, list] = useState(() => idsOf(fires));
  const movedAt = useRef(0);
  const rows = fires.filter(({ id }) => listed.has(id));
  const waiting = fires.length - rows.length;
  useLayoutEffect(() => {
    movedAt.current = performance.now();
  }, []);
  useLayoutEffect(() => {
    if (waiting === 0) return;
    const letIn = () => {
      movedAt.current = performance.now();
      list(idsOf(fires));
    };
    const wait = rows.length === 0 ? 0 : movedAt.current + STILL_MS - performance.now();
    if (wait <= 0) return letIn();
    const timer = setTimeout(letIn, wait);
    return () => clearTimeout(timer);
  }, [fires]);
  return rows;
}

function idsOf(fires: readonly Fire[]): ReadonlySet<string> {
  return new Set(fires.map(({ id }) => id));
}
