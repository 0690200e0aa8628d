/** The symbol whose place differs most between two orders; null when they are the same. */
export function movedFarthest(
  before: readonly string[],
  after: readonly string[],
): string | null {
  const places = new Map(before.map((symbol, place) => [symbol, place]));
  let [farthest, most] = [null as string | null, 0];
  for (const [place, symbol] of after.entries()) {
    const distance = Math.abs((places.get(symbol) ?? place) - place);
    if (distance > most) [farthest, most] = [symbol, distance];
  }
  return farthest;
}
