import { useComputed } from "@preact/signals";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { loadOnDemand } from "@/components/page/later.ts";
import { kitWords } from "@/components/kit/texts.ts";
import { MAX_NOTE_LENGTH } from "@/lib/alarms/limits.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import { viewOf } from "@/lib/alarms/kinds/kinds.ts";
import { describeAlarm } from "@/lib/alarms/words.ts";
import { conditionWords, typedPart } from "@/lib/client/alarms/in_place.ts";
import { titleOfPair } from "@/lib/market/pair_title.ts";
import { viewer } from "@/lib/client/viewer.ts";
import { type PartProps, placeKey, type PlaceProps } from "./in_place.ts";
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
  const isNone = alarm.note === "";
  const text = isNone ? texts.addNote : alarm.note;
  return (
    // Who may is known once the page is awake; the room for the offer is there before.
    <span class={isNone ? "alarm-note alarm-note-none" : "alarm-note"}>
      {!viewer.mayChangeAlarms.value ? text : (
        <Place
          {...props}
          part="note"
          label={isNone ? text : texts.changeNote}
          fieldLabel={texts.noteOf(describeAlarm(alarm, titleOfPair(pair)))}
        >
          {text}
        </Place>
      )}
    </span>
  );
}

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

interface PlaceFormProps extends Omit<PartProps, "label" | "children"> {
  text: string;
  /** Opened by a press just now, not drawn again after it had scrolled away. */
  isNew: boolean;
  /** `isByHand`: the focus goes back to what was pressed. */
  onClose: (isByHand: boolean) => void;
}

/** Enter saves, Escape leaves; whoever goes elsewhere loses nothing and is told so. */
function PlaceForm(props: PlaceFormProps) {
  const { part, onClose } = props;
  const { field, problem, isLeft, isSending, ...form } = usePlaceForm(props);
  const id = useId();
  return (
    <form
      class={`in-place-form in-place-${part}`}
      noValidate
      onSubmit={form.submit}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose(true);
      }}
      onFocusOut={form.leave}
    >
      <PlaceInput {...props} {...{ field, problem }} errorId={`${id}-error`} onType={form.type} />
      <button type="submit" class="button button-primary" disabled={isSending}>{texts.save}</button>
      <button
        type="button"
        class="button button-quiet"
        title={texts.leave}
        aria-label={texts.leave}
        onClick={() => onClose(true)}
      >
        <Icon name="close" />
      </button>
      <span class="in-place-left" role="status">
        {isLeft && problem === null && texts.notSaved}
      </span>
      <ErrorLine id={`${id}-error`} message={problem} />
    </form>
  );
}

const NOT_LOADED = () => ({ ok: false, problem: kitWords.notLoaded }) as const;

/** It is still there, and the focus is elsewhere. */
function isLeftAlone(form: HTMLFormElement): boolean {
  return form.isConnected && !form.contains(document.activeElement);
}

/** A press takes no longer, mostly; in milliseconds. */
const PRESS_MS = 200;

function usePlaceForm({ alarm, pair, inPlace, part, text, isNew, onClose }: PlaceFormProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [isLeft, setLeft] = useState(false);
  const [isSending, setSending] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const isSame = text === typedPart(alarm, part);
  useLayoutEffect(() => {
    if (!isNew) return setLeft(true);
    field.current?.focus();
    field.current?.select();
  }, []);
  const refuse = (message: string) => {
    setProblem(message);
    field.current?.focus();
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isSame) return onClose(true);
    setSending(true);
    const later = await loadOnDemand().catch(() => null);
    const read = later?.readPart(alarm, part, text, pair.currentPrice) ?? NOT_LOADED();
    try {
      if (!read.ok) return refuse(read.problem);
      await inPlace.save(alarm, read.changes, later?.formerPart(alarm, part) ?? {});
      onClose(true);
    } catch (error) {
      refuse(messageOf(error));
    } finally {
      setSending(false);
    }
  };
  const leave = ({ relatedTarget, currentTarget }: FocusEvent) => {
    const form = currentTarget as HTMLFormElement;
    if (relatedTarget instanceof Node && form.contains(relatedTarget)) return;
    if (!isSame) setLeft(true);
    // What is pressed instead must not move before the press has ended.
    else setTimeout(() => isLeftAlone(form) && onClose(false), PRESS_MS);
  };
  const type = (typed: string) => {
    setProblem(null);
    inPlace.type(alarm.id, part, typed);
  };
  return { field, problem, isLeft, isSending, submit, leave, type };
}

interface PlaceInputProps extends Pick<PlaceFormProps, "part" | "text" | "fieldLabel"> {
  field: { current: HTMLInputElement | null };
  problem: string | null;
  errorId: string;
  onType: (text: string) => void;
}

function PlaceInput(props: PlaceInputProps) {
  const { field, part, text, fieldLabel, problem, errorId, onType } = props;
  return (
    <input
      ref={field}
      class="input"
      type="text"
      inputMode={part === "figure" ? "decimal" : undefined}
      enterKeyHint="done"
      autocomplete="off"
      maxLength={part === "note" ? MAX_NOTE_LENGTH : undefined}
      aria-label={fieldLabel}
      aria-invalid={problem !== null}
      aria-describedby={errorId}
      value={text}
      onInput={(event) => onType(event.currentTarget.value)}
    />
  );
}
