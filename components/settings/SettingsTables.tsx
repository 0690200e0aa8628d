import { describeAlarm } from "@/lib/alarms/words.ts";
import { programWords } from "@/lib/language/texts.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import type { ComponentChildren } from "preact";
import { Icon } from "@/components/kit/Icon.tsx";
import { Moment } from "@/components/kit/Moment.tsx";
import { fieldChangeWords, importWords } from "@/lib/client/alarms/send_import.ts";
import { droppedWords } from "@/lib/client/ask_server.ts";
import { SOURCE_TITLES } from "@/lib/market/source_name.ts";
import type { ShownSetting } from "@/lib/protocol/answers.ts";
import type { SourceStatus } from "@/lib/protocol/frames.ts";
import type { ImportEntry, ImportReport } from "@/lib/protocol/import_report.ts";
import { budgetWords, slowedWords } from "@/lib/text/words.ts";
import { alarmFileWords, serverWords } from "./texts.tsx";

/** A long name may go on in the next line after an underscore. */
function breakable(name: string) {
  return name.split("_").map((part, i) => (
    <>
      {i > 0 && (
        <>
          _<wbr />
        </>
      )}
      {part}
    </>
  ));
}

/** Every setting of the server: its value and where that is from; of a secret only that it is set. */
export function SettingsTable({ settings }: { settings: readonly ShownSetting[] }) {
  return (
    <TableBox label={serverWords.settingsLabel} columns={serverWords.settingsColumns}>
      {settings.map(({ name, value, origin }) => (
        <tr key={name} class={origin === "default" ? undefined : "setting-chosen"}>
          <th scope="row">
            <code>{breakable(name)}</code>
          </th>
          <td class="setting-value">{valueWords(value)}</td>
          <td>{serverWords.origins[origin]}</td>
        </tr>
      ))}
    </TableBox>
  );
}

/** The server says of a secret only whether it is set, in words of its own; any other value stands as it is. */
function valueWords(value: string | null): string {
  if (value === null) return serverWords.notSet;
  const secrets: Readonly<Record<string, string>> = serverWords.secrets;
  return value === "" ? serverWords.none : secrets[value] ?? value;
}

/** The price sources in use, how they answer, and how much of what they allow is used. */
export function SourcesTable({ sources }: { sources: readonly SourceStatus[] }) {
  if (sources.length === 0) return <p>{serverWords.noSources}</p>;
  return (
    <TableBox label={serverWords.sources} columns={serverWords.sourcesColumns}>
      {sources.map((source) => (
        <tr key={source.name}>
          <th scope="row">{SOURCE_TITLES[source.name]}</th>
          <td>
            <Answers source={source} />
          </td>
          <td>
            <Budget budget={source.budget} />
          </td>
        </tr>
      ))}
    </TableBox>
  );
}

function Answers({ source }: { source: SourceStatus }) {
  const { problem, failingSince, lastSuccessAt } = source;
  if (problem !== null) {
    return serverWords.answersNot(
      programWords.said(problem),
      failingSince && <Moment at={failingSince} />,
    );
  }
  if (lastSuccessAt === null) return <>{serverWords.notAsked}</>;
  return serverWords.answers(<Moment at={lastSuccessAt} />);
}

function Budget({ budget }: Pick<SourceStatus, "budget">) {
  if (budget === null) return <>{serverWords.noLimit}</>;
  const slowed = slowedWords(budget);
  return <>{budgetWords(budget)}{slowed === null ? "" : `; ${slowed}`}</>;
}

/** More lines are not drawn: what matters (refused, changed) comes first. */
const MOST_LINES = 300;

/** Icons of what comes of a line, what needs a look first. */
const OUTCOMES = {
  refused: "close",
  changed: "edit",
  added: "plus",
  unchanged: "check",
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
        {newPairs.length > 0 && alarmFileWords.newPairs(newPairs.join(", "))}
      </p>
      {entries.length > 0 && (
        <TableBox
          label={alarmFileWords.changes}
          columns={alarmFileWords.columns}
          note={hidden > 0 && <p class="field-hint">{alarmFileWords.moreLines(hidden)}</p>}
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
  const { place, outcome, pair, alarm, changes, message, alreadyTrue } = entry;
  const dropped = droppedWords(entry);
  return (
    <tr class={`import-${outcome}`}>
      <td class="import-place">{place}</td>
      <td class="import-outcome">
        <Icon name={OUTCOMES[outcome]} /> {alarmFileWords.outcomes[outcome]}
      </td>
      <td>
        {alarm === undefined ? pairTitle(pair) : describeAlarm(alarm, pairTitle(pair))}
        {changes.map((change) => (
          <span key={change.field} class="import-detail">{fieldChangeWords(change)}</span>
        ))}
        {message !== undefined && <span class="import-detail">{programWords.said(message)}</span>}
        {alreadyTrue && <span class="import-detail">{alarmFileWords.alreadyTrue}</span>}
        {dropped !== null && <span class="import-detail">{dropped}</span>}
      </td>
    </tr>
  );
}

interface TableBoxProps {
  label: string;
  columns: readonly string[];
  children: ComponentChildren;
  note?: ComponentChildren;
}

/** A table in a box of its own, in which hand and keys scroll it where it is too wide or long. */
function TableBox({ label, columns, children, note }: TableBoxProps) {
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
