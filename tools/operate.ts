// What whoever runs the program does with its data, as `deno task backup`, `restore`, `check-data`, `history` and `user`:
// each reads the settings as the program does, and ends the process with 0, or with what stands at its function.
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Pair } from "@/lib/alarms/pair.ts";
import {
  backUpAccounts,
  checkAccounts,
  isAccountsCopy,
  restoreAccounts,
} from "@/lib/accounts/accounts_file.ts";
import { askControl, runUserCommand, type UserCommand } from "@/lib/accounts/open.ts";
import { isForPerson } from "@/lib/logs/logger.ts";
import { linkBase, openOffline } from "@/lib/program/access.ts";
import { ROLES } from "@/lib/protocol/views.ts";
import { csvLine } from "@/lib/server/csv/parse_csv.ts";
import { type Config, readConfig } from "@/lib/settings/config.ts";
import { mergeLayers, setByPeople } from "@/lib/settings/origins.ts";
import { STORE_FILE } from "@/lib/store/file/backups.ts";
import { decodeStore } from "@/lib/store/file/decode.ts";
import { diskFileSystem, type FileSystem, readIfThere } from "@/lib/store/file/file_system.ts";
import { takeLock } from "@/lib/store/file/lock.ts";
import { HistoryArchive } from "@/lib/store/history/history_archive.ts";
import {
  checkData,
  describeStored,
  exitCodeOf,
  type Health,
  worstOf,
} from "@/lib/store/recovery/check_data.ts";
import { backUp, restoreFile } from "@/lib/store/recovery/recovery.ts";
import { backUpKey, checkKey, isKeyCopy, restoreKey } from "@/lib/store/secret_key.ts";
import { isoTime } from "@/lib/time/clock.ts";

/** What each answers is the process's exit code. */
const TASKS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  backup,
  restore,
  "check-data": check,
  history: printHistory,
  user,
};

/** Runs one of them; what goes wrong is printed. */
async function run([name = "", ...args]: readonly string[]): Promise<never> {
  try {
    const task = TASKS[name];
    if (task === undefined) {
      throw new UsageError(`Cannot do that; there are: ${Object.keys(TASKS).join(", ")}`);
    }
    Deno.exit(await task(args));
  } catch (error) {
    complain(isForPerson(error) ? error.message : error);
    Deno.exit(name === "check-data" ? 2 : 1);
  }
}

/** The settings as the program reads them: from the environment, then `.env`. */
function readSettings(): Config {
  return readConfig(mergeLayers(setByPeople()));
}

function say(line: string): void {
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log(line);
}

function complain(error: unknown): void {
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.error(error);
}

class UsageError extends Error {
  override name = "UsageError";
}

/**
 * deno task backup [FILE] [--with-key]: copies what was committed last, verified; the server may run.
 * Without FILE the copy is data/backups/crypto_data_binance.manual-<time>.json, which the program
 * never deletes. accounts.json goes beside it (FILE a.json: a.accounts.json), and with --with-key the server's
 * key (a.key): keep that apart from the others, because with it the channels' secrets can be read.
 * Ends with 0, or with 1 and a line that says what is wrong.
 */
async function backup(args: string[]): Promise<number> {
  const { DATA_DIR, SECRET_KEY } = readSettings();
  const { values, positionals: [to] } = parseArgs({
    args,
    options: { "with-key": { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const place = { fs: diskFileSystem, dataDir: DATA_DIR, now: Date.now() };
  const { path, stored } = await backUp({ ...place, to });
  say(`Backed up to ${path}: ${describeStored(stored)}`);
  const accounts = await backUpAccounts({ ...place, beside: to });
  if (accounts !== null) say(`Backed up to ${accounts.path}: ${accounts.text}`);
  if (!values["with-key"]) return 0;
  const keyTo = path.replace(/(\.json)?$/, ".key");
  const key = SECRET_KEY === undefined ? await backUpKey(place.fs, DATA_DIR, keyTo) : null;
  say(
    key === null
      ? "No key was copied: it is in your settings (SECRET_KEY), or not made yet"
      : `Backed up the server's key to ${key}: keep it apart from the other copies`,
  );
  return 0;
}

/**
 * deno task restore FILE: puts a copy that backup made in its place: of the store file, of accounts.json or
 * of the server's key, whichever FILE is. The server must be stopped. The replaced file is kept beside it as
 * ….replaced-<time>. Ends with 0, or with 1 and a line that says what is wrong; then nothing was changed.
 */
async function restore([from]: readonly string[]): Promise<number> {
  if (from === undefined) {
    complain("Cannot restore without a file: name one, as in deno task restore FILE");
    return 1;
  }
  const { path, text, keptAs } = await restored(from);
  const kept = keptAs === null ? "" : `; the replaced file is kept as ${keptAs}`;
  say(`Restored ${from} to ${path}: ${text}${kept}`);
  return 0;
}

interface Restored {
  readonly path: string;
  readonly text: string;
  readonly keptAs: string | null;
}

async function restored(from: string): Promise<Restored> {
  const { DATA_DIR } = readSettings();
  const fs = diskFileSystem;
  const options = { fs, dataDir: DATA_DIR, from, now: Date.now(), takeLock };
  const bytes = await readIfThere(fs, from) ?? new Uint8Array();
  if (isAccountsCopy(bytes)) {
    const { text, ...others } = await restoreAccounts(options);
    return { ...others, text: `${text}; everybody logs in anew, and makes their tokens anew` };
  }
  if (isKeyCopy(bytes)) {
    const lock = await takeLock(DATA_DIR);
    try {
      return { ...await restoreKey(options), text: "the server's key" };
    } finally {
      lock.release();
    }
  }
  const { file, keptAs } = await restoreFile(options);
  return { path: file.path, text: describeStored(file.stored), keptAs };
}

const VERDICT: Readonly<Record<Health, string>> = {
  fine: "Everything is whole",
  damaged: "Something is damaged; the program can start and go on without it",
  lost: "The program cannot start from this folder",
};

/**
 * deno task check-data: reads the store file, accounts.json, their backups, the key, the price history and logs, reports,
 * and changes nothing; the server may run. Ends with
 *   0  everything is whole
 *   1  something is damaged, and the program starts all the same (what it does about it is said)
 *   2  the program would refuse to start, or the settings are wrong (what to do is said)
 */
async function check(): Promise<number> {
  const { DATA_DIR, LOG_DIR, SECRET_KEY } = readSettings();
  const places = { fs: diskFileSystem, dataDir: DATA_DIR, logDir: LOG_DIR };
  const data = await checkData(places);
  const accounts = await checkAccounts(places);
  const key = await checkKey(diskFileSystem, DATA_DIR, SECRET_KEY);
  const findings = [...data.findings, ...accounts, ...key];
  const health = worstOf(findings);
  const lines = findings.map(({ path, health, text }) => `${health.padEnd(7)} ${path}: ${text}`);
  say([...lines, VERDICT[health]].join("\n"));
  return exitCodeOf(health);
}

/** What a server is writing must stay. */
const READ_ONLY: FileSystem = { ...diskFileSystem, remove: () => Promise.resolve() };

const HISTORY_USAGE = "deno task history BTCUSDT --from 2026-01-15 --to 2026-01-16T12:00Z";

/**
 * deno task history PAIR [--from TIME] [--to TIME]: prints the prices that are kept of a pair as CSV, a line a
 * candle with its start in UTC; a TIME without a zone is UTC, too. Changes nothing, and the server may run; a
 * slot comes once it is over. Ends with 0, or with 1 and a line that says what is wrong.
 */
async function printHistory(args: string[]): Promise<number> {
  const { symbol, from, to } = asked(args);
  const { DATA_DIR: dataDir, HISTORY_RAW_HOURS: rawHours, HISTORY_DAYS: days } = readSettings();
  const pair = await pairNamed(symbol, dataDir);
  const warnings: Error[] = [];
  const archive = new HistoryArchive(READ_ONLY, {
    ...{ dataDir, now: Date.now, historySpan: { rawHours, days } },
    onWarning: (error) => void warnings.push(error),
    onFailure: (error) => void warnings.push(error),
  });
  await archive.begin();
  const history = await archive.load(pair);
  const lines = history.candles(from, to, 1).map(({ at, open, high, low, close, volume = "" }) =>
    csvLine([isoTime(at), ...[open, high, low, close, volume].map(String)])
  );
  for (const { message } of warnings) complain(message);
  const text = csvLine(["time", "open", "high", "low", "close", "volume"]) + lines.join("");
  await print(text);
  return warnings.length === 0 ? 0 : 1;
}

/** Whoever reads it may have seen enough, as `head` has. */
async function print(text: string): Promise<void> {
  try {
    await new Blob([text]).stream().pipeTo(Deno.stdout.writable, { preventClose: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
}

function asked(args: string[]): { symbol: string; from: number; to: number } {
  const options = { from: { type: "string" }, to: { type: "string" } } as const;
  try {
    const { values, positionals: [symbol, ...others] } = parseArgs({
      ...{ args, options, allowPositionals: true },
    });
    if (symbol === undefined || others.length > 0) throw new Error("one pair is to be named");
    return {
      symbol: symbol.toUpperCase(),
      from: momentOf("from", values.from ?? isoTime(0)),
      to: momentOf("to", values.to ?? isoTime(Date.now())),
    };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new UsageError(`Cannot print a history: ${reason}; as in ${HISTORY_USAGE}`);
  }
}

/** A day, or a time of one with seconds, fractions and a zone where it is not UTC. */
const MOMENT = /^\d{4}-\d\d-\d\d(?<time>T\d\d:\d\d(:\d\d(\.\d+)?)?(?<zone>Z|[+-]\d\d:\d\d)?)?$/i;

function momentOf(name: string, text: string): number {
  const { time, zone } = MOMENT.exec(text)?.groups ?? {};
  const moment = MOMENT.test(text) ? Date.parse(time && !zone ? `${text}Z` : text) : NaN;
  if (Number.isNaN(moment)) throw new Error(`--${name} must be a time, and ${text} is none`);
  return moment;
}

async function pairNamed(symbol: string, dataDir: string): Promise<Pair> {
  const path = join(dataDir, STORE_FILE);
  const { state: { pairs } } = decodeStore(await Deno.readFile(path));
  const pair = pairs.get(symbol);
  if (pair !== undefined) return pair;
  const known = [...pairs.keys()].slice(0, 5).join(", ");
  throw new UsageError(`Cannot print a history: there is no pair ${symbol} in ${path} (${known})`);
}

const ROLE = ROLES.join("|");
const USER_USAGE = `Cannot understand that; there are: user list, user add NAME [--role ${ROLE}] ` +
  `[--name TEXT], user role NAME ${ROLE}, user reset-password NAME, user disable NAME, ` +
  "user enable NAME";

/**
 * deno task user list | add NAME [--role ROLE] [--name TEXT] | role NAME ROLE | reset-password NAME | disable NAME
 * | enable NAME. Whoever is added first is an admin.
 * Works on the accounts of DATA_DIR; while the program runs it asks it over a socket that only this user
 * can open. add and reset-password print a link by which the person chooses a password, once, within 15
 * minutes. Ends with 0, or with 1 and a line that says what is wrong.
 */
async function user(args: readonly string[]): Promise<number> {
  const command = commandOf(args);
  if (command === null) {
    complain(USER_USAGE);
    return 1;
  }
  const config = readSettings();
  const answer = await askControl(config.DATA_DIR, command) ?? await offline();
  (answer.isDone ? say : complain)(answer.text);
  return answer.isDone ? 0 : 1;

  /** Nobody answers: the folder is taken, so that no program writes it at the same time. */
  async function offline() {
    const lock = await takeLock(config.DATA_DIR);
    try {
      return await runUserCommand(await openOffline(config), command as UserCommand, {
        publicUrl: linkBase(config),
      });
    } finally {
      lock.release();
    }
  }
}

function commandOf(args: readonly string[]): UserCommand | null {
  try {
    const options = { role: { type: "string" }, name: { type: "string" } } as const;
    const { values, positionals } = parseArgs({
      args: [...args],
      options,
      allowPositionals: true,
    });
    const [verb, login, ...more] = positionals;
    const [named = values.role ?? "viewer"] = verb === "role" ? more.splice(0, 1) : [];
    const role = ROLES.find((each) => each === named);
    if (more.length > 0 || role === undefined) return null;
    if (verb === "list") return login === undefined ? { verb } : null;
    if (login === undefined) return null;
    if (verb === "add") return { verb, login, role, name: values.name };
    if (verb === "role") return positionals.length === 3 ? { verb, login, role } : null;
    const verbs = ["reset-password", "disable", "enable"] as const;
    const known = verbs.find((each) => each === verb);
    return known === undefined ? null : { verb: known, login };
  } catch {
    return null;
  }
}

if (import.meta.main) await run(Deno.args);
