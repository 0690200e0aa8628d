import { formatPrice } from "./format_price.ts";

/** From so many zeros after the decimal point on, a price is shortened. */
const MANY_ZEROS = /^(0\D)(0{4,})(?=\d)/;

/** A price in little room: of many zeros after the point only their number is told, as in `0.0₅778157`. */
export function shortPrice(price: number): string {
  return formatPrice(price).replace(
    MANY_ZEROS,
    (_, point: string, zeros: string) => `${point}0${subscript(zeros.length)}`,
  );
}

const ZERO = "₀".charCodeAt(0);

function subscript(number: number): string {
  return [...String(number)].map((digit) => String.fromCharCode(ZERO + Number(digit))).join("");
}
