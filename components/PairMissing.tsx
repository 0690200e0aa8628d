import { useState } from "preact/hooks";
import type { PairRequest } from "./AddPairForm.tsx";
import { ErrorLine } from "./ErrorLine.tsx";
import { IconButton } from "./IconButton.tsx";
import { type AddingProblem, addingProblem, PairChoices } from "./PairChoices.tsx";

interface PairMissingProps {
  symbol: string;
  /** Adds the pair; rejects with why it could not be added. */
  onAdd: (request: PairRequest) => Promise<void>;
}

/** A pair that nobody watches, perhaps not any more. */
export function PairMissing({ symbol, onAdd }: PairMissingProps) {
  const [problem, setProblem] = useState<AddingProblem | null>(null);
  const [isSending, setSending] = useState(false);
  const add = async ({ pair, source, coin }: PairRequest) => {
    setSending(true);
    try {
      await onAdd({ pair, ...(source && { source }), ...(coin && { coin }) });
    } catch (error) {
      setProblem(addingProblem(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <section class="empty">
      <h1 tabIndex={-1}>{symbol} is not watched</h1>
      <p>
        It may have been removed. Watch it to see its price and set alarms on it; what it rang
        before is in the log.
      </p>
      <div class="empty-examples">
        <IconButton
          icon="plus"
          text={`Watch ${symbol}`}
          look="primary"
          disabled={isSending}
          onClick={() => add({ pair: symbol })}
        />
        <a class="button" href="/" aria-current="false">All prices</a>
      </div>
      <ErrorLine message={problem?.message ?? null} />
      <PairChoices choices={problem?.choices ?? []} isSending={isSending} onChoose={add} />
    </section>
  );
}
