import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { ErrorLine } from "./Notice.tsx";

interface TextFieldProps {
  label: string;
  value: string;
  problem?: string | undefined;
  hint?: string;
  /** Shows the keyboard for numbers on a phone; text stays possible, for `67,000.5` and `1e-7`. */
  isNumber?: boolean;
  /** Gets the focus when its dialog opens. */
  isFirst?: boolean;
  type?: "text" | "password" | "datetime-local" | "time";
  maxLength?: number;
  /** What a browser or a password manager may fill in; nothing unless told. */
  autocomplete?: "username" | "current-password" | "new-password" | "one-time-code";
  onChange: (value: string) => void;
}

/** A line of text with its label, hint and error. */
export function TextField(props: TextFieldProps) {
  const { label, value, problem, hint, isNumber = false, isFirst = false, onChange } = props;
  return (
    <Field label={label} problem={problem ?? null} {...(hint === undefined ? {} : { hint })}>
      {(link) => (
        <input
          {...link}
          class="input"
          type={props.type ?? "text"}
          inputMode={isNumber ? "decimal" : undefined}
          autocomplete={props.autocomplete ?? "off"}
          data-focus-first={isFirst || undefined}
          maxLength={props.maxLength}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** Several lines of text with their label, hint and error. */
export function TextArea(
  { label, value, problem, hint, onChange }: Pick<
    TextFieldProps,
    "label" | "value" | "problem" | "hint" | "onChange"
  >,
) {
  return (
    <Field label={label} problem={problem ?? null} {...(hint === undefined ? {} : { hint })}>
      {(link) => (
        <textarea
          {...link}
          class="input"
          rows={4}
          spellcheck={false}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

/** What a field's input must carry to belong to its label and its error. */
interface FieldLink {
  readonly id: string;
  readonly "aria-describedby": string;
  readonly "aria-invalid": "true" | "false";
}

interface FieldProps {
  label: string;
  hint?: string;
  problem: string | null;
  children: (link: FieldLink) => ComponentChildren;
}

/** A labelled input with its hint, and the error about it right beside it. */
function Field({ label, hint, problem, children }: FieldProps) {
  const id = useId();
  const link: FieldLink = {
    id,
    "aria-describedby": hint === undefined ? `${id}-error` : `${id}-hint ${id}-error`,
    "aria-invalid": problem === null ? "false" : "true",
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children(link)}
      {hint !== undefined && <p class="field-hint" id={`${id}-hint`}>{hint}</p>}
      <ErrorLine id={`${id}-error`} message={problem} />
    </div>
  );
}

interface SelectProps<T extends string> {
  label: string;
  options: readonly (readonly [value: T, text: string])[];
  value: T;
  /** Class beside that of all inputs. */
  class?: string;
  onChange: (value: T) => void;
}

/** One of many, in a list that unfolds. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, options, value, onChange } = props;
  return (
    <select
      class={props.class === undefined ? "input" : `input ${props.class}`}
      aria-label={label}
      value={value}
      onChange={({ currentTarget }) => {
        const chosen = options.find(([option]) => option === currentTarget.value);
        if (chosen !== undefined) onChange(chosen[0]);
      }}
    >
      {options.map(([option, text]) => (
        <option key={option} value={option} selected={option === value}>{text}</option>
      ))}
    </select>
  );
}

interface ChoiceProps<T extends string> {
  label: string;
  options: readonly (readonly [value: T, text: string])[];
  value: T;
  disabled?: boolean;
  onChange: (value: T) => void;
  /** The chosen one was pressed, which changes nothing. */
  onAgain?: (value: T) => void;
}

/** One of a few, all in view: radio buttons that look like a segmented control. */
export function Choice<T extends string>(
  { label, options, value, disabled = false, onChange, onAgain }: ChoiceProps<T>,
) {
  const name = useId();
  return (
    <fieldset class="choice" disabled={disabled}>
      <legend>{label}</legend>
      <div class="choice-options">
        {options.map(([option, text]) => (
          <label key={option} class="choice-option">
            <input
              type="radio"
              name={name}
              value={option}
              checked={option === value}
              onClick={() => option === value && onAgain?.(option)}
              onChange={() => onChange(option)}
            />
            <span>{text}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

interface SeveralProps<T extends string> {
  label: string;
  options: readonly (readonly [value: T, text: string])[];
  chosen: readonly T[];
  /** What is said where there are no options. */
  none?: string;
  onChange: (chosen: readonly T[]) => void;
}

/** Several of a few, all in view: check boxes that look like buttons. */
export function Several<T extends string>(
  { label, options, chosen, none, onChange }: SeveralProps<T>,
) {
  return (
    <fieldset class="chip-options">
      <legend>{label}</legend>
      {options.map(([option, text]) => (
        <label key={option} class="chip-option">
          <input
            type="checkbox"
            checked={chosen.includes(option)}
            onChange={() =>
              onChange(
                chosen.includes(option)
                  ? chosen.filter((each) => each !== option)
                  : [...chosen, option],
              )}
          />
          <span>{text}</span>
        </label>
      ))}
      {options.length === 0 && <p>{none}</p>}
    </fieldset>
  );
}
