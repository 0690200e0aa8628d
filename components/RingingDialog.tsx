import type { ComponentChildren, TargetedEvent } from "preact";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import type { RingingActions } from "./actions.ts";
import { ErrorLine } from "./ErrorLine.tsx";
import { Icon } from "./Icon.tsx";
import { RingingList } from "./RingingList.tsx";
import { type Silence, SILENCE_WORDS } from "./SoundBar.tsx";
import { useModal } from "./use_modal.ts";
import { useSettling } from "./use_settling.ts";

interface RingingDialogProps {
  /** Newest first, at least one. */
  fires: readonly Fire[];
  /** The alarm of a fire as it is now; undefined when it was removed, or is none that is kept. */
  alarmOf: (fire: Fire) => Alarm | undefined;
  viewer: Viewer;
  actions: RingingActions;
  /** Why nothing can be heard; null while the sound plays. */
  silence: Silence | null;
  /** Lets the browser ask for leave to show notifications; null where it need not or cannot be asked. */
  onAllowNotifications: (() => void) | null;
  /** Why the server could not be told; null while it was. */
  problem: string | null;
  /** What is to be read while it rings: a dialog covers the notices of the page. */
  children: ComponentChildren;
}

/** What rings, over everything else, until somebody silences it: the newest on top and open. */
export function RingingDialog(props: RingingDialogProps) {
  const { fires, viewer, actions, alarmOf, problem } = props;
  const dialog = useModal();
  const isOpening = useSettling("open");
  return (
    <dialog
      ref={dialog}
      class={isOpening ? "ringing ringing-settling" : "ringing"}
      role="alertdialog"
      aria-modal="true"
      aria-labelledby="ringing-title"
      aria-describedby="ringing-list"
      onCancel={(event) => event.preventDefault()}
      onKeyDown={refuseEscape}
      onClose={showAgain}
      onClickCapture={(event) => isOpening && event.stopPropagation()}
    >
      <RingingHead count={fires.length} silence={props.silence} />
      <RingingList {...{ fires, viewer, actions, alarmOf }} />
      <RingingFoot
        count={fires.length}
        {...{ actions, problem }}
        onAllowNotifications={props.onAllowNotifications}
      />
      {props.children}
    </dialog>
  );
}

function RingingHead({ count, silence }: { count: number; silence: Silence | null }) {
  return (
    <header class="ringing-head">
      <span class="ringing-bell">
        <Icon name="bell" />
      </span>
      <div>
        <h2 id="ringing-title">
          {count === 1 ? "An alarm is ringing" : `${count} alarms are ringing`}
        </h2>
        {silence !== null && <p class="ringing-mute">{SILENCE_WORDS[silence]}</p>}
      </div>
    </header>
  );
}

type RingingFootProps =
  & Pick<RingingDialogProps, "actions" | "problem" | "onAllowNotifications">
  & { count: number };

/** What ends all of it, where the thumb is. */
function RingingFoot({ count, actions, problem, onAllowNotifications }: RingingFootProps) {
  return (
    <footer class="ringing-foot">
      <ErrorLine message={problem} />
      {problem !== null && (
        <button type="button" class="button" onClick={actions.hide}>Hide on this screen</button>
      )}
      <button
        type="button"
        class="button ringing-silence"
        data-focus-first
        onClick={actions.silenceAll}
      >
        <Icon name="soundOff" />
        {count === 1 ? "Silence" : "Silence all"}
      </button>
      {onAllowNotifications !== null && (
        <button type="button" class="ringing-ask" onClick={onAllowNotifications}>
          Also show it while this page is in the background
        </button>
      )}
    </footer>
  );
}

/** A browser lets only so many of its own requests to close be refused, such as a phone's way back. */
function showAgain({ currentTarget }: TargetedEvent<HTMLDialogElement>): void {
  if (currentTarget.isConnected) currentTarget.showModal();
}

/** An alarm is silenced on purpose or not at all. */
function refuseEscape(event: KeyboardEvent): void {
  if (event.key === "Escape") event.preventDefault();
}
