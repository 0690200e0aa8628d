/** What the whole program must know of a price source without asking it; how it is asked is `lib/sources/table.ts`. */
interface SourceFacts {
  /** How it is called in sentences. */
  readonly label: string;
  /** How it is called in lists and headings, where that differs. */
  readonly title?: string;
  /** Other names that people write before a pair, in capitals: `GDAX:BTC-USD`. */
  readonly otherNames?: readonly string[];
  /** Asked for new pairs that name no source, in the order of this table. */
  readonly isAutomatic?: true;
  /** Its own id of a pair names a coin, and its prices are an average over many markets. */
  readonly hasCoinIds?: true;
  /** Its prices carry its own time; those of the others are dated by this computer's clock. */
  readonly datesPrices?: true;
  /** Its prices are made up, so nobody is advised to take it. */
  readonly isInvented?: true;
}

/** The price sources that a pair may have, by the names they are stored under. */
const TABLE = {
  binance: { label: "Binance", isAutomatic: true },
  coingecko: { label: "CoinGecko", isAutomatic: true, hasCoinIds: true, datesPrices: true },
  coinbase: {
    label: "Coinbase",
    otherNames: ["GDAX", "COINBASEPRO", "COINBASEEXCHANGE"],
    datesPrices: true,
  },
  kraken: { label: "Kraken" },
  demo: { label: "The demo market", title: "Demo market", isInvented: true },
} as const satisfies Readonly<Record<string, SourceFacts>>;

export type SourceName = keyof typeof TABLE;

export const SOURCES: Readonly<Record<SourceName, SourceFacts>> = TABLE;
export const SOURCE_NAMES = Object.keys(TABLE) as readonly SourceName[];

/** How a source is called in sentences for a person. */
export const SOURCE_LABELS = ofEach(({ label }) => label);
/** Price sources as a person knows them. */
export const SOURCE_TITLES = ofEach(({ title, label }) => title ?? label);

function ofEach<T>(fact: (facts: SourceFacts) => T): Readonly<Record<SourceName, T>> {
  const entries = SOURCE_NAMES.map((name) => [name, fact(SOURCES[name])]);
  return Object.fromEntries(entries) as Readonly<Record<SourceName, T>>;
}
