import { type Product, Products } from "./coinbase_schemas.ts";
import type { HttpClient } from "./http_client.ts";
import { type Listing, pairName } from "./listings.ts";
import { SourceError } from "./source.ts";

/** Everything that Coinbase lists or has listed. */
export async function coinbaseListings(http: HttpClient, signal: AbortSignal): Promise<Listing[]> {
  const parsed = Products.safeParse(await http.getJson("/products", {}, signal));
  if (parsed.success) return parsed.data.map(listingOf);
  const message = "Coinbase answered something other than its products";
  throw new SourceError("coinbase", message, "badAnswer");
}

function listingOf(product: Product): Listing {
  const { id, base_currency, quote_currency, status } = product;
  return { ...pairName(base_currency, quote_currency), id, standing: standingOf(product), status };
}

function standingOf({ status, trading_disabled }: Product): Listing["standing"] {
  if (status === "delisted") return "delisted";
  return status === "online" && trading_disabled !== true ? "traded" : "halted";
}
