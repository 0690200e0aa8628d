import type { PairView } from "@/lib/live/protocol.ts";
import { Icon } from "./Icon.tsx";

/** How a row is picked up and moved. */
export interface RowHandle {
  readonly onPointerDown: (event: PointerEvent, symbol: string) => void;
  readonly onKeyDown: (event: KeyboardEvent, symbol: string) => void;
}

/** Id of the words that say how keys move a row. */
export const HANDLE_HELP_ID = "handle-help";

interface PairHandleProps {
  pair: PairView;
  handle: RowHandle | null;
  isCarried: boolean;
}

/** The grip of a row, for pointer, finger and keys; its place stays while it is of no use. */
export function PairHandle({ pair, handle, isCarried }: PairHandleProps) {
  if (handle === null) return <span class="pair-handle" />;
  const { symbol, base, quote } = pair;
  return (
    <button
      type="button"
      class="pair-handle"
      aria-label={`Move ${base}/${quote}`}
      aria-describedby={HANDLE_HELP_ID}
      aria-pressed={isCarried}
      onPointerDown={(event) => handle.onPointerDown(event, symbol)}
      onKeyDown={(event) => handle.onKeyDown(event, symbol)}
    >
      <Icon name="handle" />
    </button>
  );
}
