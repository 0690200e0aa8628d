import { join } from "node:path";
import { newestFirst } from "./backup_names.ts";
import type { Finding } from "./data_report.ts";
import { decodeStore, type StoredState } from "./decode_store.ts";
import { describeStored } from "./describe_stored.ts";
import type { FileSystem } from "./file_system.ts";

export interface CheckedBackups {
  readonly findings: readonly Finding[];
  /** Path of the newest one that is whole. */
  readonly newestGood: string | null;
}

/** Reads every backup; a damaged one costs nothing as long as another is whole. */
export async function checkBackups(fs: FileSystem, folder: string): Promise<CheckedBackups> {
  const findings: Finding[] = [];
  const names = (await fs.list(folder)).map(({ name }) => name);
  for (const name of newestFirst(names)) {
    const finding = await checkBackup(fs, join(folder, name));
    if (finding !== null) findings.push(finding);
  }
  const newestGood = findings.find(({ health }) => health === "fine")?.path ?? null;
  return { findings, newestGood };
}

/** Null for one that a running server dropped in between. */
async function checkBackup(fs: FileSystem, path: string): Promise<Finding | null> {
  let stored: StoredState;
  try {
    stored = decodeStore(await fs.read(path));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    const reason = error instanceof Error ? error.message : String(error);
    return { path, health: "damaged", text: `${reason}; a start passes it over` };
  }
  return { path, health: "fine", text: `whole, ${describeStored(stored)}` };
}
