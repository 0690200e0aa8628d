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
  /** Keeps it quiet until a person ends that. */
  onPause: () => void;
  onClose: () => void;
}

/** For how long an alarm shall stay quiet. */
export function SnoozeDialog(
  { condition, problem, onSnooze, onPause, onClose }: SnoozeDialogProps,
) {
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
          <button type="button" class="button" onClick={onPause}>Until I resume it</button>
        </div>
      </div>
      <ErrorLine message={problem} />
    </Dialog>
  );
}
