import { type AccountDesk, openAccounts } from "@/lib/accounts/open.ts";
import type { AccountNews } from "@/lib/accounts/accounts.ts";
import type { Logger } from "@/lib/logs/logger.ts";
import { diskFileSystem, type FileSystem } from "@/lib/store/file/file_system.ts";
import { CHEAP, PASSWORD } from "./people_app.ts";

export const PLACE = { address: "192.0.2.7", agent: "test" };

/** The accounts of a folder, without a server before them. */
export interface DeskOnDisk {
  readonly folder: string;
  readonly news: AccountNews[];
  /** What was logged, as it was told. */
  readonly warnings: string[];
  /** Whether the disk takes nothing more. */
  isFull: boolean;
  /** How often `accounts.json` was to be replaced. */
  writes: number;
  /** Moves the clock, in milliseconds. */
  forward(ms: number): void;
  /** Opens the accounts, as each start of the program does. */
  open(): Promise<AccountDesk>;
}

export async function withDesk(test: (on: DeskOnDisk) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  let [at, count] = [Date.parse("2026-01-15T12:00:00Z"), 0];
  const on: DeskOnDisk = {
    ...{ folder, news: [], warnings: [], isFull: false, writes: 0 },
    forward: (ms) => void (at += ms),
    open: async () => {
      const desk = await openAccounts({
        ...{
          fs: disk(on),
          dataDir: folder,
          cost: CHEAP,
          cookieTag: "x",
          isOff: false,
          isReachable: true,
        },
        ...{ now: () => at, newId: () => String(++count), print: () => {} },
        box: {
          seal: (text) => ({ sealed: text }),
          open: ({ sealed }) => sealed,
        },
        log: {
          info: () => {},
          warn: (...told: readonly unknown[]) =>
            void on.warnings.push(told.map((each) => Deno.inspect(each)).join(" ")),
        } as unknown as Pick<Logger, "info" | "warn">,
      });
      desk.book.onNews((news) => on.news.push(news));
      return desk;
    },
  };
  try {
    await test(on);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Logs a person in who is new. */
export async function entered(desk: AccountDesk, login: string) {
  await desk.people.add({ login, role: "admin", password: PASSWORD }, "cli");
  return await desk.logins.logIn({ login, password: PASSWORD }, PLACE, null);
}

function disk(on: DeskOnDisk): FileSystem {
  return {
    ...diskFileSystem,
    createNew(path) {
      if (path.includes("accounts.json")) on.writes++;
      if (!on.isFull) return diskFileSystem.createNew(path);
      return Promise.reject(Object.assign(new Error(`no space: ${path}`), { code: "ENOSPC" }));
    },
  };
}
