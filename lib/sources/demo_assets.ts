/** Levels around which the demo's coins move, in US dollars. */
export const DEMO_COINS: ReadonlyMap<string, number> = new Map(Object.entries({
  BTC: 67_000,
  ETH: 3_500,
  BNB: 590,
  SOL: 165,
  XRP: 0.52,
  ADA: 0.45,
  DOGE: 0.15,
  AVAX: 36,
  DOT: 7.1,
  LINK: 16,
  LTC: 84,
  BCH: 480,
  TRX: 0.12,
  TON: 7,
  SHIB: 0.0000245,
  PEPE: 0.0000125,
  UNI: 9.5,
  ATOM: 8.4,
  XLM: 0.11,
  NEAR: 7.2,
  ETC: 27,
  POL: 0.55,
  AAVE: 95,
  ARB: 1.02,
}));

/** What one unit of a state currency is worth in the demo, in US dollars; it moves a little. */
export const DEMO_CURRENCIES: ReadonlyMap<string, number> = new Map(Object.entries({
  EUR: 1.08,
  GBP: 1.27,
  TRY: 0.031,
}));
