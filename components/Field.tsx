import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { ErrorLine } from "./ErrorLine.tsx";

/** What a field's input must carry to belong to its label and its error. */
export interface FieldLink {
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
export function Field({ label, hint, problem, children }: FieldProps) {
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
