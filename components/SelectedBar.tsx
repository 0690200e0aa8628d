import { IconButton } from "./IconButton.tsx";

interface SelectedBarProps {
  count: number;
  /** How many of them the list does not show now. */
  hidden: number;
  isSending: boolean;
  onPause: () => void;
  onResume: () => void;
  onDuplicate: () => void;
  onRemove: () => void;
  onClear: () => void;
}

/** What can be done with the selected alarms; at the bottom, where the thumb is. */
export function SelectedBar(props: SelectedBarProps) {
  const { count, hidden, isSending, onPause, onResume, onDuplicate, onRemove, onClear } = props;
  if (count === 0) return null;
  const common = { disabled: isSending } as const;
  return (
    <div class="selected-bar" role="group" aria-label="Selected alarms">
      <button type="button" class="button button-quiet" onClick={onClear}>
        <strong>{count}</strong> selected
        {hidden > 0 && <span class="selected-hidden">, {hidden} not shown</span>}
        <span class="visually-hidden">, select none</span>
      </button>
      <span class="selected-acts">
        <IconButton {...common} icon="pause" text="Pause" onClick={onPause} />
        <IconButton {...common} icon="play" text="Resume" onClick={onResume} />
        <IconButton {...common} icon="copy" text="Duplicate" onClick={onDuplicate} />
        <IconButton {...common} icon="trash" text="Remove" look="danger" onClick={onRemove} />
      </span>
    </div>
  );
}
