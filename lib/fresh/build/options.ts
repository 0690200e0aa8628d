import { resolve } from "node:path";

/** What `new Builder()` accepts; paths are relative to `root`. */
export interface BuildOptions {
  /** The project's folder. Default: the working directory. */
  root?: string;
  /** Where a production build goes. Default: `_fresh`. */
  outDir?: string;
  /** The module that exports `app`. Default: `main.ts`. */
  serverEntry?: string;
  /** Default: `routes`. */
  routeDir?: string;
  /** Default: `islands`. */
  islandDir?: string;
  /** Default: `static`. */
  staticDir?: string;
  /** Browsers to build for, as esbuild names them. */
  target?: string | string[];
  /** Source maps of a production build. */
  sourceMap?: {
    kind?: boolean | "linked" | "inline" | "external" | "both";
    sourceRoot?: string;
    sourcesContent?: boolean;
  };
  /** Files that are neither routes nor islands. Default: test files. */
  ignore?: RegExp[];
}

type Folders = "root" | "outDir" | "serverEntry" | "routeDir" | "islandDir" | "staticDir";

/** The options with defaults filled in and absolute paths. */
export type ResolvedOptions =
  & Required<Pick<BuildOptions, Folders | "ignore">>
  & Pick<BuildOptions, "target" | "sourceMap">;

const TESTS = /[._]test\.[cm]?[jt]sx?$/;

/** Fills in the defaults. */
export function resolveOptions(options: BuildOptions = {}): ResolvedOptions {
  const root = resolve(options.root ?? Deno.cwd());
  return {
    root,
    outDir: resolve(root, options.outDir ?? "_fresh"),
    serverEntry: resolve(root, options.serverEntry ?? "main.ts"),
    routeDir: resolve(root, options.routeDir ?? "routes"),
    islandDir: resolve(root, options.islandDir ?? "islands"),
    staticDir: resolve(root, options.staticDir ?? "static"),
    ignore: options.ignore ?? [TESTS],
    ...(options.target && { target: options.target }),
    ...(options.sourceMap && { sourceMap: options.sourceMap }),
  };
}

/** The name of an island module: its file without the extension, as error messages show it. */
export function islandName(file: string): string {
  return file.replace(/\.[^./]+$/, "");
}
