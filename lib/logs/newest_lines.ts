import { Buffer } from "node:buffer";

const PIECE_BYTES = 64 * 1024;
const NEWLINE = 0x0a;

interface OpenedLog {
  readonly file: Deno.FsFile;
  /** Bytes there were when it was opened; what is written later is not read. */
  readonly size: number;
}

/** The lines of a log and of its rotated files, newest first, in pieces that fit into little memory. */
export async function* newestLines(path: string): AsyncGenerator<string> {
  const opened = openAll(path);
  try {
    for (const log of opened) yield* linesBackwards(log);
  } finally {
    for (const { file } of opened) file.close();
  }
}

/** All in one turn, so that no rotation comes between and a file is read twice. */
function openAll(path: string): OpenedLog[] {
  const opened: OpenedLog[] = [];
  for (let age = 0;; age++) {
    const log = openIfThere(age === 0 ? path : `${path}.${age}`);
    if (log !== null) opened.push(log);
    else if (age > 0) return opened;
  }
}

function openIfThere(path: string): OpenedLog | null {
  try {
    const file = Deno.openSync(path);
    return { file, size: file.statSync().size };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

async function* linesBackwards({ file, size }: OpenedLog): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  /** The end of a line whose beginning is not read yet. */
  let rest = Buffer.alloc(0);
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - PIECE_BYTES);
    const bytes = Buffer.concat([await readBetween(file, start, end), rest]);
    const cut = start === 0 ? 0 : bytes.indexOf(NEWLINE);
    rest = cut < 0 ? bytes : bytes.subarray(0, cut);
    const whole = cut < 0 ? "" : decoder.decode(bytes.subarray(cut));
    yield* whole.split("\n").filter((line) => line !== "").reverse();
    end = start;
  }
}

async function readBetween(file: Deno.FsFile, start: number, end: number) {
  const bytes = new Uint8Array(end - start);
  await file.seek(start, Deno.SeekMode.Start);
  let done = 0;
  while (done < bytes.length) {
    const count = await file.read(bytes.subarray(done));
    if (count === null) break;
    done += count;
  }
  return bytes.subarray(0, done);
}
