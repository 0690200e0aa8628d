import { Change } from "./Change.tsx";

interface PairChangeProps {
  /** Since when. */
  label: string;
  /** Null while the price of that time is not known. */
  percent: number | null;
}

/** One of the changes in a pair's row. */
export function PairChange({ label, percent }: PairChangeProps) {
  return (
    <p class="pair-change">
      <span class="pair-change-label">{label}</span>
      {percent === null
        ? (
          <span class="change change-flat" title="Not known yet: its history is too short">
            –
          </span>
        )
        : <Change percent={percent} />}
    </p>
  );
}
