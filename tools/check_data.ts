// deno task check-data: reads the store file, accounts.json, their backups, the key, the price history and logs, reports,
// and changes nothing; the server may run. Ends with
//   0  everything is whole
//   1  something is damaged, and the program starts all the same (what it does about it is said)
//   2  the program would refuse to start, or the settings are wrong (what to do is said)
import { checkAccounts } from "@/lib/accounts/accounts_file.ts";
import { diskFileSystem } from "@/lib/store/file/file_system.ts";
import { checkData, exitCodeOf, type Health, worstOf } from "@/lib/store/recovery/check_data.ts";
import { checkKey } from "@/lib/store/secret_key.ts";
import { readSettings, runTool } from "./run_tool.ts";

const VERDICT: Readonly<Record<Health, string>> = {
  fine: "Everything is whole",
  damaged: "Something is damaged; the program can start and go on without it",
  lost: "The program cannot start from this folder",
};

async function check(): Promise<number> {
  const { DATA_DIR, LOG_DIR, SECRET_KEY } = readSettings();
  const places = { fs: diskFileSystem, dataDir: DATA_DIR, logDir: LOG_DIR };
  const data = await checkData(places);
  const accounts = await checkAccounts(places);
  const key = await checkKey(diskFileSystem, DATA_DIR, SECRET_KEY);
  const findings = [...data.findings, ...accounts, ...key];
  const health = worstOf(findings);
  const lines = findings.map(({ path, health, text }) => `${health.padEnd(7)} ${path}: ${text}`);
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log([...lines, VERDICT[health]].join("\n"));
  return exitCodeOf(health);
}

if (import.meta.main) await runTool(check, 2);
