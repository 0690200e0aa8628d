import manifest from "../deno.json" with { type: "json" };

/** Version of this program, from its one place. */
export const VERSION: string = manifest.version;
