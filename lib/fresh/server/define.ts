import type { ComponentChildren } from "preact";
import type { HandlerByMethod, HandlerFn, RouteHandler } from "./handlers.ts";
import type { Middleware } from "./middleware.ts";
import type { PageProps } from "./route.ts";

type DataOf<Handler, State> = Handler extends HandlerFn<infer Data, State> ? Data
  : Handler extends HandlerByMethod<infer Data, State> ? Data
  : never;

type Rendered = ComponentChildren | Response;

/** Identity functions that bind the types of an app's state. */
export interface Define<State> {
  /** A route's handlers: one function or an object by method. */
  handlers<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): Handlers;
  /** The same as `handlers`. */
  handler<Data, Handlers extends RouteHandler<Data, State> = RouteHandler<Data, State>>(
    handlers: Handlers,
  ): Handlers;
  /** A page whose `props.data` comes from `typeof handlers`. */
  page<
    Handler extends RouteHandler<unknown, State> = never,
    Data = DataOf<Handler, State>,
    Result extends Rendered | Promise<Rendered> = Rendered | Promise<Rendered>,
  >(
    render: (props: PageProps<Data, State>) => Result,
  ): (props: PageProps<Data, State>) => Result;
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
