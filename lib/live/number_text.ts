import { numberFormats } from "@/lib/market/number_formats.ts";

/** A number as a person types it, with their decimal sign and no groups; it reads back as the same number. */
export function numberText(value: number): string {
  const text = String(value).replace(".", numberFormats().decimal);
  // `67.125` might be grouped; another digit makes it clear.
  return /^[1-9]\d{0,2}[.,]\d{3}$/.test(text) ? `${text}0` : text;
}
