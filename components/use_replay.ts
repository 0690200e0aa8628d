import { useEffect, useState } from "preact/hooks";
import type { AlarmDraft } from "@/lib/live/alarm_draft.ts";
import type { FetchReplay } from "@/lib/live/fetch_replay.ts";
import { readDraft } from "@/lib/live/read_draft.ts";
import type { Pair } from "@/lib/store/state.ts";
import type { ReplayLineProps } from "./ReplayLine.tsx";

/** Nobody types another digit after this many milliseconds. */
const PAUSE_MS = 300;

interface Told {
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
  const [told, setTold] = useState<Told>({ about: null, answer: null });
  const about = replayed(draft, currentPrice);
  useEffect(() => {
    if (about === null) return setTold({ about, answer: null });
    const asking = new AbortController();
    const timer = setTimeout(async () => {
      const answer = await ask(symbol, JSON.parse(about), asking.signal);
      if (!asking.signal.aborted) setTold({ about, answer });
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      asking.abort();
    };
  }, [symbol, about]);
  return { isWhole: about !== null, answer: told.answer, isOld: told.about !== about };
}

/** The alarm as far as its past depends on it; null while its fields are not whole. */
function replayed(draft: AlarmDraft, currentPrice: number | null): string | null {
  const read = readDraft({ ...draft, expiresAt: "", note: "" }, currentPrice);
  return read.ok ? JSON.stringify(read.fields) : null;
}
