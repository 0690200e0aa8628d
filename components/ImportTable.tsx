import type { ImportEntry, ImportReport } from "@/lib/commands/alarm_import/import_report.ts";
import { droppedWords } from "@/lib/live/answer_notice.ts";
import { fieldChangeWords, importWords } from "@/lib/live/import_words.ts";
import { Icon } from "./Icon.tsx";
import { TableBox } from "./TableBox.tsx";

/** More lines are not drawn: what matters (refused, changed) comes first. */
const MOST_LINES = 300;

const OUTCOMES = {
  refused: ["close", "Refused"],
  changed: ["edit", "Changed"],
  added: ["plus", "Added"],
  unchanged: ["check", "Unchanged"],
} as const;
const ORDER = Object.keys(OUTCOMES);

/** What an import changes, or would: what needs a look first. */
export function ImportTable({ report }: { report: ImportReport }) {
  const { entries, newPairs } = report;
  const sorted = entries.toSorted((a, b) => ORDER.indexOf(a.outcome) - ORDER.indexOf(b.outcome));
  const hidden = sorted.length - MOST_LINES;
  return (
    <div class="import">
      <p class="import-sum">
        <strong>{importWords(report)}.</strong>
        {newPairs.length > 0 && ` Pairs that are added for it: ${newPairs.join(", ")}.`}
      </p>
      {entries.length > 0 && (
        <TableBox
          label="What the file changes"
          columns={["Where", "What", "Alarm"]}
          note={hidden > 0 && <p class="field-hint">{hidden} more lines are not shown.</p>}
        >
          {sorted.slice(0, MOST_LINES).map((entry) => (
            <ImportRow key={entry.place} entry={entry} />
          ))}
        </TableBox>
      )}
    </div>
  );
}

function ImportRow({ entry }: { entry: ImportEntry }) {
  const { place, outcome, pair, condition, changes, message, alreadyTrue } = entry;
  const dropped = droppedWords(entry);
  const [icon, word] = OUTCOMES[outcome];
  return (
    <tr class={`import-${outcome}`}>
      <td class="import-place">{place}</td>
      <td class="import-outcome">
        <Icon name={icon} /> {word}
      </td>
      <td>
        {condition === "" ? pair : condition}
        {changes.map((change) => (
          <span key={change.field} class="import-detail">{fieldChangeWords(change)}</span>
        ))}
        {message !== undefined && <span class="import-detail">{message}</span>}
        {alreadyTrue && (
          <span class="import-detail">True already; it rings when it happens again.</span>
        )}
        {dropped !== null && <span class="import-detail">{dropped}</span>}
      </td>
    </tr>
  );
}
