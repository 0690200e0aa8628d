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

/** One with more characters leaves its place on a phone. */
const LONGEST = 16;

/** A price as it is read, where that is not too long for one place on a screen; else in little room. */
export function fittingPrice(price: number): string {
  const whole = formatPrice(price);
  return whole.length > LONGEST ? shortPrice(price) : whole;
}

const ZERO = "₀".charCodeAt(0);

function subscript(number: number): string {
  return [...String(number)].map((digit) => String.fromCharCode(ZERO + Number(digit))).join("");
}
