import type { PairView } from "@/lib/live/protocol.ts";
import { Icon } from "./Icon.tsx";

interface PairToggleProps {
  pair: PairView;
  isOpen: boolean;
  onToggle: (symbol: string) => void;
}

/** Opens and closes a pair's row. */
export function PairToggle({ pair: { symbol, base, quote }, isOpen, onToggle }: PairToggleProps) {
  return (
    <button
      type="button"
      class="button button-quiet pair-toggle"
      title={isOpen ? "Hide alarms" : "Show alarms"}
      aria-label={`Alarms of ${base}/${quote}`}
      aria-expanded={isOpen}
      onClick={() => onToggle(symbol)}
    >
      <Icon name="chevron" />
    </button>
  );
}
