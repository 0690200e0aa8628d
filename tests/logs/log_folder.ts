import { join } from "node:path";

/** A folder for one test, gone when the test ends. */
export class LogFolder implements Disposable {
  readonly #root = Deno.makeTempDirSync({ prefix: "logs_test_" });
  /** Does not exist yet. */
  readonly path = join(this.#root, "logs");

  file(name: string): string {
    return join(this.path, name);
  }

  read(name: string): string {
    return Deno.readTextFileSync(this.file(name));
  }

  write(name: string, text: string): void {
    Deno.mkdirSync(this.path, { recursive: true });
    Deno.writeTextFileSync(this.file(name), text);
  }

  names(): string[] {
    return [...Deno.readDirSync(this.path)].map((entry) => entry.name).sort();
  }

  /** Rights of a file in the folder, or of the folder itself. */
  mode(name = ""): number {
    return (Deno.statSync(this.file(name)).mode ?? 0) & 0o777;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#root, { recursive: true });
  }
}
