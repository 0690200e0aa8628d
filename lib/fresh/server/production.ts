import { attachSnapshot, type Snapshot, type StaticFile } from "../render/snapshot.ts";

/** What `_fresh/snapshot.js` exports. */
type StoredSnapshot = Omit<Snapshot, "mode" | "files"> & {
  /** Content hashes by URL path; the files are in `static/` beside the snapshot. */
  hashes: Record<string, string>;
};

/** Gives the build in folder `dir` to the app, as `_fresh/server.js` does. */
export function attachBuild(app: object, stored: StoredSnapshot, dir: string): void {
  const { hashes, ...snapshot } = stored;
  const files = new Map<string, StaticFile>();
  for (const [path, hash] of Object.entries(hashes)) {
    // Relative to the module, never to the working directory: true in a compiled binary too.
    files.set(path, { hash, read: () => Deno.readFile(`${dir}/static${path}`) });
  }
  attachSnapshot(app, { ...snapshot, mode: "production", files });
}
