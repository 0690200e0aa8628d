/** One deliberate fault, and the tests that must see it. */
export interface PlantedFault {
  /** A short name, for the table and for `deno task test:planted NAME`. */
  readonly name: string;
  /** Path within the project. */
  readonly file: string;
  /** What stands there; it must occur exactly once. */
  readonly find: string;
  /** What takes its place. */
  readonly put: string;
  /** Test files, within the project, of which one must fail. */
  readonly tests: readonly string[];
  /** Of these files only the tests whose name has this in it: browsers are slow. */
  readonly only?: string;
  /** The tests look at the built page, which is to be built anew. */
  readonly isBuilt?: boolean;
}

/**
 * A text with its fault.
 * @throws {Error} when what is to be replaced is not there exactly once
 */
export function plant(text: string, { name, file, find, put }: PlantedFault): string {
  const count = text.split(find).length - 1;
  if (count === 1) return text.replace(find, () => put);
  throw new Error(
    `Fault "${name}": its text stands ${count} times in ${file}; put a text there that stands once`,
  );
}
