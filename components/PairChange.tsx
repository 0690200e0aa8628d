import { Change } from "./Change.tsx";

interface PairChangeProps {
  /** Since when. */
  label: string;
  /** Null while the price of that time is not known. */
  percent: number | null;
  /** Without words and arrow: the sign tells the way. */
  isCompact?: boolean;
}

/** One of the changes in a pair's row. */
export function PairChange({ label, percent, isCompact = false }: PairChangeProps) {
  return (
    <p class="pair-change" title={isCompact ? label : undefined}>
      {!isCompact && <span class="pair-change-label">{label}</span>}
      {percent === null
        ? (
          <span class="change change-flat" title="Not known yet: its history is too short">
            –
          </span>
        )
        : <Change percent={percent} hasArrow={!isCompact} />}
    </p>
  );
}
