import { IconButton } from "./IconButton.tsx";

/** A pair that nobody watches, perhaps not any more. */
export function PairMissing({ symbol, onAdd }: { symbol: string; onAdd: () => void }) {
  return (
    <section class="empty">
      <h1 tabIndex={-1}>{symbol} is not watched</h1>
      <p>
        It may have been removed. Watch it to see its price and set alarms on it; what it rang
        before is in the log.
      </p>
      <div class="empty-examples">
        <IconButton icon="plus" text={`Watch ${symbol}`} look="primary" onClick={onAdd} />
        <a class="button" href="/">All prices</a>
      </div>
    </section>
  );
}
