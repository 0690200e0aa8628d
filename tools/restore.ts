// deno task restore FILE: puts a backup in the store file's place; the server must be stopped.
// The replaced file is kept beside it as crypto_data_binance.json.replaced-<time>. Ends with 0, or
// with 1 and a line that says what is wrong; then nothing was changed.
import { diskFileSystem } from "@/lib/store/file/file_system.ts";
import { takeLock } from "@/lib/store/file/lock.ts";
import { restoreFile } from "@/lib/store/recovery/back_up.ts";
import { describeStored } from "@/lib/store/recovery/check_data.ts";
import { readSettings, runTool } from "./run_tool.ts";

async function restore(): Promise<number> {
  const [from] = Deno.args;
  if (from === undefined) {
    // deno-lint-ignore no-console -- a tool talks to the person who started it
    console.error("Cannot restore without a file: name one, as in deno task restore FILE");
    return 1;
  }
  const { DATA_DIR } = readSettings();
  const options = { fs: diskFileSystem, dataDir: DATA_DIR, from, now: Date.now(), takeLock };
  const { file, keptAs } = await restoreFile(options);
  const kept = keptAs === null ? "" : `; the replaced file is kept as ${keptAs}`;
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log(`Restored ${from} to ${file.path}: ${describeStored(file.stored)}${kept}`);
  return 0;
}

if (import.meta.main) await runTool(restore);
