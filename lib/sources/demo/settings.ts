import { defineSettings } from "@/lib/sources/market_source.ts";

/** There is nothing to set of the embedded market. */
export const settings = defineSettings({ rows: {} });
