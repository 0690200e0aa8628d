/**
 * Quote assets by which joined letters are cut where nobody has asked a listing: in the line of text, before a pair is
 * looked up. A pair may be priced in any other asset that its source lists.
 */
export const QUOTES = [
  ...["USDT", "USDC", "USD", "BUSD", "DAI", "FDUSD", "TUSD", "BTC", "ETH", "BNB", "EUR", "GBP"],
  "TRY",
  ...["USDP", "PYUSD", "RLUSD", "USDE", "USD1", "JPY", "AUD", "BRL", "CAD", "CHF", "PLN", "UAH"],
  ...["ZAR", "MXN", "ARS", "INR", "KRW", "IDR", "RUB", "CZK", "RON", "COP", "NGN", "SEK", "NOK"],
  ...["SGD", "HKD", "NZD", "CNY", "THB", "VND", "AED", "SAR", "DKK", "HUF", "ILS", "TWD", "PHP"],
  ...["MYR", "PKR", "CLP", "KWD", "BHD", "BDT", "LKR", "MMK", "GEL", "XAU", "XAG"],
] as const;
