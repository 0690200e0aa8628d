export { asset } from "./build_id.ts";
export { Head } from "./head.ts";

/** True in the browser, false while rendering on the server. */
export const IS_BROWSER: boolean = typeof document !== "undefined" && !("Deno" in globalThis);
