import { defineSettings, httpAddress, socketAddress } from "@/lib/sources/market_source.ts";

/** What people can set of Kraken. */
export const settings = defineSettings({
  rows: { KRAKEN_API_URL: httpAddress(), KRAKEN_STREAM_URL: socketAddress() },
});
