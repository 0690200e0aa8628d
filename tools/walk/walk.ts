import { folderOf } from "../graph.ts";

/** Files entered in one turn of the program, in order. */
export type Turn = readonly string[];

/** A way through the program. */
interface Walk {
  /** Files that were entered every time, in the order of the first time. */
  readonly files: readonly string[];
  /** Those of the files that lead back to a folder which the walk had left. */
  readonly back: ReadonlySet<string>;
  /** Entered in some of the rounds only: something else was going on. */
  readonly beside: readonly string[];
}

/** What several rounds of the same have in common, without the turns that come when nothing happens, too. */
export function walkOf(rounds: readonly (readonly Turn[])[], idle: readonly Turn[]): Walk {
  const known = new Set(idle.map(String));
  const [first = [], ...others] = rounds.map((turns) => {
    return [...new Set(turns.filter((turn) => !known.has(String(turn))).flat())];
  });
  const files = first.filter((path) => others.every((round) => round.includes(path)));
  const beside = new Set([first, ...others].flat().filter((path) => !files.includes(path)));
  return { files, back: leadingBack(files), beside: [...beside].sort() };
}

function leadingBack(files: readonly string[]): Set<string> {
  const left = new Set<string>();
  let here = "";
  const back = files.filter((path) => {
    const folder = folderOf(path);
    if (folder === here) return false;
    left.add(here);
    here = folder;
    return left.has(folder);
  });
  return new Set(back);
}

/** A walk as a list; `<` marks what leads back. */
export function linesOf(title: string, { files, back, beside }: Walk): string[] {
  const list = files.map((path, at) =>
    `${String(at + 1).padStart(4)} ${back.has(path) ? "<" : " "} ${path}`
  );
  const rest = beside.length === 0 ? [] : [`  not every time: ${beside.join(", ")}`];
  const count = `${files.length} files, turns back to a folder it had left ${back.size} times`;
  return [`${title}: ${count}`, ...list, ...rest];
}
