export { App } from "./server/app.ts";
export type { Context as FreshContext } from "./server/context.ts";
export { csp } from "./server/csp.ts";
export { createDefine, page, type RouteConfig, type RouteHandler } from "./server/define.ts";
export { staticFiles } from "./server/static_files.ts";
export { HttpError } from "./http_error.ts";
