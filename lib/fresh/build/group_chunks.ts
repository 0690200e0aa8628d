/** The chunks of a bundle that was split as finely as possible. */
export interface ChunkGraph {
  bytes: ReadonlyMap<string, number>;
  imports: ReadonlyMap<string, readonly string[]>;
  /** What it loads when that is asked for, by `import()`. */
  later: ReadonlyMap<string, readonly string[]>;
  /** Chunks by which pages begin, a set for each page. */
  pages: readonly (readonly string[])[];
}

interface Group {
  chunks: string[];
  bytes: number;
  /** Which visits load it: bit n stands for the nth one. */
  visits: bigint;
  /** Which pages load it at once or later. */
  pages: bigint;
}

/** A page has no more files than this, those included that it loads later. */
const MOST_FILES = 12;
/** How many bytes a visit may load in vain for that, in all (minified, before compression). */
const WASTE_BYTES = 26_000;
/** How many for fewer files of other pages: code that is compressed together gets smaller by about as much. */
const LITTLE_WASTE_BYTES = 1_000;
/** How many for fewer files of a page that has too many, on pages that have few. */
const OTHERS_WASTE_BYTES = 14_000;
/** How many for fewer files that are loaded later. */
const LATER_WASTE_BYTES = 120_000;
/** Nobody waits for what is loaded later as for a page: bytes in vain count so much less there. */
const LATER_COUNTS = 0.01;

/**
 * Puts chunks together that pages load together. Splitting gives every combination of entry points a
 * chunk of its own, which is dozens of requests a page; here the two groups whose union makes visits
 * load the fewest bytes in vain are joined, as long as that costs little or a page has too many files.
 * Then that page, and what is loaded later, may load more in vain; other pages pay little for it.
 * Groups never load each other in a circle, and hold one lazy chunk at most: its exports are those of
 * the group.
 */
export function groupChunks(graph: ChunkGraph): string[][] {
  const lazy = new Set([...graph.later.values()].flat());
  const now = (chunk: string) => graph.imports.get(chunk) ?? [];
  const ever = (chunk: string) => [...now(chunk), ...graph.later.get(chunk) ?? []];
  const visits = [...graph.pages, ...[...lazy].map((chunk) => [chunk])]
    .map((start) => closureOf(start, now));
  const pages = graph.pages.map((start) => closureOf(start, ever));
  let groups = [...graph.bytes].map(([chunk, bytes]): Group => ({
    ...{ chunks: [chunk], bytes, visits: bitsOf(visits, chunk), pages: bitsOf(pages, chunk) },
  }));
  let wasted = visits.map(() => 0);
  for (;;) {
    const cheapest = cheapestUnion(groups, wasted, graph, lazy);
    if (cheapest === null) return groups.map(({ chunks }) => chunks.sort());
    ({ groups, wasted } = cheapest);
  }
}

/** A bit for each of the sets that has the chunk. */
function bitsOf(sets: readonly ReadonlySet<string>[], chunk: string): bigint {
  return sets.reduce((bits, set, i) => set.has(chunk) ? bits | 1n << BigInt(i) : bits, 0n);
}

/** What can be reached from a start, which is part of it. */
export function closureOf<T>(start: Iterable<T>, next: (item: T) => Iterable<T>): Set<T> {
  const found = new Set(start);
  for (const item of found) for (const other of next(item)) found.add(other);
  return found;
}

interface Union {
  groups: Group[];
  /** Bytes that each visit loads in vain by then. */
  wasted: number[];
}

/** The pages that have too many files. */
function crowded(groups: readonly Group[], pages: number): bigint {
  return Array.from({ length: pages }, (_, i) => 1n << BigInt(i))
    .filter((page) => groups.filter((group) => (group.pages & page) !== 0n).length > MOST_FILES)
    .reduce((bits, page) => bits | page, 0n);
}

function cheapestUnion(
  groups: Group[],
  wasted: number[],
  graph: ChunkGraph,
  lazy: ReadonlySet<string>,
): Union | null {
  for (const { first, second, inVain } of choicesOf(groups, wasted, graph)) {
    const others = groups.filter((group) => group !== first && group !== second);
    const joined = [...others, union(first, second)];
    if (!isAllowed(joined, graph, lazy)) continue;
    return {
      groups: withWhatTheyLoad(joined, graph),
      wasted: wasted.map((bytes, i) => bytes + (inVain[i] ?? 0)),
    };
  }
  return null;
}

interface Choice {
  first: Group;
  second: Group;
  /** Bytes that each visit would load in vain. */
  inVain: number[];
  cost: number;
}

/** Which two groups may be joined, the cheapest first. */
function choicesOf(groups: Group[], wasted: number[], graph: ChunkGraph): Choice[] {
  const pages = graph.pages.length;
  const full = crowded(groups, pages);
  const isFull = (page: number) => hasBit(full, page);
  const bytes = loadedBeside(groups, graph.imports, wasted.length, ({ visits }) => visits);
  const files = loadedBeside(groups, everOf(graph), pages, ({ pages }) => pages);
  const choices: Choice[] = [];
  groups.forEach((first, i) => {
    for (const second of groups.slice(i + 1)) {
      const inVain = wasted.map((_, visit) => sumOfBytes(newTo(visit, first, second, bytes)));
      const isWanted = (first.pages & second.pages & full) !== 0n;
      const isTooMuch = inVain.some((bytes, visit) => {
        const most = visit < pages ? WASTE_BYTES : LATER_WASTE_BYTES;
        const others = isWanted ? OTHERS_WASTE_BYTES : LITTLE_WASTE_BYTES;
        const limit = isWanted && (visit >= pages || isFull(visit)) ? most : others;
        return bytes > 0 && bytes + (wasted[visit] ?? 0) > limit;
      });
      const isCrowding = graph.pages.some((_, page) =>
        // One of them is the union itself.
        isFull(page) && newTo(page, first, second, files, ({ pages }) => pages).length > 1
      );
      if (isTooMuch || isCrowding) continue;
      const weightOf = (visit: number) => visit < pages ? 1 : LATER_COUNTS;
      const cost = inVain.reduce((sum, bytes, visit) => sum + bytes * weightOf(visit), 0);
      choices.push({ first, second, inVain, cost });
    }
  });
  return choices.sort((a, b) => a.cost - b.cost);
}

/** What a visit, or a page, that needs one of two groups would load for the other one beside what it loads now. */
function newTo(
  index: number,
  first: Group,
  second: Group,
  beside: ReadonlyMap<Group, Group[][]>,
  bitsOf: (group: Group) => bigint = ({ visits }) => visits,
): readonly Group[] {
  const needsFirst = hasBit(bitsOf(first), index);
  if (needsFirst === hasBit(bitsOf(second), index)) return [];
  return beside.get(needsFirst ? second : first)?.[index] ?? [];
}

function union(first: Group, second: Group): Group {
  return {
    chunks: [...first.chunks, ...second.chunks],
    bytes: first.bytes + second.bytes,
    visits: first.visits | second.visits,
    pages: first.pages | second.pages,
  };
}

type Loads = ReadonlyMap<string, readonly string[]>;

/** What a chunk loads at once or later. */
function everOf({ imports, later }: ChunkGraph): Loads {
  const chunks = new Set([...imports.keys(), ...later.keys()]);
  const all = (chunk: string) => [...imports.get(chunk) ?? [], ...later.get(chunk) ?? []];
  return new Map([...chunks].map((chunk) => [chunk, all(chunk)]));
}

/** For each group and each of those who load some: the groups that come along with it and are not loaded yet. */
function loadedBeside(
  groups: readonly Group[],
  loads: Loads,
  count: number,
  bitsOf: (group: Group) => bigint,
): Map<Group, Group[][]> {
  const loadedBy = loadsAmong(groups, loads);
  return new Map(groups.map((group) => {
    const loaded = [...closureOf([group], loadedBy)];
    const beside = (index: number) => loaded.filter((other) => !hasBit(bitsOf(other), index));
    return [group, Array.from({ length: count }, (_, index) => beside(index))];
  }));
}

function sumOfBytes(groups: readonly Group[]): number {
  return groups.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The groups, each loaded by all that load the last one where that one loads it. */
function withWhatTheyLoad(groups: readonly Group[], graph: ChunkGraph): Group[] {
  const joined = groups.at(-1) as Group;
  const now = closureOf([joined], loadsAmong(groups, graph.imports));
  const ever = closureOf([joined], loadsAmong(groups, everOf(graph)));
  return groups.map((group) => ({
    ...group,
    visits: now.has(group) ? group.visits | joined.visits : group.visits,
    pages: ever.has(group) ? group.pages | joined.pages : group.pages,
  }));
}

/** Which other groups a group loads. */
function loadsAmong(groups: readonly Group[], loads: Loads): (group: Group) => readonly Group[] {
  const home = new Map(groups.flatMap((group) => group.chunks.map((chunk) => [chunk, group])));
  const found = new Map(groups.map((group) => {
    const all = group.chunks.flatMap((chunk) => loads.get(chunk) ?? [])
      .map((chunk) => home.get(chunk) ?? group);
    return [group, [...new Set(all)].filter((other) => other !== group)];
  }));
  return (group) => found.get(group) ?? [];
}

function hasBit(bits: bigint, index: number): boolean {
  return (bits >> BigInt(index) & 1n) === 1n;
}

function isAllowed(
  groups: readonly Group[],
  graph: ChunkGraph,
  lazy: ReadonlySet<string>,
): boolean {
  const joined = groups.at(-1) as Group;
  if (joined.chunks.filter((chunk) => lazy.has(chunk)).length > 1) return false;
  const othersOf = loadsAmong(groups, graph.imports);
  // Only a circle through the new group can be new.
  return !closureOf(othersOf(joined), othersOf).has(joined);
}
