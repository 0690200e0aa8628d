/** A computed price in as many digits as people give prices: five. */
export function typicalPrice(price: number): number {
  return Number(price.toPrecision(5));
}
