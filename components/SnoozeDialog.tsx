import { Dialog } from "./Dialog.tsx";
import { ErrorLine } from "./ErrorLine.tsx";

const LENGTHS = [
  [15, "15 minutes"],
  [60, "1 hour"],
  [4 * 60, "4 hours"],
  [24 * 60, "1 day"],
  [7 * 24 * 60, "1 week"],
] as const;

interface SnoozeDialogProps {
  condition: string;
  problem: string | null;
  onSnooze: (minutes: number) => void;
  onClose: () => void;
}

/** For how long an alarm shall stay quiet. */
export function SnoozeDialog({ condition, problem, onSnooze, onClose }: SnoozeDialogProps) {
  return (
    <Dialog title="Snooze this alarm" onClose={onClose}>
      <div class="dialog-body">
        <p>
          <strong>{condition}</strong>: stays quiet for
        </p>
        <div class="snooze-lengths">
          {LENGTHS.map(([minutes, text]) => (
            <button
              key={minutes}
              type="button"
              class="button"
              onClick={() => onSnooze(minutes)}
            >
              {text}
            </button>
          ))}
        </div>
      </div>
      <ErrorLine message={problem} />
    </Dialog>
  );
}
