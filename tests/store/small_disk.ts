/** Why no small disk can be mounted here; null when it can. */
export function whyNoSmallDisk(): string | null {
  if (Deno.build.os !== "linux") return "needs Linux";
  if (Deno.uid() !== 0) return "needs root to mount a tmpfs";
  const folder = Deno.makeTempDirSync();
  try {
    mount(folder, "64k");
    unmount(folder);
    return null;
  } catch (error) {
    return `cannot mount a tmpfs: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    Deno.removeSync(folder);
  }
}

/** Runs a test with a disk of its own (a tmpfs of this size, such as `64k` or `1m`). */
export async function withSmallDisk(
  size: string,
  test: (folder: string) => Promise<void>,
  options: readonly string[] = [],
): Promise<void> {
  const folder = await Deno.makeTempDir();
  mount(folder, size, options);
  try {
    await test(folder);
  } finally {
    unmount(folder);
    await Deno.remove(folder);
  }
}

function mount(folder: string, size: string, options: readonly string[] = []): void {
  const all = [`size=${size}`, "mode=0700", ...options].join(",");
  run("mount", ["-t", "tmpfs", "-o", all, "tmpfs", folder]);
}

/** Lazily, so that a process that still has a file open cannot keep the disk mounted. */
function unmount(folder: string): void {
  run("umount", ["-l", folder]);
}

function run(command: string, args: readonly string[]): void {
  const { success, stderr } = new Deno.Command(command, { args: [...args] }).outputSync();
  if (!success) throw new Error(new TextDecoder().decode(stderr).trim());
}
