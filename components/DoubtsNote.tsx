import type { Doubts } from "@/lib/live/protocol.ts";

/** How many prices of a pair were doubted since the program was started. */
export function DoubtsNote({ doubts: { seen, confirmed } }: { doubts: Doubts }) {
  const jumps = seen === 1 ? "1 price jumped" : `${seen} prices jumped`;
  return (
    <p class="pair-doubts">
      {jumps} by over 50 % since the program was started, {confirmed} confirmed.
    </p>
  );
}
