import { LiveClient } from "@/tests/program/live_client.ts";
import { RunningServer } from "@/tests/program/running_server.ts";
import { startBinance } from "@/tests/servers/binance.ts";
import { BOT_TOKEN, FakeTelegram } from "@/tests/servers/telegram.ts";
import { idle } from "../measure.ts";
import type { Row } from "../row.ts";
import { withFolder } from "../with_folder.ts";

const MOVES = 20;
/** More than five within ten seconds are a burst, in milliseconds. */
const MOVES_APART_MS = 2_500;

/** From the moment at which a price is set at the exchange to that at which Telegram is asked to send. */
export function telegramWay(): Promise<Row[]> {
  return withFolder(async (folder) => {
    await using telegram = new FakeTelegram();
    const binance = startBinance();
    const symbols = Array.from({ length: MOVES }, (_, nth) => `A${nth}USDT`);
    for (const symbol of symbols) binance.setPrice(symbol, 100);
    const server = await RunningServer.start({
      folder,
      env: {
        ...{ PRICE_SOURCE: "binance", BINANCE_API_URL: binance.url, BINANCE_STREAM: "on" },
        ...{ BINANCE_STREAM_URL: binance.streamUrl, TELEGRAM_API_URL: telegram.url },
      },
    });
    try {
      await setUp(server.url, symbols);
      await idle(15_000);
      const times: number[] = [];
      for (const symbol of symbols) {
        const sent = telegram.sent.length;
        const began = performance.now();
        binance.setPrice(symbol, 120);
        binance.streamPrice(symbol, 120, { from: Math.floor(Date.now() / 1000) * 1000 });
        await telegram.when(() => telegram.sent.length > sent);
        times.push(performance.now() - began);
        await idle(MOVES_APART_MS);
      }
      return [{ name: "a price at the exchange to Telegram", times, blocks: [] }];
    } finally {
      await server.stop();
      await binance.close();
    }
  });
}

async function setUp(url: string, symbols: readonly string[]): Promise<void> {
  const client = await LiveClient.connect(url);
  const config = { botToken: BOT_TOKEN, chatId: 77 };
  await client.ask("add_channel", { type: "telegram", name: "Telegram", config });
  for (const pair of symbols) {
    await client.ask("add_pair", { pair });
    const alarm = { type: "target", targetPrice: 110, direction: "fromBelow" };
    await client.ask("add_alarm", { pair, alarm });
  }
  await client.close();
}
