import { useEffect, useState } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { refreshPrices } from "@/lib/client/client.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { texts } from "@/lib/language/texts.ts";

/** What a page says that is pulled down. */
export const pullWords = texts("pull", {
  pulling: "Pull further to refresh prices",
  ready: "Let go to refresh prices",
  asking: "Refreshing prices…",
  done: "Prices are up to date",
});

type Phase = { readonly kind: "none" } | Pulled | {
  readonly kind: "asking" | "done" | "failed";
  readonly text: string;
};

const NONE: Phase = { kind: "none" };
/** So long it is told how it went, in milliseconds. */
const TOLD_MS = 2_000;
/** What has a drag of its own, or scrolls by itself. */
const OTHERS = "dialog, input, textarea, .chart, .pair-handle";

/** Reads all prices anew when a finger pulls the page down at its top and lets go. */
export function PullToRefresh({ start }: { start: PullStart }) {
  const [phase, tell] = useState<Phase>(NONE);
  useEffect(() => followPulls(start, tell), []);
  useEffect(() => {
    if (phase.kind !== "done" && phase.kind !== "failed") return;
    const timer = setTimeout(() => tell(NONE), TOLD_MS);
    return () => clearTimeout(timer);
  }, [phase]);
  const far = "far" in phase ? phase.far : phase.kind === "none" ? 0 : 1;
  return (
    <div
      class={phase.kind === "none" ? "pull" : `pull pull-shown pull-${phase.kind}`}
      style={{ "--pulled": far }}
      role="status"
    >
      <Icon
        name={phase.kind === "done" ? "check" : phase.kind === "failed" ? "warning" : "rearm"}
      />
      {wordsOf(phase)}
    </div>
  );
}

function wordsOf(phase: Phase): string {
  if ("text" in phase) return phase.text;
  return phase.kind === "none" ? "" : pullWords[phase.kind];
}

/** Tells of pulls until it is called off; the first one has begun already. */
function followPulls(first: PullStart, tell: (phase: Phase) => void): () => void {
  let start: PullStart | null = first;
  let last: Pulled | null = null;
  const ending = new AbortController();
  // None of them keeps the browser from scrolling.
  const options = { passive: true, signal: ending.signal };
  const drop = () => {
    start = last = null;
    tell(NONE);
  };
  addEventListener("touchstart", ({ touches: [touch], target }) => {
    const isOther = target instanceof Element && target.closest(OTHERS) !== null;
    last = null;
    start = scrollY > 0 || isOther ? null : touch ?? null;
  }, options);
  addEventListener("touchmove", ({ touches }) => {
    if (start === null) return;
    const [touch] = touches;
    last = touch && touches.length === 1 && scrollY <= 0 ? pulledBy(start, touch) : null;
    if (last === null) return drop();
    tell(last);
  }, options);
  addEventListener("touchend", () => {
    if (last?.kind === "ready") void refresh(tell);
    else if (start !== null) tell(NONE);
    start = last = null;
  }, options);
  addEventListener("touchcancel", drop, options);
  return () => ending.abort();
}

async function refresh(tell: (phase: Phase) => void): Promise<void> {
  tell({ kind: "asking", text: pullWords.asking });
  try {
    await refreshPrices();
    tell({ kind: "done", text: pullWords.done });
  } catch (error) {
    tell({ kind: "failed", text: messageOf(error) });
  }
}

/** Where a finger was put down, in CSS pixels. */
type PullStart = Pick<Touch, "clientX" | "clientY">;

/** How far a page is pulled down: `far` grows from 0 to 1, where letting go acts. */
interface Pulled {
  readonly kind: "pulling" | "ready";
  readonly far: number;
}

/** So far down a finger must go for it to act, in CSS pixels: no scroll that ends at the top goes so far by chance. */
const PULL_FAR = 110;

/** How far a finger has pulled since it was put down; null where it goes up or sideways: that scrolls or swipes. */
export function pulledBy(start: PullStart, now: PullStart): Pulled | null {
  const [across, down] = [Math.abs(now.clientX - start.clientX), now.clientY - start.clientY];
  if (down < 0 || across > down) return null;
  const far = Math.min(1, down / PULL_FAR);
  return { kind: far === 1 ? "ready" : "pulling", far };
}
