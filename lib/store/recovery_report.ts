/** What the store found at start. */
export interface RecoveryReport {
  /** `restored` and `imported` deserve a loud message. */
  readonly kind: "firstStart" | "loaded" | "restored" | "imported";
  /** Path of the store file. */
  readonly file: string;
  /** Why the file could not be used, for `restored`. */
  readonly reason: string | null;
  /** Path of the backup that was taken. */
  readonly restoredFrom: string | null;
  /** When the restored state was written, ISO 8601 in UTC. */
  readonly restoredVersion: string | null;
  /** Where the damaged file, or the file of the earlier program, is kept. */
  readonly keptAs: string | null;
  /** Files left over from a crash, now deleted. */
  readonly deletedTemporary: readonly string[];
  /** Entries of an imported file that were left out, each with the reason. */
  readonly skipped: readonly string[];
}

/** The report as one sentence for a log or a screen; null when there is nothing to tell. */
export function describeRecovery(report: RecoveryReport): string | null {
  if (report.kind === "restored") {
    const kept = report.keptAs === null ? "" : `, kept as ${report.keptAs}`;
    return `Restored ${report.restoredFrom} of ${report.restoredVersion ?? "an unknown time"}: ` +
      `${report.file} could not be used (${report.reason}${kept}); later changes are lost`;
  }
  if (report.kind === "imported") {
    const left = report.skipped.length === 0 ? "" : `; left out: ${report.skipped.join("; ")}`;
    return `Imported the earlier program's ${report.file}, kept as ${report.keptAs}${left}`;
  }
  return null;
}
