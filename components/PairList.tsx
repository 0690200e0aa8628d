import { useState } from "preact/hooks";
import type { PairView } from "@/lib/live/protocol.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { PairActions } from "./actions.ts";
import { PairCard } from "./PairCard.tsx";

/** From this many pairs on, a field to find one is worth its place. */
const FILTER_FROM = 8;

interface PairListProps {
  pairs: readonly PairView[];
  /** Symbol → why its price is not live. */
  stale: Readonly<Record<string, string>>;
  viewer: Viewer;
  actions: PairActions;
}

/** The watched pairs, in the order in which they were added. */
export function PairList({ pairs, stale, viewer, actions }: PairListProps) {
  const [filter, setFilter] = useState("");
  const canFilter = pairs.length >= FILTER_FROM;
  const shown = canFilter ? pairs.filter((pair) => matches(pair, filter)) : pairs;
  return (
    <>
      {canFilter && <PairFilter value={filter} onChange={setFilter} />}
      <div class="pairs">
        {shown.map((pair) => (
          <PairCard
            key={pair.symbol}
            {...{ pair, viewer, actions }}
            staleReason={stale[pair.symbol] ?? null}
          />
        ))}
      </div>
      {shown.length === 0 && <p class="pairs-none">No pair matches “{filter}”.</p>}
    </>
  );
}

interface PairFilterProps {
  value: string;
  onChange: (value: string) => void;
}

function PairFilter({ value, onChange }: PairFilterProps) {
  return (
    <input
      class="input pair-filter"
      type="search"
      aria-label="Find a pair"
      placeholder="Find a pair"
      value={value}
      onInput={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function matches({ base, quote }: PairView, filter: string): boolean {
  const wanted = filter.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return `${base}${quote}`.includes(wanted);
}
