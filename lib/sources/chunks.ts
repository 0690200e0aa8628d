/** Items in their order, cut so that a part has at most so many of them and takes at most so many characters in a URL. */
export function chunks(
  items: Iterable<string>,
  limit: { count: number; length: number },
  lengthInUrl: (item: string) => number,
): string[][] {
  const parts: string[][] = [];
  let part: string[] = [];
  let length = 0;
  for (const item of items) {
    const added = lengthInUrl(item);
    if (part.length > 0 && (part.length >= limit.count || length + added > limit.length)) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(item);
    length += added;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}
