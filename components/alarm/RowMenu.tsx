import { useId } from "preact/hooks";
import { useModal } from "@/components/kit/Dialog.tsx";
import { Icon, type IconName } from "@/components/kit/Icon.tsx";
import { describeAlarm } from "@/lib/alarms/words.ts";
import type { PlacedAlarm } from "@/lib/client/alarms/alarm_view.ts";
import { duplicatesOf, MOST_PAIRS } from "@/lib/client/alarms/templates.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { viewer } from "@/lib/client/viewer.ts";
import type { PairView } from "@/lib/protocol/frames.ts";
import { type AlarmDeeds, SNOOZE_MINUTES } from "./actions.ts";
import { dialogWords } from "./dialog_texts.tsx";
import { alarmWords as words } from "./texts.tsx";

interface RowMenuProps {
  placed: PlacedAlarm;
  /** Where the button is that it belongs to, on the screen. */
  button: DOMRect;
  deeds: AlarmDeeds;
  /** All pairs there are. */
  watched: readonly PairView[];
  onEdit: () => void;
  onDuplicate: () => void;
  onClose: () => void;
}

/** All that can be done with an alarm: a sheet at the bottom of a phone, a menu below its button elsewhere. */
export function RowMenu({ placed, button, onClose, ...acts }: RowMenuProps) {
  const dialog = useModal();
  const title = useId();
  return (
    <dialog
      ref={dialog}
      class="dialog row-menu"
      style={placeBelow(button)}
      aria-labelledby={title}
      onClose={onClose}
      onClick={(event) => event.target === event.currentTarget && onClose()}
      onKeyDown={moveFocus}
    >
      <h2 id={title} class="row-menu-title">
        {describeAlarm(placed.alarm, titleOfPair(placed.pair))}
      </h2>
      <Items {...{ placed, onClose }} {...acts} />
    </dialog>
  );
}

function Items(props: Omit<RowMenuProps, "button">) {
  const { placed, deeds, onEdit, onClose } = props;
  const { pair, alarm } = placed;
  const { id } = alarm;
  const isPaused = alarm.paused === true;
  const doing = (act: () => unknown) => () => {
    onClose();
    act();
  };
  return (
    <div class="row-menu-items">
      <Item icon="edit" text={words.edit} onClick={onEdit} isFirst />
      <Item icon="rearm" text={words.rearm} onClick={doing(() => deeds.rearm(id))} />
      {isPaused
        ? <Item icon="play" text={words.resume} onClick={doing(() => deeds.resume([id]))} />
        : <Item icon="pause" text={words.pause} onClick={doing(() => deeds.pause([id]))} />}
      <div class="row-menu-acts" role="group" aria-label={words.snooze} data-needs="changeAlarms">
        <Icon name="snooze" />
        {SNOOZE_MINUTES.map((minutes) => (
          <button
            key={minutes}
            type="button"
            class="button"
            aria-label={words.snoozeFor(words.shortSnoozes[minutes])}
            onClick={doing(() => deeds.snooze([id], minutes))}
          >
            {words.shortSnoozes[minutes]}
          </button>
        ))}
      </div>
      <Duplicates {...{ ...props, doing }} />
      <Item icon="sound" text={words.test} onClick={doing(() => deeds.test(id))} />
      <a class="row-menu-item" href={`/alarms/${id}`} aria-current="false">
        <Icon name="history" />
        {words.why}
      </a>
      <a
        class="row-menu-item"
        href={`/pairs/${encodeURIComponent(pair.symbol)}`}
        aria-current="false"
      >
        <Icon name="chart" />
        {words.chartOf(titleOfPair(pair))}
      </a>
      <Item icon="trash" text={words.remove} onClick={doing(() => deeds.remove([id]))} />
    </div>
  );
}

interface DuplicatesProps
  extends Pick<RowMenuProps, "placed" | "deeds" | "watched" | "onDuplicate"> {
  doing: (act: () => unknown) => () => void;
}

/** To the first ten pairs at once, which can be undone, or to pairs that are chosen. */
function Duplicates({ placed, deeds, watched, onDuplicate, doing }: DuplicatesProps) {
  const first = duplicatesOf(placed, watched, viewer.calmNow.peek());
  const [shown, whole] = first.length === MOST_PAIRS
    ? [dialogWords.firstPairs(MOST_PAIRS), dialogWords.duplicateToFirst(MOST_PAIRS)]
    : [dialogWords.allOthers(first.length), dialogWords.duplicateToAll(first.length)];
  return (
    <div class="row-menu-acts" role="group" aria-label={words.duplicate} data-needs="changeAlarms">
      <Icon name="copy" />
      <span class="row-menu-acts-title" aria-hidden="true">{words.duplicate}</span>
      {first.length > 1 && (
        <button
          type="button"
          class="button"
          aria-label={whole}
          onClick={doing(() => deeds.duplicate(first))}
        >
          {shown}
        </button>
      )}
      <button
        type="button"
        class="button"
        aria-label={dialogWords.duplicateToPairs}
        onClick={onDuplicate}
      >
        {dialogWords.toPairs}
      </button>
    </div>
  );
}

interface ItemProps {
  icon: IconName;
  text: string;
  isFirst?: boolean;
  onClick: () => void;
}

function Item({ icon, text, isFirst = false, onClick }: ItemProps) {
  return (
    <button
      type="button"
      class="row-menu-item"
      data-needs="changeAlarms"
      data-focus-first={isFirst || undefined}
      onClick={onClick}
    >
      <Icon name={icon} />
      {text}
    </button>
  );
}

/** Height that the menu takes about, in pixels: where there is less room below the button, it moves up. */
const USUAL_HEIGHT = 400;

/** For screens that are wide enough; a phone's stylesheet says otherwise. */
function placeBelow({ bottom, right }: DOMRect) {
  return {
    "--menu-right": `${Math.max(8, document.documentElement.clientWidth - right)}px`,
    "--menu-top": `${Math.max(8, Math.min(bottom + 4, innerHeight - USUAL_HEIGHT))}px`,
  };
}

/** Arrows go up and down as in any menu; Tab does so as well. */
function moveFocus(event: KeyboardEvent & { currentTarget: HTMLElement }): void {
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>("button, a")]
    .filter((item) => item.offsetParent !== null);
  const now = all.indexOf(document.activeElement as HTMLElement);
  all[(now + step + all.length) % all.length]?.focus();
}
