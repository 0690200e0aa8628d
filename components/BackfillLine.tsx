import type { BackFillProgress } from "@/lib/live/protocol.ts";

/** How far a pair's history is loaded; nothing once it is. */
export function BackfillLine({ progress }: { progress: BackFillProgress | null }) {
  if (progress === null) return null;
  const { doneDays, days } = progress;
  return (
    <p class="backfill">
      <progress class="backfill-bar" max={days} value={doneDays} aria-hidden="true" />
      Loading history: {doneDays} of {days} {days === 1 ? "day" : "days"}
    </p>
  );
}
