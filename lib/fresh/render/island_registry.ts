import type { IslandModule } from "../server/snapshot.ts";

/** An island as the browser finds it. */
export interface IslandRef {
  /** Name of the module, unique in the build. */
  module: string;
  /** Name of the component's export. */
  export: string;
}

const refs = new WeakMap<object, IslandRef>();

/** Makes every component these modules export an island. */
export function registerIslands(modules: IslandModule[]): void {
  for (const { name, module } of modules) {
    for (const [key, component] of Object.entries(module)) {
      if (typeof component === "function") refs.set(component, { module: name, export: key });
    }
  }
}

/** The island a component is, if it is one. */
export function islandRefOf(component: object): IslandRef | undefined {
  return refs.get(component);
}
