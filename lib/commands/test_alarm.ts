import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { makeAlarm } from "@/lib/alarms/make_alarm.ts";
import { makeTestFire } from "@/lib/alarms/test_fire.ts";
import { silenceOldest } from "@/lib/store/silence_oldest.ts";
import type { Pair, State } from "@/lib/store/state.ts";
import { alarmReference } from "./alarm_change.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { findAlarm, findPair } from "./lookup.ts";
import { Refusal } from "./refusal.ts";
import { settingContext, settled } from "./setting_context.ts";

/** Rings as if an alarm had gone off, over the same path; the alarm itself stays as it is. */
export const testAlarm = defineCommand({
  answer: "alarm_triggered",
  input: z.strictObject({ ...alarmReference, id: z.string().optional() }),
  run({ pair: text, id }, context, cause) {
    const decide = (state: State) => {
      const { pair, alarm } = id === undefined
        ? rehearsal(state, text, context)
        : findAlarm(state, id, text);
      const price = pair.currentPrice;
      if (price === null) {
        throw new Refusal("no_price_yet", `${pair.symbol} has no price yet; try again`, "pair");
      }
      const fire = makeTestFire(alarm, pair, {
        id: `fire_test_${context.newId()}`,
        now: context.now(),
        price,
      });
      const { symbol } = pair;
      const tested = [{ type: "alarmTested" as const, symbol, fire }];
      return {
        events: [...tested, ...silenceOldest(state, tested, context.now())],
        result: { pair: symbol, alarm, price, fire },
      };
    };
    return context.store.change(decide, cause);
  },
});

/** Without an alarm to test, the pair's first one serves, or else one made up at the current price. */
function rehearsal(
  state: State,
  text: string | undefined,
  context: CommandContext,
): { pair: Pair; alarm: Alarm } {
  const pair = text === undefined ? state.pairs.values().next().value : findPair(state, text);
  if (!pair) throw new Refusal("pair_not_found", "There is no pair yet; add one first", "pair");
  const alarm = pair.alarms[0] ?? madeUp(pair, context);
  return { pair, alarm };
}

function madeUp(pair: Pair, context: CommandContext): Alarm {
  const wanted = {
    type: "target" as const,
    targetPrice: pair.currentPrice ?? 1,
    direction: "any" as const,
    note: "",
    mode: "once" as const,
    cooldownSeconds: 0,
    expiresAt: null,
  };
  const id = `alarm_test_${context.newId()}`;
  return settled(makeAlarm(wanted, { id, ...settingContext(pair, context) })).alarm;
}
