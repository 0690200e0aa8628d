import { messageOf, RequestError } from "@/lib/client/ask_server.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { PairChoice } from "@/lib/market/symbol.ts";
import { pairWords } from "./texts.ts";

/** A pair to add, in any spelling. */
export type PairRequest = Pick<PairChoice, "pair" | "source" | "coin">;

/** Why a pair was not added, and what may be added instead. */
export interface AddingProblem {
  readonly message: string;
  readonly choices: readonly PairChoice[];
}

/** What to show of a failed try to add a pair; the buttons below say the choices in place of the message. */
export function addingProblem(error: unknown): AddingProblem {
  const { code, choices } = error instanceof RequestError ? error : NO_REQUEST;
  const isAsked = code === "ambiguous_pair";
  return {
    message: isAsked ? pairWords.whichOne : messageOf(error),
    choices,
  };
}

const NO_REQUEST = { code: "", choices: [] } as const;

interface PairChoicesProps {
  choices: readonly PairChoice[];
  isSending: boolean;
  onChoose: (choice: PairChoice) => void;
}

/** The pairs that a name may mean, to be pressed. */
export function PairChoices({ choices, isSending, onChoose }: PairChoicesProps) {
  if (choices.length === 0) return null;
  return (
    <ul class="pair-choices" aria-label={pairWords.maybeMeant}>
      {choices.map((choice) => (
        <li key={`${choice.pair} ${choice.coin}`}>
          <button
            type="button"
            class="pair-choice"
            disabled={isSending}
            onClick={() => onChoose(choice)}
          >
            <strong>{pairTitle(choice.pair)}</strong>
            <Facts {...choice} />
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The place of a coin among all by its worth; undefined where nobody said. */
export function rankWords(rank: number | null | undefined): string | undefined {
  if (rank === undefined) return undefined;
  return rank === null ? pairWords.notRanked : pairWords.rank(rank);
}

function Facts({ name, rank, coin, source }: PairChoice) {
  const facts = [
    name,
    rankWords(rank),
    coin,
    source && SOURCE_TITLES[source],
  ];
  const words = facts.filter((word) => word !== undefined).join(" · ");
  return words === "" ? null : <span>{words}</span>;
}
