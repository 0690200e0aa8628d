export { App } from "./server/app.ts";
export {
  type Context as FreshContext,
  createDefine,
  HttpError,
  page,
  type RouteHandler,
} from "./server/context.ts";
export { csp } from "./server/middlewares.ts";
export { staticFiles } from "./server/middlewares.ts";
