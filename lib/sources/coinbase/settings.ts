import { defineSettings, httpAddress, socketAddress } from "@/lib/sources/market_source.ts";

/** What people can set of Coinbase Exchange. */
export const settings = defineSettings({
  rows: { COINBASE_API_URL: httpAddress(), COINBASE_STREAM_URL: socketAddress() },
});
