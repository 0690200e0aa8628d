// Counts on in a data folder until it is killed, and says every number that was answered as stored.
import { Store } from "@/lib/store/store.ts";
import { addPair, observe } from "../fixtures.ts";

const [dataDir = ""] = Deno.args;
const store = await Store.open({
  dataDir,
  now: Date.now,
  onFailure: (error) => {
    throw error;
  },
});
if (!store.state.pairs.has("BTCUSDT")) await addPair(store, "BTCUSDT");
for (let i = (store.state.pairs.get("BTCUSDT")?.currentPrice ?? 0) + 1;; i++) {
  await observe(store, "BTCUSDT", i, i * 1000);
  Deno.stdout.writeSync(new TextEncoder().encode(`${i}\n`));
}
