import { z } from "zod";

/** One row of `/ticker/price`; the price is a decimal string. */
export const TickerPrice = z.object({ symbol: z.string(), price: z.unknown().optional() });

/** `/ticker/price?symbols=`; rows that cannot be read are left out. */
export const TickerPrices = z.array(z.unknown()).transform((rows) =>
  rows.flatMap((row) => {
    const parsed = TickerPrice.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  })
);

/** `/exchangeInfo`, as far as it is used. */
export const ExchangeInfo = z.object({
  symbols: z.array(z.object({
    symbol: z.string(),
    status: z.string().optional(),
    baseAsset: z.string().min(1).optional().catch(undefined),
    quoteAsset: z.string().min(1).optional().catch(undefined),
  })),
});
export type SymbolRow = z.infer<typeof ExchangeInfo>["symbols"][number];
