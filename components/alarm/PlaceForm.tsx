import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { Icon } from "@/components/kit/Icon.tsx";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { loadOnDemand } from "@/components/page/later.ts";
import { kitWords } from "@/components/kit/texts.ts";
import { MAX_NOTE_LENGTH } from "@/lib/alarms/limits.ts";
import { typedPart } from "@/lib/client/alarms/in_place.ts";
import { messageOf } from "@/lib/client/request_error.ts";
import type { PartProps } from "./in_place.ts";
import { alarmWords as texts } from "./texts.tsx";

interface PlaceFormProps extends Omit<PartProps, "label" | "children"> {
  text: string;
  /** Opened by a press just now, not drawn again after it had scrolled away. */
  isNew: boolean;
  /** `isByHand`: the focus goes back to what was pressed. */
  onClose: (isByHand: boolean) => void;
}

/** Enter saves, Escape leaves; whoever goes elsewhere loses nothing and is told so. */
export function PlaceForm(props: PlaceFormProps) {
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
