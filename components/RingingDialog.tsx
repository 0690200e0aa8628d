import type { Fire } from "@/lib/alarms/fire.ts";
import { describeAlarm } from "@/lib/alarms/describe.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { ErrorLine } from "./ErrorLine.tsx";
import { FireFacts } from "./FireFacts.tsx";
import { Icon } from "./Icon.tsx";
import { useModal } from "./use_modal.ts";

/** More than this are counted instead of listed. */
const LISTED = 50;

interface RingingDialogProps {
  /** Newest first, at least one. */
  fires: readonly Fire[];
  viewer: Viewer;
  isSoundBlocked: boolean;
  /** Why the server could not be told; null while it was. */
  problem: string | null;
  onSilenceAll: () => void;
  onAcknowledge: (fire: Fire) => void;
  onHide: () => void;
}

/** What rings, over everything else, until somebody silences it. */
export function RingingDialog(props: RingingDialogProps) {
  const { fires, viewer, problem, onSilenceAll, onAcknowledge, onHide } = props;
  const dialog = useModal();
  return (
    <dialog
      ref={dialog}
      class="ringing"
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="ringing-title"
      aria-describedby="ringing-list"
      onCancel={(event) => event.preventDefault()}
      onKeyDown={refuseEscape}
    >
      <header class="ringing-head">
        <span class="ringing-bell">
          <Icon name="bell" />
        </span>
        <h2 id="ringing-title">
          {fires.length === 1 ? "An alarm is ringing" : `${fires.length} alarms are ringing`}
        </h2>
      </header>
      {props.isSoundBlocked && (
        <p class="ringing-mute">Sound is blocked: click anywhere to hear it</p>
      )}
      <button type="button" class="button ringing-silence" data-focus-first onClick={onSilenceAll}>
        <Icon name="soundOff" />
        {fires.length === 1 ? "Silence" : "Silence all"}
      </button>
      <ErrorLine message={problem} />
      {problem !== null && (
        <button type="button" class="button" onClick={onHide}>Hide on this screen</button>
      )}
      <ol id="ringing-list" class="ringing-list">
        {fires.slice(0, LISTED).map((fire) => (
          <RingingFire key={fire.id} {...{ fire, viewer, onAcknowledge }} />
        ))}
      </ol>
      {fires.length > LISTED && <p class="ringing-more">and {fires.length - LISTED} older ones</p>}
    </dialog>
  );
}

type RingingFireProps = Pick<RingingDialogProps, "viewer" | "onAcknowledge"> & { fire: Fire };

function RingingFire({ fire, viewer, onAcknowledge }: RingingFireProps) {
  return (
    <li class="ringing-fire">
      <FireFacts
        fire={fire}
        viewer={viewer}
        condition={describeAlarm(fire.alarm, fire.pair)}
      />
      <button
        type="button"
        class="button"
        aria-label={`Acknowledge ${fire.pair}`}
        onClick={() => onAcknowledge(fire)}
      >
        <Icon name="check" />
        <span class="button-text">Acknowledge</span>
      </button>
    </li>
  );
}

/** An alarm is silenced on purpose or not at all. */
function refuseEscape(event: KeyboardEvent): void {
  if (event.key === "Escape") event.preventDefault();
}
