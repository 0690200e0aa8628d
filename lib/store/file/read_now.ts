/**
 * The bytes of a small file; they stand in `room` where they and one more byte fit. Of a thousand pairs a start reads
 * thousands of files: memory of its own for each costs several times what reading it does.
 */
export function readNow(path: string, room?: Uint8Array): Uint8Array {
  if (room === undefined) return Deno.readFileSync(path);
  using file = Deno.openSync(path);
  let length = 0;
  while (length < room.length) {
    const more = file.readSync(room.subarray(length));
    if (more === null) return room.subarray(0, length);
    length += more;
  }
  return Deno.readFileSync(path);
}

/** The names of what is in a folder; a missing one is empty. */
export function namesNow(folder: string): string[] {
  try {
    return Array.from(Deno.readDirSync(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
