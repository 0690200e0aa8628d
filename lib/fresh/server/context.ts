import type { VNode } from "preact";
import { renderPage } from "../render/render_page.ts";
import type { ResolvedFreshConfig } from "./config.ts";
import { redirectTarget } from "./redirect.ts";
import type { LayoutConfig } from "./route.ts";
import {
  isHandlers,
  upgradeBare,
  upgradeManaged,
  type WebSocketHandlers,
  type WebSocketUpgrade,
  type WebSocketUpgradeOptions,
} from "./upgrade.ts";

/** What the router knows when it makes a context. */
export type ContextInit<State> =
  & Pick<Context<State>, "config" | "url" | "req" | "params" | "info">
  & { route: string | null };

/** A request on its way through middlewares, handler and page. */
export class Context<State> {
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
  /** What was thrown, on the way to an error page; otherwise null. */
  error: unknown = null;
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

  /** Renders `vnode` inside the layouts and the app wrapper. */
  render(
    vnode: VNode | null,
    init: ResponseInit = {},
    config: LayoutConfig = {},
  ): Promise<Response> {
    return renderPage(this, () => vnode, { data: undefined, init, config });
  }

  /** Sends the visitor to another path of this app, or to an absolute http(s) URL. */
  redirect(pathOrUrl: string, status = 302): Response {
    const location = redirectTarget(pathOrUrl);
    return this.#answer(new Response(null, { status, headers: { location } }));
  }

  /** Answers with plain text. */
  text(content: string, init?: ResponseInit): Response {
    return this.#answer(new Response(content, init));
  }

  /** Answers with a string of HTML. */
  html(content: string, init: ResponseInit = {}): Response {
    const headers = new Headers(init.headers);
    headers.set("content-type", "text/html; charset=utf-8");
    return this.#answer(new Response(content, { ...init, headers }));
  }

  /** Answers with JSON. */
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
