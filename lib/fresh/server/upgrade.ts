import { HttpError } from "../http_error.ts";

/** Callbacks of a managed WebSocket; each is optional. */
export interface WebSocketHandlers {
  open?(socket: WebSocket): void;
  message?(socket: WebSocket, event: MessageEvent): void;
  close?(socket: WebSocket, code: number, reason: string): void;
  error?(socket: WebSocket, event: Event | ErrorEvent): void;
}

/** Options of the WebSocket underneath. */
export interface WebSocketUpgradeOptions {
  /** Seconds without an answer to a ping until the connection is closed. */
  idleTimeout?: number;
  /** Sub-protocol to agree on. */
  protocol?: string;
}

/** A socket together with the response that completes its upgrade. */
export interface WebSocketUpgrade {
  socket: WebSocket;
  response: Response;
}

/** Whether the first argument of `ctx.upgrade()` holds callbacks rather than options. */
export function isHandlers(
  value: WebSocketHandlers | WebSocketUpgradeOptions,
): value is WebSocketHandlers {
  const names = ["open", "message", "close", "error"] as const;
  return names.some((name) => name in value && typeof Reflect.get(value, name) === "function");
}

/** Upgrades the request and leaves the socket to the caller. */
export function upgradeBare(req: Request, options: WebSocketUpgradeOptions = {}): WebSocketUpgrade {
  if (req.headers.get("upgrade")?.toLowerCase() !== "websocket") {
    throw new HttpError(400, "Expected a WebSocket upgrade request");
  }
  return Deno.upgradeWebSocket(req, options);
}

/** Upgrades the request and calls `handlers` for what happens on the socket. */
export function upgradeManaged(
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
