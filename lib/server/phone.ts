import { HttpError } from "fresh";
import { z } from "zod";
import { can } from "@/lib/accounts/rights.ts";
import { parseInput } from "@/lib/commands/command.ts";
import { DEMO_PHONE } from "@/lib/notify/channels/phone/demo_phone.ts";
import { titleOfSymbol } from "@/lib/market/pair_title.ts";
import type { PhonePicture } from "@/lib/protocol/views.ts";
import type { Services, State } from "./define.ts";

/** What a person does with the demo's phone. */
const Deed = z.union([
  z.strictObject({ press: z.string().max(100) }),
  z.strictObject({ isOn: z.boolean() }),
  z.strictObject({ ring: z.literal(true) }),
]);

/** The demo's phone. @throws {HttpError} 404 outside the demo */
export function phoneOf({ phone }: Services): NonNullable<Services["phone"]> {
  if (phone === null) throw new HttpError(404);
  return phone;
}

/** What the phone shows to whoever asks: its buttons are for those who may acknowledge. */
export function shownPhone({ services, who }: Pick<State, "services" | "who">): PhonePicture {
  const { picture } = phoneOf(services);
  if (can(who, "acknowledge")) return picture;
  const messages = picture.messages.map((message) => ({ ...message, buttons: [] }));
  return { ...picture, messages };
}

/** Does it, and says in words what came of it. @throws {Refusal} */
export async function usePhone(
  { services, address, who }: Pick<State, "services" | "address" | "who">,
  input: unknown,
): Promise<string> {
  const phone = phoneOf(services);
  const deed = parseInput(Deed, input);
  if ("press" in deed) return (await phone.press(deed.press)).text;
  if ("ring" in deed) {
    const { pair } = await services.runFor(who, "test_alarm", {}, { address }) as { pair: string };
    return `${titleOfSymbol(pair, services.store.state.pairs.get(pair))} rings, as a test`;
  }
  phone.turn(deed.isOn);
  if (!deed.isOn) return "Switched off";
  // What waits for a channel that somebody switches on is tried at once.
  const channels = services.store.state.channels.filter(({ type }) => type === DEMO_PHONE);
  for (const { id } of channels) {
    await services.runFor(who, "update_channel", { id, enabled: true }, { address });
  }
  return "Switched on";
}
