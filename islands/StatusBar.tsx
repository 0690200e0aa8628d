import { type Signal, useComputed } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import { SessionEnded } from "@/components/account/SessionEnded.tsx";
import { Age } from "@/components/kit/Moment.tsx";
import { Shortcuts } from "@/components/page/Shortcuts.tsx";
import {
  Banner,
  SlowedNote,
  SourceChip,
  StatusPill,
  useStuckHeight,
} from "@/components/page/StatusParts.tsx";
import { connectPage } from "@/lib/client/client.ts";
import type { Model } from "@/lib/client/model.ts";
import { troublesOf } from "@/lib/client/troubles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { pageWords } from "@/components/page/texts.ts";
import { useLater } from "@/components/kit/use_later.ts";
import { loadOnDemand } from "@/components/page/later.ts";

/** How well the page, the server and the price sources work together, and plainly what is wrong. */
export function StatusBar({ model }: { model: Signal<Model> }) {
  useViewer(model);
  const troubles = useComputed(() => troublesOf(model.value, viewer.now.value));
  const stuck = useStuckHeight();
  useEffect(() => connectPage(model), []);
  const { link, status } = model.value;
  return (
    <section ref={stuck} class="status" aria-label={pageWords.status}>
      <div class="status-line">
        <StatusPill phase={link.phase} troubles={troubles.value} />
        {status.sources.map((source) => <SourceChip key={source.name} source={source} />)}
        <span class="chip">
          {status.lastCheckAt === null ? pageWords.noCheck : (
            <>
              {pageWords.checked} <Age at={status.lastCheckAt} />
            </>
          )}
        </span>
        <Shortcuts />
      </div>
      <Pull />
      {status.sources.map((source) => <SlowedNote key={source.name} source={source} />)}
      {link.phase === "ended" && <SessionEnded />}
      <div role="status" aria-live="polite">
        {troubles.value.map((trouble) => <Banner key={trouble.key} trouble={trouble} />)}
      </div>
    </section>
  );
}

/** A finger that pulls the page down at its top; what follows it is loaded with the first pull. */
function Pull() {
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
