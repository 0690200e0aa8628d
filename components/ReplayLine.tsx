import type { ReplayAnswer } from "@/lib/live/answers.ts";
import { replayText } from "@/lib/live/replay_words.ts";
import { Icon } from "./Icon.tsx";

export interface ReplayLineProps {
  /** Whether the form says enough to be asked about. */
  isWhole: boolean;
  /** Null while nothing is known. */
  answer: ReplayAnswer | null;
  /** The answer is about what was typed before: the next one is on its way. */
  isOld: boolean;
}

/** How often the alarm in the form would have rung. Its place is kept while that is not known. */
export function ReplayLine({ isWhole, answer, isOld }: ReplayLineProps) {
  return (
    <p class={`replay ${isOld ? "replay-old" : ""}`} aria-live="polite" aria-busy={isOld}>
      {!isWhole && <span>How often it would have rung shows here.</span>}
      {isWhole && answer !== null && (
        <>
          <Icon name="history" />
          <span>{replayText(answer, undefined)}</span>
        </>
      )}
    </p>
  );
}
