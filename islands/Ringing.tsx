import { type Signal, useComputed, useSignalEffect } from "@preact/signals";
import { asset } from "fresh/runtime";
import type { ComponentChildren, RefObject, TargetedEvent } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { useModal } from "@/components/kit/Dialog.tsx";
import { Icon } from "@/components/kit/Icon.tsx";
import { ErrorLine, Notice } from "@/components/kit/Notice.tsx";
import { RingingFire, ringingWords } from "@/components/ringing/RingingFire.tsx";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { Fire } from "@/lib/alarms/fire.ts";
import { alarmIn, isCurrent, type Model } from "@/lib/client/model.ts";
import {
  askForNotifications,
  notificationPermission,
  useNotifications,
  vibrate,
} from "@/lib/client/ringing/notifications.ts";
import {
  type RingingActions,
  ringingSound,
  showRinging,
  useRinging,
} from "@/lib/client/ringing/ringing.ts";
import { useAlarmSound } from "@/lib/client/ringing/sound.ts";
import { useViewer } from "@/lib/client/viewer.ts";

interface RingingProps {
  model: Signal<Model>;
  /** The page shows what rings in a way of its own; it loads what all other pages load. */
  isQuiet?: boolean;
}

/** Sound, dialog, title and flashing while fires ring; they end when anybody acknowledges. */
export function Ringing({ model, isQuiet = false }: RingingProps) {
  return isQuiet ? null : <RingingNow model={model} />;
}

function RingingNow({ model }: Pick<RingingProps, "model">) {
  useViewer(model);
  const { fires, sounding, actions, problem, notice } = useRinging(model);
  const { silence, turnOn } = useAlarmSound(useComputed(() => ringingSound(sounding.value)));
  useNotifications({
    workerFile: asset("/sw.js"),
    fires,
    isCurrent: useComputed(() => isCurrent(model.value.link)),
    isSilent: useComputed(() => silence.value !== null),
  });
  useSignalEffect(() => showRinging(fires.value));
  useSignalEffect(() => sounding.value.length > 0 ? vibrate() : undefined);
  const isRinging = fires.value.length > 0;
  const noticeOf = (text: typeof notice.value) => (
    <div class="ringing-notice">
      <Notice notice={text} onClose={() => notice.value = null} />
    </div>
  );
  return (
    <>
      {silence.value !== null && <SoundBar silence={silence.value} onEnable={turnOn} />}
      {isRinging && (
        <RingingDialog
          fires={fires.value}
          alarmOf={({ pair, alarmId }) => alarmIn(model.value, pair, alarmId)}
          problem={problem.value}
          silence={silence.value}
          onAllowNotifications={notificationPermission.value === "default"
            ? askForNotifications
            : null}
          actions={actions}
        >
          {noticeOf(notice.value)}
        </RingingDialog>
      )}
      {noticeOf(isRinging ? null : notice.value)}
    </>
  );
}

interface RingingDialogProps {
  /** Newest first, at least one. */
  fires: readonly Fire[];
  /** The alarm of a fire as it is now; undefined when it was removed, or is none that is kept. */
  alarmOf: (fire: Fire) => Alarm | undefined;
  actions: RingingActions;
  /** Why nothing can be heard; null while the sound plays. */
  silence: Silence | null;
  /** Lets the browser ask for leave to show notifications; null where it need not or cannot be asked. */
  onAllowNotifications: (() => void) | null;
  /** Why the server could not be reached; null while it could. */
  problem: string | null;
  /** What is to be read while it rings: a dialog covers the notices of the page. */
  children: ComponentChildren;
}

/** What rings, over everything else, until somebody silences it: the newest on top and open. */
function RingingDialog(props: RingingDialogProps) {
  const { fires, actions, alarmOf, problem } = props;
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
      <RingingList {...{ fires, actions, alarmOf }} />
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
          {ringingWords.title(count)}
        </h2>
        {silence !== null && <p class="ringing-mute">{ringingWords.silence[silence]}</p>}
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
        <button type="button" class="button" onClick={actions.hide}>{ringingWords.hide}</button>
      )}
      {problem === null && (
        <button
          type="button"
          class="button"
          data-instead-of="acknowledge"
          onClick={actions.hide}
        >
          {ringingWords.hide}
        </button>
      )}
      <button
        type="button"
        class="button ringing-silence"
        data-needs="acknowledge"
        data-focus-first
        data-key="s"
        aria-keyshortcuts="s"
        onClick={actions.acknowledgeAll}
      >
        <Icon name="soundOff" />
        <span>
          {ringingWords.silenceAll(count)}
          <span class="ringing-silence-means">{ringingWords.silenceMeans}</span>
        </span>
      </button>
      {onAllowNotifications !== null && (
        <button type="button" class="ringing-ask" onClick={onAllowNotifications}>
          {ringingWords.alsoInBackground}
        </button>
      )}
    </footer>
  );
}

/** A browser lets only so many of its own requests to close be refused, such as a phone's way back. */
function showAgain({ currentTarget }: TargetedEvent<HTMLDialogElement>): void {
  if (currentTarget.isConnected) currentTarget.showModal();
}

/** An alarm is acknowledged on purpose or not at all. */
function refuseEscape(event: KeyboardEvent): void {
  if (event.key === "Escape") event.preventDefault();
}

const LISTED = 50;

/** Each fire that rings with what can be done about it; rows that have just moved cannot be pressed. */
function RingingList(
  { fires, alarmOf, actions }: Pick<RingingDialogProps, "fires" | "alarmOf" | "actions">,
) {
  const rows = useSteadyRows(fires);
  const list = useListFocus();
  const [chosen, choose] = useState<string | null>(null);
  const open = rows.find(({ id }) => id === chosen) ?? rows[0];
  const isSettling = useSettling([open, ...rows].map((fire) => fire?.id).join());
  const older = rows.length - LISTED;
  return (
    <ol
      ref={list}
      id="ringing-list"
      class={isSettling ? "ringing-list ringing-settling" : "ringing-list"}
      onClickCapture={(event) => isSettling && event.stopPropagation()}
    >
      {rows.slice(0, LISTED).map((fire) => (
        <RingingFire
          key={fire.id}
          {...{ fire, actions }}
          isAlone={rows.length === 1}
          alarm={alarmOf(fire)}
          isOpen={fire === open}
          onOpen={() => choose(fire.id)}
        />
      ))}
      {older > 0 && <li class="ringing-more">{ringingWords.older(older)}</li>}
    </ol>
  );
}

/** Why an alarm could not be heard here: the browser refuses, or somebody set the volume to 0. */
type Silence = "blocked" | "volume";

/** Tells that an alarm could not be heard, and mends it with a click. */
function SoundBar({ silence, onEnable }: { silence: Silence; onEnable: () => void }) {
  return (
    <button type="button" class={`sound-bar sound-bar-${silence}`} onClick={onEnable}>
      <Icon name="soundOff" />
      {ringingWords.silenceBar[silence]}
    </button>
  );
}

const PRESSABLE = "button, a[href]";

/**
 * Keeps the keyboard in a list whose focused button goes away: what took its place in the item has
 * the focus then, or the first button of the item that follows when the item went too.
 */
function useListFocus(): RefObject<HTMLOListElement> {
  const list = useRef<HTMLOListElement>(null);
  const place = list.current && placeIn(list.current);
  useLayoutEffect(() => {
    if (place && document.activeElement === document.body) heirOf(place, list.current)?.focus();
  });
  return list;
}

interface Place {
  readonly item: Element;
  /** Which item of the list it is. */
  readonly nth: number;
  /** Which of the item's buttons has the focus. */
  readonly button: number;
}

function placeIn(list: HTMLElement): Place | null {
  const { activeElement } = document;
  const item = [...list.children].find((each) => each.contains(activeElement));
  if (item === undefined) return null;
  const button = [...item.querySelectorAll(PRESSABLE)].findIndex((each) => each === activeElement);
  return { item, nth: [...list.children].indexOf(item), button };
}

function heirOf({ item, nth, button }: Place, list: HTMLElement | null): HTMLElement | undefined {
  // What rings alone is acknowledged by the button below.
  if (list?.children.length === 1) {
    const below = list.parentElement?.querySelector<HTMLElement>("[data-focus-first]");
    if (below) return below;
  }
  if (item.isConnected) return buttonsOf(item).at(button) ?? buttonsOf(item).at(-1);
  const next = list?.children[nth] ?? list?.lastElementChild;
  return next ? buttonsOf(next)[0] : undefined;
}

function buttonsOf(item: Element): HTMLElement[] {
  return [...item.querySelectorAll<HTMLElement>(PRESSABLE)];
}

/** How long rows stand still before newer ones may move them, in milliseconds: enough to see and press one. */
const STILL_MS = 2_000;

/**
 * The fires to list. What rings no more goes at once; what is new comes at once too, unless others
 * have just come: in a burst they come together, so that each row can be pressed between.
 */
function useSteadyRows(fires: readonly Fire[]): readonly Fire[] {
  const [listed, list] = useState(() => idsOf(fires));
  const movedAt = useRef(0);
  const rows = fires.filter(({ id }) => listed.has(id));
  const waiting = fires.length - rows.length;
  useLayoutEffect(() => {
    movedAt.current = performance.now();
  }, []);
  useLayoutEffect(() => {
    if (waiting === 0) return;
    const letIn = () => {
      movedAt.current = performance.now();
      list(idsOf(fires));
    };
    const wait = rows.length === 0 ? 0 : movedAt.current + STILL_MS - performance.now();
    if (wait <= 0) return letIn();
    const timer = setTimeout(letIn, wait);
    return () => clearTimeout(timer);
  }, [fires]);
  return rows;
}

function idsOf(fires: readonly Fire[]): ReadonlySet<string> {
  return new Set(fires.map(({ id }) => id));
}

/** How long a hand needs to see that what it was about to press has moved, in milliseconds. */
const SETTLING_MS = 400;

/** True for a moment after `key` came or changed: what moved under a finger or a key is not to be pressed yet. */
function useSettling(key: unknown): boolean {
  const [settled, settle] = useState<unknown>(undefined);
  useEffect(() => {
    const timer = setTimeout(() => settle(key), SETTLING_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return settled !== key;
}
