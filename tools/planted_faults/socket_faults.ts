import type { PlantedFault } from "./planted_fault.ts";

/** Faults on the way between server and page, on both its ends. */
export const SOCKET_FAULTS: readonly PlantedFault[] = [
  {
    name: "an answer without its id",
    file: "lib/server/socket/hub.ts",
    find: "const isAsker = client.key === asker?.client;",
    put: "const isAsker = client.key === undefined;",
    tests: ["tests/server/hub_test.ts"],
  },
  {
    name: "frames that nobody can miss",
    file: "lib/server/socket/hub.ts",
    find: "this.#log.add(this.#seq, text);",
    put: "",
    tests: ["tests/server/hub_test.ts"],
  },
  {
    name: "prices that a slow client never gets",
    file: "lib/server/socket/client_socket.ts",
    find: "if (mergeable) this.#missedPrices = true;",
    put: "if (mergeable) return;",
    tests: ["tests/server/hub_test.ts"],
  },
  {
    name: "a missed frame goes unnoticed",
    file: "lib/client/model.ts",
    find: "if (frame.seq > model.seq + 1) return withEarly({ ...model, gap: true }, frame);",
    put: "",
    tests: ["tests/client/model_test.ts"],
  },
  {
    name: "a connection that slept counts as alive",
    file: "lib/client/connection.ts",
    find: "this.#isProbing ? PROBE_LIMIT_MS : SILENCE_LIMIT_MS",
    put: "SILENCE_LIMIT_MS",
    tests: ["tests/client/connection_test.ts"],
  },
];
