import { formatPrice } from "@/lib/market/format_price.ts";

const UNITS = ["B", "KB", "MB", "GB", "TB"] as const;

/** How much a file holds, to one decimal: `512 B`, `1.4 MB`. */
export function byteText(bytes: number): string {
  let size = bytes;
  let unit = 0;
  while (size >= 1000 && unit < UNITS.length - 1) {
    size /= 1000;
    unit++;
  }
  return `${formatPrice(Math.round(size * 10) / 10)} ${UNITS[unit]}`;
}
