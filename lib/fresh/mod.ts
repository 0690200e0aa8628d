export { App, type ListenOptions } from "./server/app.ts";
export type { LayoutConfig, PageProps, ResolvedFreshConfig } from "./render/page.ts";
export type { FreshConfig } from "./server/context.ts";
export { Context, type Context as FreshContext } from "./server/context.ts";
export { csp, type CSPOptions } from "./server/csp.ts";
export { createDefine, type Define } from "./server/define.ts";
export {
  type HandlerByMethod,
  type HandlerFn,
  type Method,
  page,
  type PageResponse,
  type RouteHandler,
} from "./server/define.ts";
export type { Middleware, MiddlewareFn } from "./server/define.ts";
export type { RouteConfig } from "./server/define.ts";
export { staticFiles } from "./server/static_files.ts";
export type { WebSocketHandlers, WebSocketUpgradeOptions } from "./server/context.ts";
export { HttpError } from "./http_error.ts";
