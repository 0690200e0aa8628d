import type { ComponentChildren } from "preact";

interface TableBoxProps {
  label: string;
  columns: readonly string[];
  /** The rows. */
  children: ComponentChildren;
  /** What stands below the table. */
  note?: ComponentChildren;
}

/** A table in a box of its own, in which hand and keys scroll it where it is too wide or long. */
export function TableBox({ label, columns, children, note }: TableBoxProps) {
  return (
    <div class="table-box" role="region" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => <th key={column} scope="col">{column}</th>)}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
      {note}
    </div>
  );
}
