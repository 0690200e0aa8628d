import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { Age, Moment } from "@/components/kit/Moment.tsx";
import type { Link } from "@/lib/client/model.ts";
import type { Trouble } from "@/lib/client/troubles.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { SourceStatus } from "@/lib/protocol/frames.ts";
import { budgetWords, slowedWords } from "@/lib/text/words.ts";

interface SourceChipProps {
  source: SourceStatus;
}

/** How one price source is doing, in a few words. */
export function SourceChip({ source }: SourceChipProps) {
  const { name, reachable, budget } = source;
  return (
    <span class={`chip ${reachable ? "chip-good" : "chip-bad"}`} title={titleOf(source)}>
      <span class="chip-dot" />
      {SOURCE_TITLES[name]} <Doing source={source} />
      {budget !== null && <span class="chip-budget">{budgetWords(budget)}</span>}
    </span>
  );
}

function Doing({ source }: SourceChipProps) {
  const { reachable, lastSuccessAt, stream } = source;
  if (reachable && stream && stream.pairs > 0) return <>streams</>;
  return (
    <>
      {reachable ? "answered" : "is silent, last answer"}
      {lastSuccessAt !== null && (
        <>
          {" "}
          <Age at={lastSuccessAt} />
        </>
      )}
    </>
  );
}

function titleOf({ name, budget, stream }: SourceStatus): string | undefined {
  const used = budget === null ? [] : [`${SOURCE_TITLES[name]}: ${budgetWords(budget)} used`];
  const down = stream?.problem ? [`${stream.problem}; prices are polled until it is back`] : [];
  const sentences = [...used, ...down];
  return sentences.length === 0 ? undefined : sentences.join(". ");
}

/** That a source is asked less often than at every check, and why; nothing while it is not. */
export function SlowedNote({ source: { name, budget } }: { source: SourceStatus }) {
  const words = budget === null ? null : slowedWords(budget);
  return words && <p class="status-note">{SOURCE_TITLES[name]} is {words}</p>;
}

const WORDS = {
  connecting: ["Connecting", "chip-wait"],
  live: ["Live", "chip-good chip-live"],
  reconnecting: ["Reconnecting", "chip-bad"],
} as const;

/** Whether this page hears the server. */
export function LinkPill({ phase }: { phase: Link["phase"] }) {
  const [text, look] = WORDS[phase];
  return (
    <span class={`chip chip-link ${look}`} role="status">
      <span class="chip-dot" />
      {text}
    </span>
  );
}

/** One thing that is wrong, in a line across the page. */
export function Banner({ trouble }: { trouble: Trouble }) {
  const { level, text, since, detail } = trouble;
  return (
    <p class={`banner banner-${level}`}>
      <Icon name="warning" />
      <span>
        <strong>
          {text} {since !== null && <Moment at={since} />}
        </strong>
        {detail !== null && <span class="banner-detail">{detail}</span>}
      </span>
    </p>
  );
}

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
