import type { Hub } from "@/lib/server/socket/hub.ts";
import type { WholePriceChange } from "@/lib/protocol/frames.ts";
import { EMPTY_STATE } from "@/lib/alarms/pair.ts";
import { hubOf } from "../hub_of.ts";
import { START } from "../market.ts";
import { measure } from "../measure.ts";
import type { Row } from "../row.ts";
import { withClients } from "../real_clients.ts";
import { SilentSocket } from "../silent_socket.ts";

const SOCKETS = 1000;
const RUNS = 100;
const HUB = "broadcast: prices of 100 pairs, 1,000 sockets";
const EACH = "the same, serialised for each socket";
const REAL = "broadcast: until 1,000 real clients have it";

type Prices = { readonly prices: readonly WholePriceChange[] };

/** The price frame of a check to many clients: handed to the sockets, and read at the other end. */
export async function broadcast(): Promise<Row[]> {
  const data = prices(100);
  const hub = emptyHub();
  for (let nth = 0; nth < SOCKETS; nth++) hub.connect(new SilentSocket(), "bench");
  const sockets = Array.from({ length: SOCKETS }, () => new SilentSocket());
  const sendEach = () => sockets.forEach((socket) => socket.send(JSON.stringify({ data })));
  const sendAll = () => hub.broadcast("price_update", data);
  const bytes = JSON.stringify({ event: "price_update", data, seq: 1 }).length * SOCKETS;
  return [
    { name: HUB, against: EACH, bytes, ...await measure({ warmUp: 20, runs: RUNS, run: sendAll }) },
    { name: EACH, ...await measure({ warmUp: 20, runs: RUNS, run: sendEach }) },
    { name: REAL, bytes, ...await toRealClients(data) },
  ];
}

function toRealClients(data: Prices) {
  const hub = emptyHub();
  return withClients((socket) => void hub.connect(socket, "bench"), SOCKETS, (allHave) =>
    measure({
      warmUp: 5,
      runs: RUNS,
      run: () => {
        const received = allHave();
        hub.broadcast("price_update", data);
        return received;
      },
    }));
}

function emptyHub(): Hub {
  return hubOf({ state: EMPTY_STATE, histories: new Map() });
}

function prices(count: number): Prices {
  const timestamp = new Date(START).toISOString();
  const past = { historyStart: timestamp, references: {} };
  const price = { price: 50123.45, timestamp, maxPrice: 52000, minPrice: 48000, ...past };
  return { prices: Array.from({ length: count }, (_, nth) => ({ pair: `A${nth}USDT`, ...price })) };
}
