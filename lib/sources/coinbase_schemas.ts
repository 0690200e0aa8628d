import { z } from "zod";

const Product = z.object({
  id: z.string().min(1),
  base_currency: z.string().min(1),
  quote_currency: z.string().min(1),
  status: z.string(),
  trading_disabled: z.boolean().optional().catch(undefined),
});
export type Product = z.infer<typeof Product>;

/** `/products`; rows that cannot be read are left out. */
export const Products = z.array(z.unknown()).transform((rows) =>
  rows.flatMap((row) => {
    const parsed = Product.safeParse(row);
    return parsed.success ? [parsed.data] : [];
  })
);

/** `/products/{id}/ticker`: the last trade; the price is a decimal string, the time ISO 8601. */
export const ProductTicker = z.object({
  price: z.unknown().optional(),
  time: z.unknown().optional(),
  trade_id: z.number().int().optional().catch(undefined),
});
