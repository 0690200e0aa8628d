// deno task restore FILE: puts a copy that backup made in its place: of the store file, of accounts.json or
// of the server's key, whichever FILE is. The server must be stopped. The replaced file is kept beside it as
// ….replaced-<time>. Ends with 0, or with 1 and a line that says what is wrong; then nothing was changed.
import { isAccountsCopy, restoreAccounts } from "@/lib/accounts/accounts_file.ts";
import { diskFileSystem, readIfThere } from "@/lib/store/file/file_system.ts";
import { takeLock } from "@/lib/store/file/lock.ts";
import { restoreFile } from "@/lib/store/recovery/recovery.ts";
import { describeStored } from "@/lib/store/recovery/check_data.ts";
import { isKeyCopy, restoreKey } from "@/lib/store/secret_key.ts";
import { readSettings, runTool } from "./run_tool.ts";

async function restore(): Promise<number> {
  const [from] = Deno.args;
  if (from === undefined) {
    // deno-lint-ignore no-console -- a tool talks to the person who started it
    console.error("Cannot restore without a file: name one, as in deno task restore FILE");
    return 1;
  }
  const { path, text, keptAs } = await restored(from);
  const kept = keptAs === null ? "" : `; the replaced file is kept as ${keptAs}`;
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log(`Restored ${from} to ${path}: ${text}${kept}`);
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

if (import.meta.main) await runTool(restore);
