import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { ErrorLine } from "@/components/kit/Notice.tsx";
import { Icon } from "@/components/kit/Icon.tsx";
import { ImportTable } from "@/components/settings/SettingsTables.tsx";
import { alarmFileWords } from "@/components/settings/texts.tsx";
import { changedLists, importWords, sendImport } from "@/lib/client/alarms/send_import.ts";
import { messageOf } from "@/lib/client/ask_server.ts";
import type { ImportReport } from "@/lib/protocol/import_report.ts";

const FORMATS = ["csv", "json"] as const;

/** Takes all alarms away as a file, and brings such a file in after showing what it would change. */
export function AlarmFiles() {
  const input = useRef<HTMLInputElement>(null);
  const file = useSignal<File | null>(null);
  const report = useSignal<ImportReport | null>(null);
  const problem = useSignal<string | null>(null);
  const isSending = useSignal(false);

  const send = async (dryRun: boolean) => {
    const sent = file.value;
    if (sent === null) return;
    problem.value = null;
    isSending.value = true;
    try {
      const answer = await sendImport(sent, { dryRun });
      if (file.value === sent) report.value = answer;
    } catch (error) {
      if (file.value === sent) problem.value = messageOf(error);
    } finally {
      // Another file, chosen meanwhile, is still being looked at.
      if (file.value === sent) isSending.value = false;
    }
  };
  const choose = (chosen: File | undefined) => {
    file.value = chosen ?? null;
    report.value = null;
    // So that the same file, mended, can be chosen again.
    if (input.current !== null) input.current.value = "";
    send(true);
  };
  return (
    <div class="alarm-files">
      <div class="alarm-files-acts">
        {FORMATS.map((format) => (
          <a
            key={format}
            class="button"
            href={`/api/alarms/export?format=${format}`}
            aria-current="false"
            download
          >
            <Icon name="download" /> {alarmFileWords.export(format.toUpperCase())}
          </a>
        ))}
        <label class="button button-plain file-button" data-needs="changeAlarms">
          <input
            ref={input}
            class="visually-hidden"
            type="file"
            accept=".csv,.json,.txt,text/csv,application/json,text/plain"
            onChange={(event) => choose(event.currentTarget.files?.[0])}
          />
          {alarmFileWords.choose}
        </label>
      </div>
      <div role="status" aria-live="polite">
        {file.value !== null && (
          <p>
            <strong>{file.value.name}</strong> {stateText(report.value, isSending.value)}
          </p>
        )}
      </div>
      <ErrorLine message={problem.value} />
      {report.value !== null && <ImportTable report={report.value} />}
      {report.value !== null && !report.value.isApplied && (
        <ApplyButton
          report={report.value}
          isSending={isSending.value}
          onApply={() => send(false)}
        />
      )}
    </div>
  );
}

function stateText(report: ImportReport | null, isSending: boolean): string {
  if (isSending) return alarmFileWords.looking;
  if (report === null) return alarmFileWords.failed;
  return report.isApplied ? alarmFileWords.imported(importWords(report)) : alarmFileWords.would;
}

interface ApplyButtonProps {
  report: ImportReport;
  isSending: boolean;
  onApply: () => void;
}

/** All or nothing: one refused line stops the whole file. */
function ApplyButton({ report, isSending, onApply }: ApplyButtonProps) {
  const { counts } = report;
  const wanted = counts.added + counts.changed;
  if (counts.refused > 0) {
    return <p class="field-hint">{alarmFileWords.refusedHint}</p>;
  }
  if (wanted === 0 && changedLists(report) === 0) {
    return <p class="field-hint">{alarmFileWords.nothing}</p>;
  }
  return (
    <button type="button" class="button button-primary" disabled={isSending} onClick={onApply}>
      {wanted === 0 ? alarmFileWords.importLists : alarmFileWords.importAlarms(wanted)}
    </button>
  );
}
