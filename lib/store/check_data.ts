import { join } from "node:path";
import { checkBackups } from "./check_backups.ts";
import { checkHistory } from "./check_history.ts";
import { checkLogs } from "./check_logs.ts";
import { checkStoreFile } from "./check_store_file.ts";
import { type DataReport, type Finding, worstOf } from "./data_report.ts";
import type { FileSystem } from "./file_system.ts";
import { STORE_FILE } from "./store_file_name.ts";

export interface DataPlaces {
  readonly fs: FileSystem;
  readonly dataDir: string;
  readonly logDir: string;
}

/** Reads everything that is kept, also while a server runs, and changes nothing. */
export async function checkData({ fs, dataDir, logDir }: DataPlaces): Promise<DataReport> {
  const backups = await checkBackups(fs, join(dataDir, "backups"));
  const history = await checkHistory(fs, join(dataDir, "history"));
  const others = await checkOthers(fs, dataDir);
  const store = await checkStoreFile(fs, join(dataDir, STORE_FILE), {
    newestGoodBackup: backups.newestGood,
    hasRemains: others.length + backups.findings.length + history.length > 0,
  });
  const log = await checkLogs(fs, logDir);
  const findings = [store, ...others, ...backups.findings, ...history, ...log];
  return { health: worstOf(findings), findings };
}

/** What stands beside the store file under its name: replaced files, and what a crash left half written. */
async function checkOthers(fs: FileSystem, dataDir: string): Promise<Finding[]> {
  const names = (await fs.list(dataDir)).map(({ name }) => name)
    .filter((name) => name.startsWith(`${STORE_FILE}.`));
  return names.map((name) => ({
    path: join(dataDir, name),
    health: "fine",
    text: name.endsWith(".tmp")
      ? "being written, or left by a crash; the next start deletes it"
      : "kept as evidence; the program does not read it",
  }));
}
