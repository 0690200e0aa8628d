import assert from "node:assert/strict";
import type { Heard, ReceiveTools } from "@/lib/notify/channel_type.ts";
import { receiveReactions } from "@/lib/notify/channels/matrix/matrix.ts";
import { channelOf } from "../store/fixtures.ts";

function roomChannel(roomId: string) {
  return channelOf({ id: roomId, type: "matrix", config: { roomId, userId: "@me:x" } });
}

/** What is asked while `roomsOf` are the rooms at each round, one after the other. */
async function poll(roomsOf: readonly (readonly string[])[]): Promise<URL[]> {
  const stop = new AbortController();
  const asked: URL[] = [];
  const heard: Heard = { next: 0 };
  const tools = {
    signal: stop.signal,
    askTheirsLong: (url: string) => {
      asked.push(new URL(url));
      if (asked.length === roomsOf.length) stop.abort();
      const text = JSON.stringify({ next_batch: `s${asked.length}` });
      return Promise.resolve({ status: 200, headers: {}, text });
    },
  } as unknown as ReceiveTools;
  const channels = () => (roomsOf[asked.length] ?? []).map(roomChannel);
  const config = { server: "https://matrix.example.org", accessToken: "t" };
  await receiveReactions({ config, channels, heard }, tools);
  return asked;
}

Deno.test("receiveReactions() asks anew where a room came, so that its reactions are told", async () => {
  const asked = await poll([["!a:x"], ["!a:x"], ["!a:x", "!b:x"], ["!a:x", "!b:x"], ["!b:x"]]);
  assert.deepEqual(asked.map(({ searchParams }) => searchParams.get("since")), [
    ...[null, "s1", null, "s3", "s4"],
  ]);
});

Deno.test("receiveReactions() asks at an address that is not too long, however many rooms there are", async () => {
  const rooms = Array.from({ length: 200 }, (_, nth) => `!${"r".repeat(18)}${nth}:example.org`);
  const [many = assert.fail()] = await poll([rooms]);
  assert.ok(many.href.length < 2000, String(many.href.length));
  const [few = assert.fail()] = await poll([rooms.slice(0, 3)]);
  const filter = JSON.parse(few.searchParams.get("filter") ?? "");
  assert.deepEqual(filter.room.rooms, rooms.slice(0, 3));
});
