// deno task backup [FILE]: copies what was committed last, verified; the server may run.
// Without FILE the copy is data/backups/crypto_data_binance.manual-<time>.json, which the program
// never deletes. Ends with 0, or with 1 and a line that says what is wrong; then nothing was written.
import { diskFileSystem } from "@/lib/store/file/file_system.ts";
import { backUp } from "@/lib/store/recovery/back_up.ts";
import { describeStored } from "@/lib/store/recovery/check_data.ts";
import { readSettings, runTool } from "./run_tool.ts";

async function backup(): Promise<number> {
  const { DATA_DIR } = readSettings();
  const [to] = Deno.args;
  const { path, stored } = await backUp({
    fs: diskFileSystem,
    dataDir: DATA_DIR,
    to,
    now: Date.now(),
  });
  // deno-lint-ignore no-console -- a tool talks to the person who started it
  console.log(`Backed up to ${path}: ${describeStored(stored)}`);
  return 0;
}

if (import.meta.main) await runTool(backup);
