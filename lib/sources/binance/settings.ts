import { z } from "zod";
import {
  defineSettings,
  httpAddress,
  setting,
  socketAddress,
} from "@/lib/sources/market_source.ts";

export const API_URL = "https://data-api.binance.vision";
export const STREAM_URL = "wss://data-stream.binance.vision";

/** What people can set of Binance. */
export const settings = defineSettings({
  rows: {
    BINANCE_API_URL: httpAddress(API_URL),
    BINANCE_STREAM_URL: socketAddress(STREAM_URL),
    BINANCE_STREAM: setting(z.enum(["on", "off"]), "on", "on or off"),
  },
  isStreamed: (values) => values.BINANCE_STREAM === "on",
});
