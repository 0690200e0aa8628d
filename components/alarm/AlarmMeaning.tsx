import { useEffect, useState } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import type { Pair } from "@/lib/alarms/pair.ts";
import {
  type AlarmDraft,
  type Problems,
  readCondition,
  readDraft,
} from "@/lib/client/alarms/draft.ts";
import { conditionPreview } from "@/lib/client/alarms/preview.ts";
import { type FetchReplay, replayText } from "@/lib/client/alarms/replay.ts";
import type { ReplayAnswer } from "@/lib/protocol/answers.ts";
import { formWords as words } from "./dialog_texts.tsx";

interface AlarmMeaningProps {
  draft: AlarmDraft;
  pair: Pair;
  /** What is shown beside the fields already. */
  problems: Problems;
}

/** What the form was understood as, or why it cannot be, while it is filled in. */
export function AlarmMeaning({ draft, pair, problems }: AlarmMeaningProps) {
  return (
    <p class="meaning" aria-live="polite">
      <Meaning {...{ draft, pair, problems }} />
    </p>
  );
}

function Meaning({ draft, pair, problems }: AlarmMeaningProps) {
  const read = readCondition(draft, pair.currentPrice);
  if (!read.ok) return <Missing message={newMessage(draft, read.problems, problems)} />;
  const { condition, distance, warnings } = conditionPreview(read.condition, pair);
  return (
    <>
      {words.ringsWhen(<strong>{condition}</strong>, distance ?? "")}
      {warnings.map((warning) => (
        <span class="meaning-warning" key={warning}>
          <Icon name="info" />
          {warning}
        </span>
      ))}
    </>
  );
}

function Missing({ message }: { message: string | null }) {
  if (message === null) return <span>{words.meaningHere}</span>;
  return (
    <span class="meaning-warning">
      <Icon name="warning" />
      {message}
    </span>
  );
}

/** Nothing about a field that is still empty, or about what is said beside it. */
function newMessage(draft: AlarmDraft, found: Problems, shown: Problems): string | null {
  const fields: Readonly<Record<string, unknown>> = { ...draft };
  const field = Object.keys(found).find((name) =>
    fields[name] !== "" && shown[name] !== found[name]
  );
  return field === undefined ? null : found[field] ?? null;
}

export interface ReplayLineProps {
  mode: AlarmDraft["mode"];
  /** Whether the form says enough to be asked about. */
  isWhole: boolean;
  /** Null while nothing is known. */
  answer: ReplayAnswer | null;
  /** The answer is about what was typed before: the next one is on its way. */
  isOld: boolean;
}

/** How often the alarm in the form would have rung. Its place is kept while that is not known. */
export function ReplayLine({ mode, isWhole, answer, isOld }: ReplayLineProps) {
  return (
    <p class={`replay ${isOld ? "replay-old" : ""}`} aria-live="polite" aria-busy={isOld}>
      {!isWhole && <span>{words.replayHere}</span>}
      {isWhole && answer !== null && (
        <>
          <Icon name="history" />
          <span>{replayText(answer, mode, undefined)}</span>
        </>
      )}
    </p>
  );
}

/** Nobody types another digit after this many milliseconds. */
const PAUSE_MS = 300;

interface Asked {
  /** The alarm that was asked about, as JSON; null for none. */
  readonly about: string | null;
  readonly answer: ReplayLineProps["answer"];
}

type ReplayedPair = Pick<Pair, "symbol" | "currentPrice">;

/** What the alarm in a form would have done, asked for whenever the typing rests. */
export function useReplay(
  pair: ReplayedPair,
  draft: AlarmDraft,
  ask: FetchReplay,
): ReplayLineProps {
  const { symbol, currentPrice } = pair;
  const [asked, setAsked] = useState<Asked>({ about: null, answer: null });
  const about = replayed(draft, currentPrice);
  useEffect(() => {
    if (about === null) return setAsked({ about, answer: null });
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await ask(symbol, JSON.parse(about), asking.signal);
      if (!asking.signal.aborted) setAsked({ about, answer });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [symbol, about]);
  const { mode } = draft;
  return { mode, isWhole: about !== null, answer: asked.answer, isOld: asked.about !== about };
}

/** The alarm as far as its past depends on it; null while its fields are not whole. */
function replayed(draft: AlarmDraft, currentPrice: number | null): string | null {
  const read = readDraft({ ...draft, expiresAt: "", note: "" }, currentPrice);
  return read.ok ? JSON.stringify(read.fields) : null;
}
