import { programWords } from "@/lib/language/texts.ts";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { Age, Moment } from "@/components/kit/Moment.tsx";
import type { Link } from "@/lib/client/model.ts";
import type { Trouble } from "@/lib/client/troubles.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { SourceStatus } from "@/lib/protocol/frames.ts";
import { ageText } from "@/lib/text/times.ts";
import { budgetWords, slowedWords } from "@/lib/text/words.ts";
import { pageWords } from "./texts.ts";

interface SourceChipProps {
  source: SourceStatus;
}

/** How one price source is doing, in a few words. */
export function SourceChip({ source }: SourceChipProps) {
  const { name, reachable, budget } = source;
  return (
    <span class={reachable ? "chip" : "chip chip-bad"} title={titleOf(source)}>
      {SOURCE_TITLES[name]} <Doing source={source} />
      {budget !== null && <span class="chip-budget">{budgetWords(budget)}</span>}
    </span>
  );
}

function Doing({ source }: SourceChipProps) {
  const { reachable, lastSuccessAt, stream } = source;
  if (reachable && stream && stream.pairs > 0) return <>{pageWords.streams}</>;
  return (
    <>
      {reachable ? pageWords.answered : pageWords.isSilent}
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
  const used = budget === null ? [] : [pageWords.used(SOURCE_TITLES[name], budgetWords(budget))];
  const down = stream?.problem ? [pageWords.isPolled(programWords.said(stream.problem))] : [];
  const sentences = [...used, ...down];
  return sentences.length === 0 ? undefined : sentences.join(". ");
}

/** That a source is asked less often than at every check, and why; nothing while it is not. */
export function SlowedNote({ source: { name, budget } }: { source: SourceStatus }) {
  const words = budget === null ? null : slowedWords(budget);
  return words && <p class="status-note">{pageWords.slowed(SOURCE_TITLES[name], words)}</p>;
}

const LOOKS = {
  connecting: "chip-wait",
  live: "chip-good chip-live",
  reconnecting: "chip-bad",
  ended: "chip-bad",
} as const;

interface StatusPillProps {
  phase: Link["phase"];
  /** All that is wrong, the worst first. */
  troubles: readonly Trouble[];
}

/** The whole truth in a few words: whether what the page shows is live, or the worst reason why not. */
export function StatusPill({ phase, troubles }: StatusPillProps) {
  const trouble = troubles.find(({ pill }) => pill !== null);
  const look = trouble === undefined ? LOOKS[phase] : "chip-bad";
  return (
    <span
      class={`chip chip-link ${look}`}
      // A sentence that counts seconds is not read out each time; the banner says it once.
      role={trouble === undefined ? "status" : undefined}
      data-phase={phase}
    >
      <span class="chip-dot" />
      <span class="chip-words">
        {trouble === undefined ? pageWords.phases[phase] : <Truth trouble={trouble} />}
      </span>
    </span>
  );
}

function Truth({ trouble: { key, since, pill } }: { trouble: Trouble }) {
  if (since === null) return <>{pill}</>;
  if (key === "link") {
    return (
      <>
        {pill} <Moment at={since} />
      </>
    );
  }
  return <>{pageWords.oldPrices(ageText(viewer.now.value - Date.parse(since)), pill ?? "")}</>;
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
