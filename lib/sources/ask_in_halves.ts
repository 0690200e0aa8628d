/**
 * Asks about all items at once; when some of them spoil the request, in halves until the bad ones are known.
 * Fails only with errors that no item is to blame for.
 */
export async function askInHalves<T>(
  items: readonly string[],
  ask: (items: readonly string[]) => Promise<readonly T[]>,
  isSpoilt: (error: unknown) => boolean,
): Promise<{ rows: T[]; bad: string[] }> {
  if (items.length === 0) return { rows: [], bad: [] };
  try {
    return { rows: [...await ask(items)], bad: [] };
  } catch (error) {
    if (!isSpoilt(error)) throw error;
    if (items.length === 1) return { rows: [], bad: [...items] };
  }
  const middle = Math.ceil(items.length / 2);
  const halves = [items.slice(0, middle), items.slice(middle)];
  const answers = await Promise.all(halves.map((half) => askInHalves(half, ask, isSpoilt)));
  return {
    rows: answers.flatMap((answer) => answer.rows),
    bad: answers.flatMap((answer) => answer.bad),
  };
}
