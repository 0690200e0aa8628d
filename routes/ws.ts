import { problem } from "@/lib/server/api/answer.ts";
import { define } from "@/lib/server/define.ts";
import { handshakeProblem, SOCKET_VERSION } from "@/lib/server/guards.ts";
import type { WireVersion } from "@/lib/server/socket/client_socket.ts";
import { serveSocket } from "@/lib/server/socket/serve_socket.ts";

const VERSIONS: ReadonlyMap<string | null, WireVersion> = new Map([[null, 1], ["1", 1], ["2", 2]]);

/** A request that cannot become a socket is refused as such. */
export const handler = define.handlers({
  GET(ctx) {
    const wrong = handshakeProblem(ctx.req);
    if (wrong !== null) {
      const headers = { "sec-websocket-version": SOCKET_VERSION };
      return problem(400, { detail: wrong, code: "bad_request" }, headers);
    }
    const version = VERSIONS.get(ctx.url.searchParams.get("v"));
    if (version !== undefined) return serveSocket(ctx, version);
    const detail = "v must be 2, or left out";
    return problem(400, { detail, code: "bad_request", field: "v" });
  },
});
