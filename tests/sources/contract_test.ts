import { testBarsContract } from "./bars_contract.ts";
import { testContract } from "./contract.ts";
import { binanceRig, coinbaseRig, coinGeckoRig, demoRig, krakenRig } from "./rig.ts";

for (
  const [name, start] of [
    ["BinanceSource", binanceRig],
    ["CoinGeckoSource", coinGeckoRig],
    ["CoinbaseSource", coinbaseRig],
    ["KrakenSource", krakenRig],
    ["DemoSource", demoRig],
  ] as const
) {
  testContract(name, start);
  testBarsContract(name, start);
}
