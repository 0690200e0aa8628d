import { join, resolve } from "node:path";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { type Backups, byHandName, evidencePath, STORE_FILE } from "@/lib/store/file/backups.ts";
import {
  DamagedFileError,
  decodeStore,
  LegacyFileError,
  NewerFileError,
  type StoredState,
} from "@/lib/store/file/decode.ts";
import {
  explainIoError,
  type FileSystem,
  folderOf,
  readIfThere,
  replaceFile,
  TEMPORARY_ENDING,
} from "@/lib/store/file/file_system.ts";
import type { Lock } from "@/lib/store/file/lock.ts";
import { encodeStore } from "@/lib/store/file/store_file.ts";

/** No state can be trusted, so the program must not start. The message names the file and the way out. */
export class RecoveryError extends Error {
  override name = "RecoveryError";
}

interface Place {
  readonly fs: FileSystem;
  readonly dataDir: string;
  readonly backups: Backups;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/** Finds the state to start from; the lock must be held. Throws RecoveryError when there is none to trust. */
export async function recover(
  place: Place,
): Promise<{ stored: StoredState; report: RecoveryReport }> {
  const { fs, dataDir } = place;
  const file = join(dataDir, STORE_FILE);
  const deletedTemporary = [
    ...await deleteTemporary(fs, dataDir),
    ...await deleteTemporary(fs, place.backups.folder),
  ];
  const { stored, ...found } = await find(place, file);
  return { stored, report: { ...NOTHING_TO_ANNOUNCE, file, deletedTemporary, ...found } };
}

type Found =
  & { readonly stored: StoredState; readonly kind: RecoveryReport["kind"] }
  & Partial<RecoveryReport>;

const NOTHING_TO_ANNOUNCE = {
  reason: null,
  restoredFrom: null,
  restoredVersion: null,
  keptAs: null,
  skipped: [],
} as const;

async function find(place: Place, file: string): Promise<Found> {
  const bytes = await readIfThere(place.fs, file);
  if (bytes === null) return await findWithoutFile(place, file);
  try {
    return { kind: "loaded", stored: decodeStore(bytes) };
  } catch (error) {
    if (error instanceof LegacyFileError) return await takeOver(place, file, bytes, error);
    if (error instanceof DamagedFileError) {
      const damaged = { reason: error.message, isThere: true };
      return await restore(place, file, damaged);
    }
    if (!(error instanceof NewerFileError)) throw error;
    throw new RecoveryError(
      `Cannot read ${file}: ${error.message}; start the newer program, or move the file away`,
      { cause: error },
    );
  }
}

async function findWithoutFile(place: Place, file: string): Promise<Found> {
  const remains = await findRemains(place);
  if (remains.length > 0) {
    return await restore(place, file, { reason: "it is missing", isThere: false });
  }
  const stored = { state: EMPTY_STATE, lastModified: null, unjudged: new Set<string>() };
  return { kind: "firstStart", stored };
}

/** Files that only a store file can have left behind. */
async function findRemains({ fs, dataDir, backups }: Place): Promise<string[]> {
  const names = (await fs.list(dataDir)).map(({ name }) => name);
  const damaged = names.filter((name) => name.startsWith(`${STORE_FILE}.`));
  const history = await fs.list(join(dataDir, "history"));
  return [...damaged, ...await backups.list(), ...history.map(({ name }) => name)];
}

async function restore(
  place: Place,
  file: string,
  { reason, isThere }: { reason: string; isThere: boolean },
): Promise<Found> {
  const backup = await newestGood(place);
  if (backup === null) throw nothingLeft(place, file, reason);
  const keptAs = isThere ? await keepAside(place, file) : null;
  await replaceFile(place.fs, file, backup.bytes);
  return {
    kind: "restored",
    stored: backup.stored,
    reason,
    keptAs,
    restoredFrom: backup.path,
    restoredVersion: backup.stored.lastModified,
  };
}

function nothingLeft(place: Place, file: string, reason: string): RecoveryError {
  return new RecoveryError(
    `Cannot start from ${file}: ${reason}, and there is no good backup in ` +
      `${place.backups.folder}; put a good file in its place, or move everything out of ` +
      `${place.dataDir} to start empty`,
  );
}

async function newestGood({ fs, backups }: Place) {
  for (const path of await backups.list()) {
    try {
      const bytes = await fs.read(path);
      return { path, bytes, stored: decodeStore(bytes) };
    } catch {
      // The next older one may be whole.
    }
  }
  return null;
}

async function takeOver(
  place: Place,
  file: string,
  bytes: Uint8Array,
  { content }: LegacyFileError,
): Promise<Found> {
  const { importLegacy } = await import("@/lib/store/import/import_legacy.ts");
  const { stored, skipped } = importLegacy(content, place.now);
  // A copy and not a rename: a crash in between leaves the file where it is, to be imported again.
  const keptAs = await evidencePath(place, "legacy");
  await replaceFile(place.fs, keptAs, bytes);
  // The archive has nothing of its past yet: until it does, all of it stands in the file.
  const archivedTo = () => -Infinity;
  await replaceFile(place.fs, file, encodeStore(stored.state, place.now, archivedTo));
  return { kind: "imported", stored, skipped, keptAs };
}

async function keepAside(place: Place, file: string): Promise<string> {
  const kept = await evidencePath(place, "corrupt");
  try {
    await place.fs.rename(file, kept);
  } catch (error) {
    throw explainIoError(error, `keep ${file} as ${kept}`);
  }
  return kept;
}

async function deleteTemporary(fs: FileSystem, folder: string): Promise<string[]> {
  const left = (await fs.list(folder)).filter(({ name }) => name.endsWith(TEMPORARY_ENDING));
  const paths = left.map(({ name }) => join(folder, name));
  for (const path of paths) await fs.remove(path);
  return paths;
}

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

interface BackUpOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  /** Where to; a file of its own in `backups/` when left out. A file that is there is replaced. */
  readonly to?: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
}

/**
 * Copies what was committed last; also while a server runs, since commits replace the file and never
 * change it. Rejects, and writes nothing, when the store file is not whole.
 */
export async function backUp(options: BackUpOptions): Promise<VerifiedFile> {
  const { fs, dataDir, now, to = join(dataDir, "backups", byHandName(now)) } = options;
  const source = join(dataDir, STORE_FILE);
  if (resolve(to) === resolve(source)) {
    throw new UnusableFileError(`Cannot back up ${source} to itself: name another file`);
  }
  const { bytes } = await readVerified(fs, source);
  try {
    await fs.makeFolder(folderOf(to));
  } catch (error) {
    throw explainIoError(error, `make the folder of ${to}`);
  }
  await replaceFile(fs, to, bytes);
  return await readVerified(fs, to);
}

interface RestoreOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  /** The backup to go back to. */
  readonly from: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: number;
  /** Owns the data folder, or rejects because a server does. */
  readonly takeLock: (dataDir: string) => Promise<Lock>;
}

/** Puts a backup in the store file's place. The replaced file is kept; at no moment is there none. */
export async function restoreFile(
  options: RestoreOptions,
): Promise<{ file: VerifiedFile; keptAs: string | null }> {
  const { fs, dataDir, from, takeLock } = options;
  const { bytes } = await readVerified(fs, from);
  const lock = await takeLock(dataDir);
  try {
    const path = join(dataDir, STORE_FILE);
    const keptAs = await keepReplaced(path, options);
    await replaceFile(fs, path, bytes);
    return { file: await readVerified(fs, path), keptAs };
  } finally {
    lock.release();
  }
}

async function keepReplaced(path: string, options: RestoreOptions): Promise<string | null> {
  const { fs } = options;
  const replaced = await readIfThere(fs, path);
  if (replaced === null) return null;
  const keptAs = await evidencePath(options, "replaced");
  await replaceFile(fs, keptAs, replaced);
  return keptAs;
}

/** A store file that was read and found whole. */
interface VerifiedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly stored: StoredState;
}

/** The file cannot be used; the message names it and says why, for a person. */
class UnusableFileError extends Error {
  override name = "UnusableFileError";
}

/** Reads a store file and makes sure that it is whole; throws UnusableFileError or an explained I/O error. */
async function readVerified(fs: FileSystem, path: string): Promise<VerifiedFile> {
  const bytes = await readIfThere(fs, path);
  if (bytes === null) throw new UnusableFileError(`Cannot use ${path}: there is no such file`);
  try {
    return { path, bytes, stored: decodeStore(bytes) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UnusableFileError(`Cannot use ${path}: ${reason}`, { cause: error });
  }
}
