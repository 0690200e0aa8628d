/** Renames `path` to `path.1`, `path.1` to `path.2` and so on; what was `path.<keep>` is gone. */
export function rotate(path: string, keep: number): void {
  for (let age = keep; age > 1; age--) renameIfThere(`${path}.${age - 1}`, `${path}.${age}`);
  renameIfThere(path, `${path}.1`);
}

function renameIfThere(from: string, to: string): void {
  try {
    Deno.renameSync(from, to);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
