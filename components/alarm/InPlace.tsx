import { useComputed } from "@preact/signals";
import { useLayoutEffect, useRef } from "preact/hooks";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { conditionWords, typedPart } from "@/lib/client/alarms/in_place.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { type PartProps, placeKey, type PlaceProps } from "./in_place.ts";
import { PlaceForm } from "./PlaceForm.tsx";
import { alarmWords as texts } from "./texts.tsx";

/** The words of a condition; a press on their price or percentage makes a field of it. */
export function ConditionInPlace({ name, ...props }: PlaceProps & { name: string }) {
  const { alarm } = props;
  const words = viewer.mayChangeAlarms.value ? conditionWords(alarm, name) : null;
  if (words === null) return <>{describeAlarm(alarm, name)}</>;
  const what = viewOf(alarm).figure.name;
  return (
    <>
      {words.before}
      <Place
        {...props}
        part="figure"
        label={texts.change(what)}
        fieldLabel={texts.whatOf(what, describeAlarm(alarm, titleOfPair(props.pair)))}
      >
        {words.figure}
      </Place>
      {words.after}
    </>
  );
}

/** An alarm's note; a press on it, or on the offer to add one, makes a field of it. */
export function NoteInPlace(props: PlaceProps) {
  const { alarm, pair } = props;
  const { note } = alarm;
  if (!viewer.mayChangeAlarms.value) {
    return note === "" ? null : <span class="alarm-note">{note}</span>;
  }
  return (
    <span class={note === "" ? "alarm-note alarm-note-none" : "alarm-note"}>
      <Place
        {...props}
        part="note"
        label={note === "" ? texts.addNote : texts.changeNote}
        fieldLabel={texts.noteOf(describeAlarm(alarm, titleOfPair(pair)))}
      >
        {note === "" ? texts.addNote : note}
      </Place>
    </span>
  );
}

/** The field is loaded when a hand comes near; a keyboard of a phone opens with the press itself. */
/** What is shown, as a button; while it is changed, a field. */
function Place({ children, label, ...props }: PartProps) {
  const { alarm, inPlace, part } = props;
  const text = useComputed(() => inPlace.drafts.value.get(placeKey(alarm.id, part)) ?? null);
  const button = useRef<HTMLButtonElement>(null);
  const returns = useRef(false);
  const isNew = useRef(false);
  useLayoutEffect(() => {
    if (returns.current) button.current?.focus();
    returns.current = false;
  }, [text.value === null]);
  const close = (isByHand: boolean) => {
    // A field that is taken away loses the focus once more.
    if (text.peek() === null) return;
    returns.current = isByHand;
    inPlace.type(alarm.id, part, null);
  };
  if (text.value !== null) {
    return <PlaceForm {...props} text={text.value} isNew={isNew.current} onClose={close} />;
  }
  return (
    <button
      ref={button}
      type="button"
      class="in-place"
      title={label}
      aria-label={label === children ? undefined : texts.pressed(String(children), label)}
      onClick={() => {
        isNew.current = true;
        inPlace.type(alarm.id, part, typedPart(alarm, part));
      }}
    >
      {children}
    </button>
  );
}
