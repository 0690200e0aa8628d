import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { type FileSystem, replaceFile } from "@/lib/store/file/file_system.ts";
import { MINUTE_MS } from "@/lib/time/durations.ts";
import { hashOf, isSameHash } from "./secrets.ts";

/** How long a setup token is one. */
const LASTS_MS = 30 * MINUTE_MS;
const FILE_NAME = "setup-token";

interface SetupTokenOptions {
  readonly fs: FileSystem;
  readonly dataDir: string;
  readonly now: () => number;
  /** Shows it to whoever started the program; it must not come into a log. */
  readonly print: (line: string) => void;
}

/** Who can read the data folder, or what the program prints, may make the first account. */
export class SetupToken {
  readonly path: string;
  #made: { readonly hash: string; readonly at: number } | null = null;

  constructor(private readonly options: SetupTokenOptions) {
    this.path = join(options.dataDir, FILE_NAME);
  }

  /** Makes one unless there is one that still lasts, and puts it into its file (0600). */
  async offer(): Promise<void> {
    const { fs, now, print } = this.options;
    if (this.#made !== null && Math.abs(now() - this.#made.at) < LASTS_MS) return;
    const token = randomBytes(20).toString("hex");
    this.#made = { hash: hashOf(token), at: now() };
    await replaceFile(fs, this.path, new TextEncoder().encode(`${token}\n`));
    print(`Setup token for the first account, for 30 minutes (also in ${this.path}): ${token}`);
  }

  is(token: string): boolean {
    const { now } = this.options;
    if (this.#made === null || Math.abs(now() - this.#made.at) >= LASTS_MS) return false;
    return isSameHash(this.#made.hash, hashOf(token.trim()));
  }

  /** There is an account: nobody needs it any more. */
  async forget(): Promise<void> {
    this.#made = null;
    await this.options.fs.remove(this.path).catch(() => {});
  }
}
