import { budgetWords, slowedWords } from "@/lib/live/budget_words.ts";
import type { SourceStatus } from "@/lib/live/protocol.ts";
import { SOURCE_TITLES } from "@/lib/live/source_names.ts";
import type { Viewer } from "@/lib/live/viewer.ts";
import { Moment } from "./Moment.tsx";
import { TableBox } from "./TableBox.tsx";

interface SourcesTableProps {
  sources: readonly SourceStatus[];
  viewer: Viewer;
}

/** The price sources in use, how they answer, and how much of what they allow is used. */
export function SourcesTable({ sources, viewer }: SourcesTableProps) {
  if (sources.length === 0) return <p>No source is in use: no pair is watched yet.</p>;
  return (
    <TableBox label="Price sources" columns={["Source", "Answers", "Used of its limit"]}>
      {sources.map((source) => (
        <tr key={source.name}>
          <th scope="row">{SOURCE_TITLES[source.name]}</th>
          <td>
            <Answers source={source} viewer={viewer} />
          </td>
          <td>
            <Budget budget={source.budget} />
          </td>
        </tr>
      ))}
    </TableBox>
  );
}

function Answers({ source, viewer }: { source: SourceStatus; viewer: Viewer }) {
  const { problem, failingSince, lastSuccessAt } = source;
  if (problem !== null) {
    return (
      <>
        not{failingSince !== null && (
          <>
            {" "}since <Moment at={failingSince} viewer={viewer} />
          </>
        )}: {problem}
      </>
    );
  }
  if (lastSuccessAt === null) return <>not asked yet</>;
  return (
    <>
      yes, last <Moment at={lastSuccessAt} viewer={viewer} />
    </>
  );
}

function Budget({ budget }: Pick<SourceStatus, "budget">) {
  if (budget === null) return <>it sets none</>;
  const slowed = slowedWords(budget);
  return <>{budgetWords(budget)}{slowed === null ? "" : `; ${slowed}`}</>;
}
