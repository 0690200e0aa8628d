/** How numbers are written, by the locale that writes them so. */
export const NUMBER_LOCALES = ["en-US", "de-DE", "fr-FR", "de-CH"] as const;
export type NumberLocale = typeof NUMBER_LOCALES[number];

/** One for server and browser at first, so that a page and the island that takes it over show the same. */
export const FIRST_LOCALE: NumberLocale = "en-US";

/** The ways in which one locale writes numbers. */
export interface NumberFormats {
  readonly locale: NumberLocale;
  readonly large: Intl.NumberFormat;
  readonly middle: Intl.NumberFormat;
  readonly small: Intl.NumberFormat;
  readonly tiny: Intl.NumberFormat;
  readonly column: Intl.NumberFormat;
  /** What stands between groups of three, and before the decimals. */
  readonly group: string;
  readonly decimal: string;
}

let chosenLocale: () => NumberLocale = () => FIRST_LOCALE;

/** From now on numbers are written as `choose` says at the moment they are; a browser's viewer chooses. */
export function formatNumbersBy(choose: () => NumberLocale): void {
  chosenLocale = choose;
}

const known = new Map<NumberLocale, NumberFormats>();

/** The formats that count now; making them is slow, so each locale's are made once. */
export function numberFormats(): NumberFormats {
  const locale = chosenLocale();
  let formats = known.get(locale);
  if (formats === undefined) known.set(locale, formats = formatsOf(locale));
  return formats;
}

function formatsOf(locale: NumberLocale): NumberFormats {
  const parts = new Intl.NumberFormat(locale).formatToParts(1_234_567.8);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? "";
  return {
    locale,
    large: new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }),
    middle: new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }),
    small: new Intl.NumberFormat(locale, { maximumSignificantDigits: 6 }),
    tiny: new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }),
    column: new Intl.NumberFormat(locale, { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
    group: part("group"),
    decimal: part("decimal"),
  };
}
