import type { ComponentChildren, VNode } from "preact";
import type {
  PageProps,
  RequestFacts,
  ResolvedFreshConfig,
  RouteComponent,
} from "@/lib/fresh/render/snapshot.ts";
import { renderPage } from "../render/render_page.ts";

/** What the router knows when it makes a context. */
type ContextInit<State> =
  & Pick<Context<State>, "config" | "url" | "req" | "params" | "info">
  & { route: string | null };

/** A request on its way through middlewares, handler and page. */
export class Context<State> implements RequestFacts<State> {
  readonly config: ResolvedFreshConfig;
  /** The request's URL, parsed once. */
  readonly url: URL;
  readonly req: Request;
  /** Values of the route pattern's parameters, decoded by `decodeURI`: `%2F` stays as it is. */
  readonly params: Record<string, string>;
  readonly info: Deno.ServeHandlerInfo;
  /** Shared by everything that handles this request. */
  readonly state: State = {} as State;
  /** Always false: this Fresh renders whole documents. */
  readonly isPartial: boolean = false;
  /** The matched pattern, or null. */
  readonly route: string | null;
  /** Runs what comes after this middleware. */
  next: () => Promise<Response> = () => Promise.reject(new Error("Nothing comes next"));

  constructor(init: ContextInit<State>) {
    this.config = init.config;
    this.url = init.url;
    this.req = init.req;
    this.params = init.params;
    this.info = init.info;
    this.route = init.route;
  }

  /** Renders `vnode` inside the app wrapper. */
  render(vnode: VNode | null, init: ResponseInit = {}): Promise<Response> {
    return renderPage(this, () => vnode, { data: undefined, init });
  }

  /** Sends the visitor to another path of this app, or to an absolute http(s) URL. */
  redirect(pathOrUrl: string, status = 302): Response {
    const location = redirectTarget(pathOrUrl);
    return this.#answer(new Response(null, { status, headers: { location } }));
  }

  text(content: string, init?: ResponseInit): Response {
    return this.#answer(new Response(content, init));
  }

  html(content: string, init: ResponseInit = {}): Response {
    const headers = new Headers(init.headers);
    headers.set("content-type", "text/html; charset=utf-8");
    return this.#answer(new Response(content, { ...init, headers }));
  }

  json(content: unknown, init?: ResponseInit): Response {
    return this.#answer(Response.json(content, init));
  }

  /** Completes a WebSocket upgrade and calls `handlers` for what happens on the socket. */
  upgrade(handlers: WebSocketHandlers, options?: WebSocketUpgradeOptions): Response;
  /** Starts a WebSocket upgrade; the returned response completes it. */
  upgrade(options?: WebSocketUpgradeOptions): WebSocketUpgrade;
  upgrade(
    first: WebSocketHandlers | WebSocketUpgradeOptions = {},
    options?: WebSocketUpgradeOptions,
  ): Response | WebSocketUpgrade {
    return isHandlers(first)
      ? upgradeManaged(this.req, first, options)
      : upgradeBare(this.req, first);
  }

  // Upstream's methods need their `this`. Taken off the context, ours fail just as well.
  #answer(response: Response): Response {
    return response;
  }
}

/** Makes a redirect's target safe: a path stays a path of this app, whatever it begins with. */
function redirectTarget(target: string): string {
  if (/^https?:\/\//i.test(target)) return target;
  // Browsers read `/\host` and `//host` as another host, and ignore control characters on the way.
  // deno-lint-ignore no-control-regex -- control characters are what has to go
  const clean = target.replaceAll(/[\u0000-\u001f]/g, "");
  // deno-lint-ignore app/bounded-regex -- it matches every text, so it never goes back
  const [, path = "", rest = ""] = /^([^?#]*)(.*)$/s.exec(clean) ?? [];
  const scheme = /^[a-z][a-z\d+.-]*:/i.test(path);
  return (scheme ? `/${path}` : path).replaceAll(/[\\/]+/g, "/") + rest;
}

/** Callbacks of a managed WebSocket; each is optional. */
interface WebSocketHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event | ErrorEvent): void;
}

/** Options of the WebSocket underneath. */
interface WebSocketUpgradeOptions {
  /** Seconds without an answer to a ping until the connection is closed. */
  idleTimeout?: number;
  /** Sub-protocol to agree on. */
  protocol?: string;
}

/** A socket together with the response that completes its upgrade. */
interface WebSocketUpgrade {
  socket: WebSocket;
  response: Response;
}

/** Whether the first argument of `ctx.upgrade()` holds callbacks rather than options. */
function isHandlers(
  value: WebSocketHandlers | WebSocketUpgradeOptions,
): value is WebSocketHandlers {
  const names = ["open", "message", "close", "error"] as const;
  return names.some((name) => name in value && typeof Reflect.get(value, name) === "function");
}

/** Upgrades the request and leaves the socket to the caller. */
function upgradeBare(req: Request, options: WebSocketUpgradeOptions = {}): WebSocketUpgrade {
  if (req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    throw new HttpError(400, "Expected a WebSocket upgrade request");
  }
  return Deno.upgradeWebSocket(req, options);
}

/** Upgrades the request and calls `handlers` for what happens on the socket. */
function upgradeManaged(
  req: Request,
  handlers: WebSocketHandlers,
  options?: WebSocketUpgradeOptions,
): Response {
  const { socket, response } = upgradeBare(req, options);
  socket.addEventListener("open", () => handlers.open?.(socket));
  socket.addEventListener("message", (event) => handlers.message?.(socket, event));
  socket.addEventListener("error", (event) => handlers.error?.(socket, event));
  // Deno may report a close twice.
  socket.addEventListener(
    "close",
    (event) => handlers.close?.(socket, event.code, event.reason),
    { once: true },
  );
  return response;
}

/** What `new App()` accepts. */
export interface FreshConfig {
  /** Path under which the whole app is served, such as `/alarms`. */
  basePath?: string;
}

/** An error that carries the HTTP status the visitor gets. */
export class HttpError extends Error {
  override readonly name = "HttpError";
  /** HTTP status, 400 to 599. */
  readonly status: number;

  constructor(
    status: number,
    message = REASONS[status] ?? `HTTP ${status}`,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.status = status;
  }
}

const REASONS: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

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
  /** The app wrapper. */
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

/** A route as `app.route()` takes it. */
export interface Route<State> {
  component?: RouteComponent<State>;
  handler?: RouteHandler<unknown, State>;
}

/** A module under `routes/`. */
export interface RouteModule<State> {
  default?: RouteComponent<State> | Middleware<State>;
  handler?: RouteHandler<unknown, State> | Middleware<State>;
  handlers?: RouteHandler<unknown, State> | Middleware<State>;
}
