import { testContract } from "./contract.ts";
import { binanceRig, coinGeckoRig, demoRig } from "./rig.ts";

testContract("BinanceSource", binanceRig);
testContract("CoinGeckoSource", coinGeckoRig);
testContract("DemoSource", demoRig);
