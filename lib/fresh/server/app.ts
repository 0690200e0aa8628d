import {
  keepInternals,
  type ResolvedFreshConfig,
  type RouteComponent,
  snapshotOf,
} from "@/lib/fresh/render/snapshot.ts";
import { type Command, joinPath, logError, plainError, runChain, withoutBody } from "./chain.ts";
import {
  Context,
  type FreshConfig,
  type HandlerFn,
  HttpError,
  type Method,
  type MiddlewareFn,
  type Route,
} from "./context.ts";
import { type Match, RouteTable, type Target } from "./routes.ts";

/** Options of `app.listen()`, those of `Deno.serve()`. */
export type ListenOptions = Partial<Deno.ServeTcpOptions & Deno.TlsCertifiedKeyPem>;

/** A web app: middlewares, routes and files, in the order in which they are added. */
export class App<State> {
  readonly config: ResolvedFreshConfig;
  readonly #commands: Command<State>[] = [];

  constructor(config: FreshConfig = {}) {
    const basePath = (config.basePath ?? "").replace(/\/{1,20}$/, "");
    this.config = { basePath, mode: "production" };
  }

  /** Adds middlewares, for all paths or for one and those below it. */
  use(...middlewares: MiddlewareFn<State>[]): this;
  use(path: string, ...middlewares: MiddlewareFn<State>[]): this;
  use(first: string | MiddlewareFn<State>, ...rest: MiddlewareFn<State>[]): this {
    const path = typeof first === "string" ? first : "/";
    const middlewares = typeof first === "string" ? rest : [first, ...rest];
    return this.#push({ type: "use", path, middlewares });
  }

  /** Answers GET, and HEAD without a body. */
  get(path: string, ...handlers: HandlerFn<unknown, State>[]): this {
    return this.#handle("GET", path, handlers);
  }

  post(path: string, ...handlers: HandlerFn<unknown, State>[]): this {
    return this.#handle("POST", path, handlers);
  }

  head(path: string, ...handlers: HandlerFn<unknown, State>[]): this {
    return this.#handle("HEAD", path, handlers);
  }

  all(path: string, ...handlers: HandlerFn<unknown, State>[]): this {
    return this.#handle("ALL", path, handlers);
  }

  /** Adds a page with its handlers. */
  route(path: string, route: Route<State>): this {
    return this.#push({ type: "route", path, route });
  }

  /** Inserts the routes of the `routes/` folder here. */
  fsRoutes(pattern = "/"): this {
    return this.#push({ type: "files", path: pattern });
  }

  /** Sets the component around every page, the HTML shell. */
  appWrapper(component: RouteComponent<State>): this {
    return this.#push({ type: "wrapper", path: "/", component });
  }

  /** A function that answers requests; it needs no server. */
  handler(): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
    return createHandler(this, this.config, this.#commands);
  }

  listen(options: ListenOptions = {}): Promise<void> {
    Deno.serve(options as Deno.ServeTcpOptions, this.handler());
    return Promise.resolve();
  }

  #handle(method: Method | "ALL", path: string, handlers: HandlerFn<unknown, State>[]): this {
    return this.#push({ type: "handle", path, method, handlers });
  }

  #push(command: Command<State>): this {
    this.#commands.push({ ...command, path: this.#join(command.path) });
    return this;
  }

  #join(path: string): string {
    return joinPath(this.config.basePath, path);
  }
}

const NO_SERVER: Deno.ServeHandlerInfo = {
  remoteAddr: { transport: "tcp", hostname: "localhost", port: 0 },
  completed: Promise.resolve(),
};

/** Makes the function that answers an app's requests. */
function createHandler<State>(
  app: object,
  config: ResolvedFreshConfig,
  commands: Command<State>[],
): (request: Request, info?: Deno.ServeHandlerInfo) => Promise<Response> {
  const snapshot = snapshotOf(app);
  const table = new RouteTable(commands, snapshot, config.basePath);
  const resolved = { ...config, mode: snapshot?.mode ?? config.mode };
  return async (req, info = NO_SERVER) => {
    const url = new URL(req.url);
    // A path that begins with two slashes would name another host in a redirect.
    url.pathname = url.pathname.replaceAll(/\/+/g, "/");
    const isIndex = config.basePath !== "" && url.pathname === `${config.basePath}/`;
    const match = table.match(req.method, isIndex ? config.basePath : url.pathname);
    const { params = {}, path: route = null } = match ?? {};
    const ctx = new Context<State>({ config: resolved, url, req, params, info, route });
    const links = match?.value?.links ?? table.root;
    const { wrapper } = table;
    keepInternals<State>(ctx, { snapshot, wrapper });
    const all = [lastResort, ...links, answerTo(match)];
    const response = await runChain(ctx, all);
    return req.method === "HEAD" ? await withoutBody(response) : response;
  };
}

function answerTo<State>(match: Match<Target<State>> | null): MiddlewareFn<State> {
  if (match === null) return () => Promise.reject(new HttpError(404));
  return match.value?.answer ?? ((ctx) => wrongMethod(ctx, match.allowed.join(", ")));
}

function wrongMethod<State>(ctx: Context<State>, allow: string): Response {
  if (ctx.req.method === "OPTIONS") return new Response(null, { status: 204, headers: { allow } });
  throw new HttpError(405);
}

/** Answers what no middleware caught. */
async function lastResort<State>(ctx: Context<State>): Promise<Response> {
  try {
    return await ctx.next();
  } catch (error) {
    logError(error);
    return plainError(error);
  }
}
