/** Powers that let root pass over the owner and the rights of files. */
const POWERS = ["dac_override", "dac_read_search", "fowner", "chown"];

/** How to start a program with the rights of an ordinary user, and why it cannot be done if it cannot. */
interface OrdinaryUser {
  /** Words to put before the command. */
  readonly under: readonly string[];
  readonly whyNot: string | null;
}

/**
 * Root without its powers over files is an ordinary user: others' files are closed to it. Another user
 * id would do as well, but could not read the module cache in root's home.
 */
export function ordinaryUser(): OrdinaryUser {
  if (Deno.build.os === "windows") return { under: [], whyNot: "Windows has other rights" };
  if (Deno.uid() !== 0) return { under: [], whyNot: null };
  const under = ["setpriv", `--bounding-set=${POWERS.map((power) => `-${power}`).join(",")}`];
  try {
    const { success } = new Deno.Command("setpriv", { args: [...under.slice(1), "true"] })
      .outputSync();
    return { under, whyNot: success ? null : "setpriv may not give up root's powers" };
  } catch {
    return { under, whyNot: "setpriv is not installed" };
  }
}
