import type { FreshContext } from "fresh";
import type { ClientSocket } from "@/lib/live/client_socket.ts";
import { MessageQueue } from "@/lib/live/message_queue.ts";
import type { State } from "./define.ts";
import { problem } from "./problem.ts";
import { handshakeProblem, SOCKET_VERSION } from "./well_formed.ts";

/** Answers a request to `/ws`: one that cannot become a socket is refused as such. */
export function answerSocket(ctx: FreshContext<State>): Response {
  const wrong = handshakeProblem(ctx.req);
  if (wrong === null) return serveSocket(ctx);
  const headers = { "sec-websocket-version": SOCKET_VERSION };
  return problem(400, { detail: wrong, code: "bad_request" }, headers);
}

/** Upgrades a request to `/ws`: a snapshot first, then every broadcast, and an answer to each message. */
export function serveSocket(ctx: FreshContext<State>): Response {
  const { services: { hub, run, onError }, address } = ctx.state;
  if (!hub.hasRoom(address)) {
    return problem(503, {
      detail: "Too many connections; try again later",
      code: "too_many_clients",
    });
  }
  let client: ClientSocket | null = null;
  let queue: MessageQueue | null = null;
  return ctx.upgrade({
    open(socket) {
      // Nobody catches what a listener throws: it would end the program.
      try {
        client = hub.connect(socket, address);
        queue = new MessageQueue(client, { hub, run, onError });
      } catch (error) {
        onError(error);
        socket.close(1011, "The connection failed inside the server");
      }
    },
    message(_socket, event) {
      queue?.add(event.data);
    },
    close() {
      if (client) hub.disconnect(client);
    },
    error() {
      if (client) hub.disconnect(client);
    },
  });
}
