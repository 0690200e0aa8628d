/** A name or address, as browsers and scripts send them, and a port. */
const HOST = /^(?:\[[\da-f:.]{2,45}\]|[a-z\d._-]{1,253})(?::\d{0,5})?$/i;
/** Sixteen bytes in base64. */
const SOCKET_KEY = /^[a-z\d+/]{22}==$/i;
export const SOCKET_VERSION = "13";

/** Whether scripts ask for this path, and are answered in JSON. */
export function isApi(pathname: string): boolean {
  return pathname === "/api" || pathname.startsWith("/api/");
}

/** What is wrong with a request by HTTP's own rules, for a person; null when nothing is. */
export function requestProblem({ headers, url }: Request): string | null {
  const host = headers.get("host");
  if (host === null || host === "") return "The request names no host: send a Host header";
  if (!HOST.test(host) || URL.parse(`http://${host}`) === null) {
    return "The Host header must be a name or an address, with a port where it is not the usual one";
  }
  return URL.parse(url) === null ? "The request's address cannot be read" : null;
}

/** What is wrong with a request that is to become a socket (RFC 6455), for a person; null when nothing is. */
export function handshakeProblem({ headers, method }: Request): string | null {
  const says = (name: string, word: string) =>
    (headers.get(name) ?? "").toLowerCase().split(",").some((part) => part.trim() === word);
  if (method !== "GET" || !says("upgrade", "websocket")) {
    return "This is a WebSocket: connect to it with ws:// or wss://";
  }
  if (!says("connection", "upgrade")) return "The header Connection must say Upgrade";
  if (headers.get("sec-websocket-version") !== SOCKET_VERSION) {
    return `Sec-WebSocket-Version must be ${SOCKET_VERSION}`;
  }
  const isKey = SOCKET_KEY.test(headers.get("sec-websocket-key") ?? "");
  return isKey ? null : "Sec-WebSocket-Key must be 16 bytes in base64";
}
