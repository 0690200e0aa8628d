import type { ComponentChildren } from "preact";
import type { LayoutConfig, PageProps, RouteComponent } from "../render/page.ts";
import type { Context } from "./context.ts";

type DataOf<Handler, State> = Handler extends HandlerFn<infer Data, State> ? Data
  : Handler extends HandlerByMethod<infer Data, State> ? Data
  : never;

type Rendered = ComponentChildren | Response;

/** Identity functions that bind the types of an app's state. */
interface Define<State> {
  /** A route's handlers: one function or an object by method. */
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): Handlers;
  handler<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): Handlers;
  /** A page whose `props.data` comes from `typeof handlers`. */
  page<
    Handler extends RouteHandler<unknown, State> = never,
    Data = DataOf<Handler, State>,
    Result extends Rendered | Promise<Rendered> = Rendered | Promise<Rendered>,
  >(render: (props: PageProps<Data, State>) => Result): (props: PageProps<Data, State>) => Result;
  /** A layout or the app wrapper. */
  layout<Result extends Rendered | Promise<Rendered>>(
    render: (props: PageProps<unknown, State>) => Result,
  ): (props: PageProps<unknown, State>) => Result;
  /** One middleware or several. */
  middleware<M extends Middleware<State>>(middleware: M): M;
}

/** Binds `define.page`, `define.handlers` and the others to one type of state. */
export function createDefine<State>(): Define<State> {
  return {
    handlers: (handlers) => handlers,
    handler: (handlers) => handlers,
    page: (render) => render,
    layout: (render) => render,
    middleware: (middleware) => middleware,
  };
}

/** The methods a route can answer by name. */
export type Method = "HEAD" | "GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "OPTIONS";

/** What a handler returns to have its page rendered with `data`. */
interface PageResponse<T> {
  data: T;
  headers?: HeadersInit;
  status?: number;
}

/** Answers one request, with a response or with data for the page. */
export type HandlerFn<Data, State> = (
  ctx: Context<State>,
) => Response | PageResponse<Data> | Promise<Response | PageResponse<Data>>;

/** Handlers by HTTP method. */
type HandlerByMethod<Data, State> = { [M in Method]?: HandlerFn<Data, State> };

/** One handler for every method, or one for each. */
export type RouteHandler<Data, State> = HandlerFn<Data, State> | HandlerByMethod<Data, State>;

/** Hands `data` from a handler to the page of its route. */
export function page<T>(
  data?: T,
  options?: { headers?: HeadersInit; status?: number },
): PageResponse<T> {
  return { data: data as T, ...options };
}

/** Answers a request, or lets `ctx.next()` answer it. */
export type MiddlewareFn<State> = (ctx: Context<State>) => Response | Promise<Response>;

/** One middleware, or several that run in order. */
type Middleware<State> = MiddlewareFn<State> | MiddlewareFn<State>[];

/** What a route module may export as `config`. */
export interface RouteConfig extends LayoutConfig {
  /** URLPattern pathname to use instead of the one the file name gives. */
  routeOverride?: string;
}

/** A route as `app.route()` takes it. */
export interface Route<State> {
  component?: RouteComponent<State>;
  handler?: RouteHandler<unknown, State>;
  config?: RouteConfig;
}

/** A module under `routes/`. */
export interface RouteModule<State> {
  default?: RouteComponent<State> | Middleware<State>;
  handler?: RouteHandler<unknown, State> | Middleware<State>;
  handlers?: RouteHandler<unknown, State> | Middleware<State>;
  config?: RouteConfig;
}
