/** Whether a value can be a price: a positive, finite number. */
export function isPrice(value: unknown): value is number {
  return typeof value === "number" && value > 0 && value < Infinity;
}
