import type { App, ListenOptions } from "../server/app.ts";
import { attachSnapshot } from "../server/snapshot.ts";
import { reloadScriptPath, withLiveReload } from "./live_reload.ts";
import { memorySnapshot } from "./memory_snapshot.ts";
import { type BuildOptions, type ResolvedOptions, resolveOptions } from "./options.ts";
import { planBuild } from "./plan.ts";
import { writeBuild } from "./write_build.ts";

export type { BuildOptions };

/** Gives a build to an app. */
export type ApplySnapshot = <State>(app: App<State>) => void;

/** Builds the app: to disk for production, in memory for tests and development. */
export class Builder {
  readonly config: ResolvedOptions;

  constructor(options?: BuildOptions) {
    this.config = resolveOptions(options);
  }

  /** Makes a build; with `snapshot: "memory"` nothing is written, and the result goes to an app. */
  async build(
    options: { mode?: "development" | "production"; snapshot?: "disk" | "memory" } = {},
  ): Promise<ApplySnapshot> {
    const { mode = "production", snapshot: kind = "disk" } = options;
    const plan = await planBuild(this.config, mode === "development");
    if (kind === "disk") {
      await writeBuild(plan, this.config);
      return () => {
        throw new Error(`Cannot apply a build on disk; run ${this.config.outDir}/server.js`);
      };
    }
    const snapshot = await memorySnapshot(plan, this.config, mode);
    return (app) => attachSnapshot(app, snapshot);
  }

  /** Serves the app for development: pages reload when the process starts anew. */
  async listen<State>(
    importApp: () => Promise<{ app: App<State> }>,
    options: ListenOptions = {},
  ): Promise<void> {
    const plan = await planBuild(this.config, true);
    const snapshot = await memorySnapshot(plan, this.config, "development");
    const revision = crypto.randomUUID();
    const { app } = await importApp();
    attachSnapshot(app, { ...snapshot, reloadScript: reloadScriptPath(revision) });
    const handler = withLiveReload(app.handler(), app.config.basePath, revision);
    Deno.serve(options as Deno.ServeTcpOptions, handler);
  }
}
