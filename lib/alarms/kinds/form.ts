/** How a kind's conditions are filled into the fields of a form: `C` is the condition, `D` the fields as typed. */
export interface KindForm<C, D> {
  /** How the kind is called where one is chosen. */
  readonly title: string;
  /** What a new alarm's fields hold. */
  readonly empty: D;
  /** The fields of the condition that the form shows, as the server names them. */
  readonly shownFields: readonly string[];
  /** The condition that the fields ask for; the reader keeps what is wrong with them. */
  read(draft: D, reader: FieldReader): C;
  /** The fields for a condition that is there already. */
  write(condition: C): Partial<D>;
  /** The same condition for another pair; null where a price is missing to tell what that is. */
  copied(condition: C, prices: CopyPrices): C | null;
}

/** Reads typed fields one after the other; what cannot be read is NaN. */
export interface FieldReader {
  /** `what` ends the sentence that asks for it: "the price to wait for". */
  price(field: string, text: string, what: string): number;
  number(field: string, text: string, what: string): number;
}

/** The current prices of the pair an alarm is copied from and of the one it is copied to. */
export interface CopyPrices {
  readonly from: number | null;
  readonly to: number | null;
}

/** The percentage of a move, as several kinds ask for it. */
export function readPercentage(text: string, reader: FieldReader): number {
  return reader.number("percentage", text.replace(/%\s*$/, ""), "a percentage, such as 5");
}

/** What the field of a percentage holds at first, whatever the kind: it stays when another is chosen. */
export const FIRST_PERCENTAGE = "5";

/** A computed price in as many digits as people give prices: five. */
export function typicalPrice(price: number): number {
  return Number(price.toPrecision(5));
}
