import type { SourceName } from "@/lib/market/source_name.ts";

/** Sources whose prices carry the source's own time; those of the others are dated by this computer's clock. */
export const OWN_TIME: ReadonlySet<SourceName> = new Set<SourceName>(["coingecko", "coinbase"]);
