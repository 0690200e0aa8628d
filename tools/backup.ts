// deno task backup [FILE] [--with-key]: copies what was committed last, verified; the server may run.
// Without FILE the copy is data/backups/crypto_data_binance.manual-<time>.json, which the program
// never deletes. accounts.json goes beside it (FILE a.json: a.accounts.json), and with --with-key the server's
// key (a.key): keep that apart from the others, because with it the channels' secrets can be read.
// Ends with 0, or with 1 and a line that says what is wrong.
import { backUpAccounts } from "@/lib/accounts/accounts_file.ts";
import { diskFileSystem } from "@/lib/store/file/file_system.ts";
import { backUp } from "@/lib/store/recovery/recovery.ts";
import { describeStored } from "@/lib/store/recovery/check_data.ts";
import { backUpKey } from "@/lib/store/secret_key.ts";
import { parseArgs } from "node:util";
import { readSettings, runTool } from "./run_tool.ts";

async function backup(): Promise<number> {
  const { DATA_DIR, SECRET_KEY } = readSettings();
  const { values, positionals: [to] } = parseArgs({
    args: Deno.args,
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

function say(line: string): void {
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log(line);
}

if (import.meta.main) await runTool(backup);
