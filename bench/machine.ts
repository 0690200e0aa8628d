/** What the figures were measured on, in one line. */
export async function machine(): Promise<string> {
  const gibibytes = Math.round(Deno.systemMemoryInfo().total / 2 ** 30);
  const cores = navigator.hardwareConcurrency;
  const [load = NaN] = Deno.loadavg();
  return `${await processor()}, ${cores} cores, ${gibibytes} GiB, ${Deno.build.os}, ` +
    `Deno ${Deno.version.deno}, load ${load.toFixed(2)} at the start`;
}

async function processor(): Promise<string> {
  try {
    const text = await Deno.readTextFile("/proc/cpuinfo");
    return /^model name\s*:\s*(.+)$/m.exec(text)?.[1] ?? Deno.build.arch;
  } catch {
    return Deno.build.arch;
  }
}
