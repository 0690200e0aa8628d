import { type Signal, useComputed } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { LoginFields, loginWords } from "@/components/account/LoginFields.tsx";
import { useLater, useModal } from "@/components/kit/Dialog.tsx";
import { Icon } from "@/components/kit/Icon.tsx";
import { Age, Moment } from "@/components/kit/Moment.tsx";
import { Shortcuts } from "@/components/page/Shortcuts.tsx";
import { loadOnDemand } from "@/components/page/later.ts";
import { pageWords } from "@/components/page/texts.ts";
import { askQuietly } from "@/lib/client/ask_server.ts";
import { toBase } from "@/lib/client/base_path.ts";
import { connectPage, resumeConnection } from "@/lib/client/client.ts";
import type { Link, Model } from "@/lib/client/model.ts";
import { type Trouble, troublesOf } from "@/lib/client/troubles.ts";
import { useViewer, viewer } from "@/lib/client/viewer.ts";
import { programWords } from "@/lib/language/texts.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { SessionInfo } from "@/lib/protocol/views.ts";
import type { SourceStatus } from "@/lib/protocol/frames.ts";
import { ageText } from "@/lib/text/times.ts";
import { budgetWords, slowedWords } from "@/lib/text/words.ts";

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

interface SourceChipProps {
  source: SourceStatus;
}

/** How one price source is doing, in a few words. */
function SourceChip({ source }: SourceChipProps) {
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
function SlowedNote({ source: { name, budget } }: { source: SourceStatus }) {
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
function StatusPill({ phase, troubles }: StatusPillProps) {
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
function Banner({ trouble }: { trouble: Trouble }) {
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
function useStuckHeight(): RefObject<HTMLElement> {
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

/** A login in front of a page whose session has ended; what rings goes on ringing behind it. */
function SessionEnded() {
  const dialog = useModal();
  useEffect(() => {
    addEventListener("focus", lookForSession);
    return () => removeEventListener("focus", lookForSession);
  }, []);
  return (
    <dialog
      ref={dialog}
      class="dialog"
      aria-labelledby="session-ended"
      onCancel={(event) => event.preventDefault()}
    >
      <header class="dialog-head">
        <h2 id="session-ended">{loginWords.loggedOut}</h2>
      </header>
      <div class="dialog-body">
        <p class="field-hint">{loginWords.loggedOutHint}</p>
        <LoginFields onDone={goOn} onProvider={logInBeside} />
      </div>
    </dialog>
  );
}

/** In a tab of its own: what rings on this page goes on ringing meanwhile. */
function logInBeside(): Promise<void> {
  open(toBase("/login"), "_blank");
  return Promise.resolve();
}

/** Whoever comes back to this page may have logged in beside it. */
async function lookForSession(): Promise<void> {
  const session = await askQuietly<SessionInfo>("/api/session");
  if (session !== null) goOn(session);
}

/** The page was made for one person's rights: for others it is made anew. */
function goOn({ user, may, mayShared }: SessionInfo): void {
  const { user: login, may: shown } = document.documentElement.dataset;
  const now = [...may, ...mayShared.map((action) => `${action}:shared`)].join(" ");
  if (user?.login === login && now === shown) resumeConnection();
  else location.reload();
}
