/** Files below a folder as sorted relative paths; none when the folder does not exist. */
export async function scan(dir: string, ignore: RegExp[] = []): Promise<string[]> {
  const found: string[] = [];
  const visit = async (prefix: string) => {
    for await (const entry of entriesOf(`${dir}/${prefix}`)) {
      const path = prefix + entry.name;
      if (entry.isDirectory) await visit(`${path}/`);
      else if (entry.isFile && !ignore.some((pattern) => pattern.test(path))) found.push(path);
    }
  };
  await visit("");
  return found.sort();
}

async function* entriesOf(dir: string): AsyncGenerator<Deno.DirEntry> {
  try {
    yield* Deno.readDir(dir);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
