import { useId } from "preact/hooks";

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
