import { Icon } from "./Icon.tsx";

const EXAMPLES = ["BTCUSDT", "ETHUSDT", "ETHBTC", "SOLUSDT"] as const;

/** What to do when nothing is watched yet. */
export function EmptyState({ onAdd }: { onAdd: (symbol: string) => void }) {
  return (
    <section class="empty">
      <svg class="empty-art" viewBox="0 0 200 80" aria-hidden="true">
        <path class="empty-grid" d="M0 20H200M0 40H200M0 60H200" />
        <path class="empty-line" d="M0 62L24 52L44 58L70 36L92 44L120 22L144 30L166 14" />
        <circle cx="166" cy="14" r="5" />
      </svg>
      <h2>Nothing is watched yet</h2>
      <p>
        Add a trading pair and its price appears within seconds. Then set alarms on it: at a price,
        at a distance from its high or low, or on a fast move.
      </p>
      <div class="empty-examples">
        {EXAMPLES.map((symbol) => (
          <button
            key={symbol}
            type="button"
            class="button"
            onClick={() => onAdd(symbol)}
          >
            <Icon name="plus" />
            {symbol}
          </button>
        ))}
      </div>
    </section>
  );
}
