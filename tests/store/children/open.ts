// Opens a data folder and closes it again.
import { Store } from "@/lib/store/store.ts";

const [dataDir = ""] = Deno.args;
const store = await Store.open({ dataDir, now: Date.now, onFailure: () => Deno.exit(1) });
await store.close();
