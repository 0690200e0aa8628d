import { Field } from "./Field.tsx";

interface TextFieldProps {
  label: string;
  value: string;
  problem: string | undefined;
  hint?: string;
  /** Shows the keyboard for numbers on a phone; text stays possible, for `67,000.5` and `1e-7`. */
  isNumber?: boolean;
  /** Gets the focus when its dialog opens. */
  isFirst?: boolean;
  type?: "text" | "datetime-local";
  maxLength?: number;
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
          autocomplete="off"
          data-focus-first={isFirst || undefined}
          maxLength={props.maxLength}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
