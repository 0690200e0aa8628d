/** Where a program is: what `variable` says, or the first of these names that is on the PATH or a path. */
export function programPath(variable: string, ...names: readonly string[]): string | null {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  const own = Deno.env.get(variable);
  const places = names.flatMap((name) =>
    name.startsWith("/") ? [name] : folders.map((folder) => `${folder}/${name}`)
  );
  return [...(own === undefined ? [] : [own]), ...places].find(isFile) ?? null;
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}

/** A program that runs until disposed. */
export class RunningProgram implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #said: Promise<unknown>;
  #output = "";

  constructor(path: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#child = new Deno.Command(path, {
      args: [...args],
      env,
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#said = this.#listen();
  }

  /** Waits for its standard error to hold this, and answers the first group. */
  async says(pattern: RegExp): Promise<string> {
    return await until(`${pattern} in its output`, () => {
      const found = pattern.exec(this.#output)?.[1] ?? null;
      return Promise.resolve(found);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await this.#child.status;
    await this.#said;
  }

  async #listen(): Promise<void> {
    for await (const text of this.#child.stderr.pipeThrough(new TextDecoderStream())) {
      this.#output += text;
    }
  }
}

/** Longest wait for anything in a browser: ample, so that a slow machine fails nothing. */
export const LIMIT_MS = 120_000;

/** Asks until the answer is not null. @throws {Error} naming what was waited for */
export async function until<T>(what: string, ask: () => Promise<T | null>): Promise<T> {
  const deadline = performance.now() + LIMIT_MS;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== null) return answer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`Waited in vain for ${what}`);
}

/** A port that nothing listens on now. */
export function freePort(): number {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  return (listener.addr as Deno.NetAddr).port;
}
