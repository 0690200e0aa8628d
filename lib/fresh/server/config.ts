/** What `new App()` accepts. */
export interface FreshConfig {
  /** Path under which the whole app is served, such as `/alarms`. */
  basePath?: string;
}

/** The configuration with its defaults filled in. */
export interface ResolvedFreshConfig {
  basePath: string;
  mode: "development" | "production";
}
