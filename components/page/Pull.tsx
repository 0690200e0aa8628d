import { useEffect, useState } from "preact/hooks";
import { useLater } from "@/components/kit/use_later.ts";
import { loadOnDemand } from "./later.ts";

/** A finger that pulls the page down at its top; what follows it is loaded with the first pull. */
export function Pull() {
  const [start, begin] = useState<Touch | null>(null);
  const later = useLater(start !== null, loadOnDemand, () => begin(null));
  useEffect(() => start === null ? firstPull(begin) : undefined, [start]);
  return start === null || later === null ? null : <later.PullToRefresh start={start} />;
}

/** So far a finger goes down before it is a pull, in CSS pixels. */
const BEGINS = 12;

function firstPull(tell: (start: Touch) => void): () => void {
  const ending = new AbortController();
  const options = { passive: true, signal: ending.signal };
  let start: Touch | undefined;
  addEventListener("touchstart", ({ touches }) => {
    start = scrollY <= 0 && touches.length === 1 ? touches[0] : undefined;
  }, options);
  addEventListener("touchmove", ({ touches: [touch] }) => {
    if (start && touch && touch.clientY - start.clientY > BEGINS) tell(start);
  }, options);
  return () => ending.abort();
}
