import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import type { AlarmRefused, AlarmSet } from "@/lib/alarms/alarm_result.ts";
import type { FrameData } from "@/lib/live/protocol.ts";
import type { Cause } from "@/lib/store/cause.ts";
import type { AlarmAct, Event } from "@/lib/store/event.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import type { CommandContext } from "./command.ts";
import { findAlarm } from "./lookup.ts";
import { refuseTooLong, settled } from "./setting_context.ts";

/** Which alarm is meant; the id alone is enough, a pair that is named must be the alarm's. */
export const alarmReference = { pair: z.string().optional(), id: z.string() };

type Reference = { readonly pair?: string | undefined; readonly id: string };
type Change = (alarm: Alarm, pair: Pair) => AlarmSet | AlarmRefused;

/** What is done to which alarm. */
interface AlarmChange extends Reference {
  readonly act: AlarmAct;
}

/** Replaces one alarm by what `change` makes of it. @throws {Refusal} when there is none, or it is refused */
export function changeAlarm(
  { pair: text, id, act }: AlarmChange,
  change: Change,
  { store, historyDays }: CommandContext,
  cause: Cause,
): Promise<FrameData["alarm_updated"]> {
  const decide = (state: State) => {
    const { pair: { symbol }, pair, alarm: before } = findAlarm(state, id, text);
    const { alarm, alreadyTrue, dropped } = settled(change(before, pair));
    refuseTooLong(alarm, historyDays);
    const updated = { type: "alarmUpdated" as const, symbol, alarm, by: "person" as const, act };
    const event: Event = dropped === undefined ? updated : { ...updated, dropped };
    const result = { pair: symbol, alarm, alreadyTrue, ...dropped };
    return { events: [event], result };
  };
  return store.change(decide, cause);
}
