import assert from "node:assert/strict";
import { join } from "node:path";
import { ordinaryUser } from "../program/ordinary_user.ts";
import { RunningServer, spawnProgram } from "../program/running_server.ts";
import { whyNoSmallDisk, withSmallDisk } from "../store/small_disk.ts";

const NOBODY = 65534;
const user = ordinaryUser();
const whyNotOwner = user.whyNot ?? (Deno.uid() === 0 ? null : "needs root to give a folder away");
const leftOut = (why: string | null) => (why === null ? "" : ` (left out: ${why})`);

interface Refusal {
  readonly code: number;
  /** What was printed. */
  readonly lines: readonly string[];
}

/** Starts the program on a data folder as an ordinary user, and waits for its end. */
async function start(folder: string, env: Record<string, string>): Promise<Refusal> {
  const settings = { PRICE_SOURCE: "demo", LOG_DIR: join(folder, "logs"), ...env };
  const child = spawnProgram({ folder, env: settings, under: user.under });
  const { code, stderr } = await child.output();
  const lines = new TextDecoder().decode(stderr).trim().split("\n");
  return { code, lines };
}

async function assertRefused(dataDir: string, folder: string, remedy: RegExp): Promise<void> {
  const { code, lines } = await start(folder, { DATA_DIR: dataDir });
  assert.notEqual(code, 0);
  assert.equal(lines.length, 1, lines.join("\n"));
  assert.match(lines[0] ?? "", remedy);
  assert.ok(lines[0]?.includes(dataDir), lines[0]);
}

async function withFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test({
  name: `A read-only data folder ends the start with what to do${leftOut(user.whyNot)}`,
  ignore: user.whyNot !== null,
  fn: () =>
    withFolder(async (folder) => {
      const dataDir = join(folder, "data");
      await Deno.mkdir(dataDir, { mode: 0o500 });
      await assertRefused(
        dataDir,
        folder,
        /permission denied; give this user the folder \(chown\)/,
      );
    }),
});

Deno.test({
  name: `A missing data folder that cannot be made ends the start with what to do${
    leftOut(user.whyNot)
  }`,
  ignore: user.whyNot !== null,
  fn: () =>
    withFolder(async (folder) => {
      await Deno.mkdir(join(folder, "closed"), { mode: 0o500 });
      const dataDir = join(folder, "closed", "data");
      await assertRefused(
        dataDir,
        folder,
        /permission denied; .* or set DATA_DIR to another folder/,
      );
    }),
});

Deno.test({
  name: `A data folder of another user ends the start with what to do${leftOut(whyNotOwner)}`,
  ignore: whyNotOwner !== null,
  fn: () =>
    withFolder(async (folder) => {
      const dataDir = join(folder, "data");
      await Deno.mkdir(dataDir, { mode: 0o700 });
      await Deno.chown(dataDir, NOBODY, NOBODY);
      await assertRefused(
        dataDir,
        folder,
        /permission denied; give this user the folder \(chown\)/,
      );
    }),
});

Deno.test({
  name: `Files of another user in the data folder end the start with what to do${
    leftOut(whyNotOwner)
  }`,
  ignore: whyNotOwner !== null,
  fn: () =>
    withFolder(async (folder) => {
      const dataDir = join(folder, "data");
      await Deno.mkdir(dataDir, { mode: 0o700 });
      for (const name of ["crypto_data_binance.json", "secret.key"]) {
        const path = join(dataDir, name);
        await Deno.writeTextFile(path, "{}", { mode: 0o600 });
        await Deno.chown(path, NOBODY, NOBODY);
        await assertRefused(
          dataDir,
          folder,
          new RegExp(`Cannot read .*${name}: permission denied; give this user the folder`),
        );
        await Deno.remove(path);
      }
    }),
});

const whyNoDisk = whyNoSmallDisk();

Deno.test({
  name: `A data folder on a read-only disk ends the start with what to do${leftOut(whyNoDisk)}`,
  ignore: whyNoDisk !== null,
  fn: () =>
    withFolder((folder) =>
      withSmallDisk(
        "1m",
        (disk) => assertRefused(disk, folder, /the file system is read-only; mount it writable/),
        ["ro"],
      )
    ),
});

Deno.test("A data folder in use ends the start with the process that uses it", () =>
  withFolder(async (folder) => {
    const server = await RunningServer.start({ folder, env: { PRICE_SOURCE: "demo" } });
    const dataDir = join(folder, "data");
    const remedy = new RegExp(`process ${server.pid} uses it already; stop it or set DATA_DIR`);
    await assertRefused(dataDir, folder, remedy);
    await server.stop();
  }));
