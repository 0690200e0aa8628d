import { join } from "node:path";
import { idsIn } from "@/lib/logs/once_log.ts";
import { DiskError, type FileSystem, readIfThere } from "@/lib/store/file/file_system.ts";
import { newestFirst, STORE_FILE } from "@/lib/store/file/backups.ts";
import {
  decodeStore,
  LegacyFileError,
  NewerFileError,
  recordIn,
  type StoredState,
} from "@/lib/store/file/decode.ts";
import { BLOCKS_ENDING, decodeBlocks } from "@/lib/store/history/candle_blocks.ts";
import { dayOfFile, parseDayFile } from "@/lib/store/history/day_files.ts";
import { decodeText } from "@/lib/text/text_encoding.ts";
import { doInTurns } from "@/lib/time/turns.ts";

/** Reads everything that is kept, also while a server runs, and changes nothing. */
export async function checkData(
  { fs, dataDir, logDir }: { fs: FileSystem; dataDir: string; logDir: string },
) {
  const backups = await checkBackups(fs, join(dataDir, "backups"));
  const history = await checkHistory(fs, join(dataDir, "history"));
  const others = await checkOthers(fs, dataDir);
  const store = await checkStoreFile(fs, join(dataDir, STORE_FILE), {
    newestGoodBackup: backups.find(({ health }) => health === "fine")?.path ?? null,
    hasRemains: others.length + backups.length + history.length > 0,
  });
  const log = await checkLogs(fs, logDir);
  const findings = [store, ...others, ...backups, ...history, ...log];
  return { health: worstOf(findings), findings };
}

/** What stands beside the store file under its name: replaced files, and what a crash left half written. */
async function checkOthers(fs: FileSystem, dataDir: string): Promise<Finding[]> {
  const names = (await namesIn(fs, dataDir)).filter((name) => name.startsWith(`${STORE_FILE}.`));
  return names.map((name) => {
    const text = name.endsWith(".tmp")
      ? "being written, or left by a crash; the next start deletes it"
      : "kept as evidence; the program does not read it";
    return { path: join(dataDir, name), health: "fine", text };
  });
}

interface Remains {
  /** Path of the backup that a start would take. */
  readonly newestGoodBackup: string | null;
  /** Whether other files say that there must have been a store file. */
  readonly hasRemains: boolean;
}

/** What the next start would make of the store file. */
async function checkStoreFile(fs: FileSystem, path: string, remains: Remains): Promise<Finding> {
  try {
    const bytes = await readIfThere(fs, path);
    if (bytes !== null) return { path, health: "fine", text: wholeStore(bytes) };
    if (remains.hasRemains) return unusable(path, "it is missing", remains);
    return { path, health: "fine", text: "not there; nothing was stored yet" };
  } catch (error) {
    const reason = reasonOf(error);
    if (error instanceof LegacyFileError) {
      const text = "of the earlier program; the next start takes it over and keeps it";
      return { path, health: "fine", text };
    }
    if (error instanceof NewerFileError) {
      return { path, health: "lost", text: `${reason}; start the newer program` };
    }
    // A file that this user cannot read is no case for a backup: the start is refused.
    if (error instanceof DiskError) return { path, health: "lost", text: reason };
    return unusable(path, reason, remains);
  }
}

function unusable(path: string, reason: string, { newestGoodBackup }: Remains): Finding {
  if (newestGoodBackup !== null) {
    const text = `${reason}; the next start restores ${newestGoodBackup}`;
    return { path, health: "damaged", text };
  }
  const text = `${reason}, and there is no good backup; put a good file in its place`;
  return { path, health: "lost", text };
}

/** Reads every backup; a damaged one costs nothing as long as another is whole. */
async function checkBackups(fs: FileSystem, folder: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const name of newestFirst(await namesIn(fs, folder))) {
    const path = join(folder, name);
    try {
      findings.push({ path, health: "fine", text: wholeStore(await fs.read(path)) });
    } catch (error) {
      // A running server may have dropped it in between.
      if (error instanceof Deno.errors.NotFound) continue;
      const text = `${reasonOf(error)}; a start passes it over`;
      findings.push({ path, health: "damaged", text });
    }
  }
  return findings;
}

function wholeStore(bytes: Uint8Array): string {
  return `whole, ${describeStored(decodeStore(bytes))}`;
}

/** Reads every day file; a finding for each pair, and one for each file that is not whole. */
async function checkHistory(fs: FileSystem, root: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { name, isFolder } of await fs.list(root)) {
    if (isFolder) findings.push(...await checkPair(fs, join(root, name)));
  }
  return findings;
}

async function checkPair(fs: FileSystem, folder: string): Promise<Finding[]> {
  const names = (await namesIn(fs, folder)).filter((name) => dayOfFile(name) !== null);
  const damaged: Finding[] = [];
  let prices = 0;
  for (const name of names) {
    const path = join(folder, name);
    try {
      const { found, bad } = await readDay(name, await fs.read(path));
      prices += found;
      if (bad === null) continue;
      damaged.push({ path, health: "damaged", text: `${bad}; a start leaves them out` });
    } catch (error) {
      // A running server deletes days that are too old.
      if (error instanceof Deno.errors.NotFound) continue;
      damaged.push({ path, health: "damaged", text: reasonOf(error) });
    }
  }
  const text = `${counted(names.length, "day file")}, ${counted(prices, "price")}`;
  return [{ path: folder, health: "fine", text }, ...damaged];
}

/** How many prices a day file has, and what of it cannot be read. */
async function readDay(
  name: string,
  bytes: Uint8Array,
): Promise<{ found: number; bad: string | null }> {
  if (name.endsWith(BLOCKS_ENDING)) {
    const { entries, lostBytes } = await doInTurns(decodeBlocks(bytes));
    const bad = lostBytes === 0 ? null : `${lostBytes} of ${bytes.length} bytes cannot be read`;
    return { found: entries.length, bad };
  }
  const text = new TextDecoder().decode(bytes);
  const found = parseDayFile(text).length;
  return { found, bad: badLines(text, found) };
}

/** How many of the lines of a text are none of those that were understood; null when none is. */
function badLines(text: string, understood: number): string | null {
  const lines = text.split("\n").filter((line) => line !== "").length;
  const bad = lines - understood;
  return bad === 0 ? null : `${counted(bad, "line")} of ${lines} cannot be read`;
}

/** Reads `alarms.log` and `audit.log` with their rotated files: every line must be one entry. */
async function checkLogs(fs: FileSystem, logDir: string): Promise<Finding[]> {
  return await Promise.all((await namesIn(fs, logDir)).flatMap((name) => {
    const path = join(logDir, name);
    if (/^alarms\.log(\.\d+)?$/.test(name)) return [checkLog(fs, path, "fire", idsIn)];
    if (/^audit\.log(\.\d+)?$/.test(name)) return [checkLog(fs, path, "line", objectsIn)];
    return [];
  }));
}

async function checkLog(
  fs: FileSystem,
  path: string,
  noun: "fire" | "line",
  read: (text: string) => readonly unknown[],
): Promise<Finding> {
  try {
    const text = textOf(await fs.read(path));
    const found = read(text).length;
    const bad = badLines(text, found);
    if (bad === null) return { path, health: "fine", text: `whole, ${counted(found, noun)}` };
    const rest = noun === "fire" ? "; the fires are in the store file too" : "";
    return { path, health: "damaged", text: bad + rest };
  } catch (error) {
    return { path, health: "damaged", text: `cannot be read: ${reasonOf(error)}` };
  }
}

async function namesIn(fs: FileSystem, folder: string): Promise<string[]> {
  return (await fs.list(folder)).map(({ name }) => name);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Our own logs are UTF-8; a byte that is not would be told as whole if it were replaced. */
function textOf(bytes: Uint8Array): string {
  const decoded = decodeText(bytes, "utf-8");
  if (!decoded.ok) throw new Error(`it ${decoded.problem}`);
  return decoded.text;
}

function objectsIn(text: string): unknown[] {
  return text.split("\n").filter((line) => recordIn(line) !== null);
}

/** How bad it is: `damaged` costs something the program can go on without, `lost` keeps it from starting. */
export type Health = "fine" | "damaged" | "lost";

/** What was found out about one file, or about many of a kind. */
export interface Finding {
  readonly path: string;
  readonly health: Health;
  /** A phrase that follows the path and a colon. */
  readonly text: string;
}

const BY_HEALTH: readonly Health[] = ["fine", "damaged", "lost"];

/** The worst of all; fine when there is nothing. */
export function worstOf(findings: readonly Finding[]): Health {
  const worst = Math.max(0, ...findings.map(({ health }) => BY_HEALTH.indexOf(health)));
  return BY_HEALTH[worst] ?? "fine";
}

/** What a process ends with: 0 fine, 1 damaged but recoverable, 2 not. */
export function exitCodeOf(health: Health): number {
  return BY_HEALTH.indexOf(health);
}

/** What a store file holds, in words: `3 pairs, 12 alarms, 5 fires, written 2024-01-15T10:30:00Z`. */
export function describeStored({ state, lastModified }: StoredState): string {
  const alarms = [...state.pairs.values()].reduce((sum, pair) => sum + pair.alarms.length, 0);
  const counts = [
    counted(state.pairs.size, "pair"),
    counted(alarms, "alarm"),
    counted(state.fires.length, "fire"),
  ];
  return `${counts.join(", ")}, written ${lastModified ?? "at an unknown time"}`;
}

/** `1 pair`, `2 pairs`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
