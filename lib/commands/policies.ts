import { z } from "zod";
import type { Alarm } from "@/lib/alarms/alarm.ts";
import { must, nameInput } from "@/lib/alarms/kinds/fields.ts";
import type { State } from "@/lib/alarms/pair.ts";
import { MAX_POLICIES, type Policy } from "@/lib/alarms/delivery.ts";
import { defineCommand, Refusal, unknownChannel } from "./command.ts";

const MAX_STEPS = 10;
const MAX_CHANNELS_A_STEP = 20;
/** Each of them is a message, and stands in the store as long as its fire. */
const MAX_REPEATS = 200;
const DAY_SECONDS = 24 * 60 * 60;
const LEAST_REPEAT_SECONDS = 30;
const DEFAULT_STOP_SECONDS = 60 * 60;

const afterRule = must(`be a whole number of seconds from 0 to ${DAY_SECONDS} (a day)`);
const repeatRule = must(
  `be a whole number of seconds from ${LEAST_REPEAT_SECONDS} to ${DAY_SECONDS} (a day)`,
);
const channelsRule = must(
  `be a list of at most ${MAX_CHANNELS_A_STEP} ids of channels; empty: whoever the alarm tells`,
);
const stepsRule = must(`be a list of 1 to ${MAX_STEPS} {afterSeconds, channels, repeatSeconds?}`);

const seconds = z.int(afterRule).min(0, afterRule).max(DAY_SECONDS, afterRule);

const fields = {
  name: nameInput,
  steps: z.array(
    z.strictObject({
      afterSeconds: seconds,
      channels: z.array(z.string(channelsRule), channelsRule)
        .max(MAX_CHANNELS_A_STEP, channelsRule),
      repeatSeconds: z.int(repeatRule).min(LEAST_REPEAT_SECONDS, repeatRule)
        .max(DAY_SECONDS, repeatRule).optional(),
    }),
    stepsRule,
  ).min(1, stepsRule).max(MAX_STEPS, stepsRule),
  stopAfterSeconds: seconds,
};

/** Adds an escalation policy: who is told next when nobody acknowledges. */
export const addPolicy = defineCommand({
  answer: "policy_added",
  input: z.strictObject({
    name: fields.name,
    steps: fields.steps,
    stopAfterSeconds: fields.stopAfterSeconds.default(DEFAULT_STOP_SECONDS),
  }),
  run(given, { store, newId }, cause) {
    const policy: Policy = { id: `policy_${newId()}`, ...given };
    return store.change((state) => {
      if (state.policies.length >= MAX_POLICIES) {
        const message = `There are ${MAX_POLICIES} policies; remove one first`;
        throw new Refusal("too_many_policies", message);
      }
      refuseWrong(policy, state);
      return { events: [{ type: "policyAdded", policy }], result: { success: true, policy } };
    }, cause);
  },
});

/** What of a policy a person may change. */
export const PolicyPatch = z.strictObject({
  name: fields.name.optional(),
  steps: fields.steps.optional(),
  stopAfterSeconds: fields.stopAfterSeconds.optional(),
});

/** Changes a policy; fires that went off before go on as they were planned. */
export const updatePolicy = defineCommand({
  answer: "policy_updated",
  input: PolicyPatch.extend({ id: z.string() }),
  run({ id, name, steps, stopAfterSeconds }, { store }, cause) {
    return store.change((state) => {
      const before = findPolicy(state, id);
      const policy: Policy = {
        id,
        name: name ?? before.name,
        steps: steps ?? before.steps,
        stopAfterSeconds: stopAfterSeconds ?? before.stopAfterSeconds,
      };
      refuseWrong(policy, state);
      return { events: [{ type: "policyUpdated", policy }], result: { policy } };
    }, cause);
  },
});

/** Removes a policy that no alarm uses. */
export const removePolicy = defineCommand({
  answer: "policy_removed",
  input: z.strictObject({ id: z.string() }),
  run({ id }, { store }, cause) {
    return store.change((state) => {
      const { name } = findPolicy(state, id);
      const users = alarmsThat(state, ({ policy }) => policy === id);
      if (users !== null) {
        const message = `“${name}” is the policy of ${users}; give them another one first`;
        throw new Refusal("in_use", message, "id");
      }
      return { events: [{ type: "policyRemoved", id }], result: { id } };
    }, cause);
  },
});

/** Who would be told no more if a channel were removed. @throws {Refusal} that names them */
export function refuseUsedChannel(state: State, id: string): void {
  const policy = state.policies.find(({ steps }) => steps.some((one) => one.channels.includes(id)));
  if (policy !== undefined) {
    const message = `The policy “${policy.name}” tells this channel; take it out there first`;
    throw new Refusal("in_use", message, "id");
  }
  const users = alarmsThat(state, ({ tell }) => Array.isArray(tell) && tell.includes(id));
  if (users === null) return;
  const message = `This channel is told by ${users}; have them tell another one first`;
  throw new Refusal("in_use", message, "id");
}

/** `3 alarms (the first one on BTCUSDT)`; null where none does. */
function alarmsThat({ pairs }: State, does: (alarm: Alarm) => boolean): string | null {
  let [count, first] = [0, ""];
  for (const { symbol, alarms } of pairs.values()) {
    for (const alarm of alarms) {
      if (does(alarm) && count++ === 0) first = symbol;
    }
  }
  if (count === 0) return null;
  return count === 1 ? `an alarm on ${first}` : `${count} alarms, the first one on ${first}`;
}

/** @throws {Refusal} when a step names a channel that is not there, comes too late or repeats too often */
function refuseWrong({ steps, stopAfterSeconds }: Policy, state: State): void {
  for (const [nth, { channels, afterSeconds, repeatSeconds = Infinity }] of steps.entries()) {
    const unknown = unknownChannel(channels, state);
    const refuse = (field: string, rule: string) => {
      const path = `steps.${nth}.${field}`;
      throw new Refusal("invalid_request", `${path} ${rule}`, path);
    };
    if (unknown !== undefined) {
      refuse("channels", `names no channel: there is none with the id ${unknown.slice(0, 60)}`);
    }
    if (afterSeconds < (steps[nth - 1]?.afterSeconds ?? 0)) {
      refuse("afterSeconds", "must not be less than that of the step before it");
    }
    if ((stopAfterSeconds - afterSeconds) / repeatSeconds > MAX_REPEATS) {
      const rule =
        `would go out more than ${MAX_REPEATS} times; repeat less often, or stop earlier`;
      refuse("repeatSeconds", rule);
    }
  }
}

function findPolicy({ policies }: State, id: string): Policy {
  const policy = policies.find((each) => each.id === id);
  if (policy !== undefined) return policy;
  throw new Refusal("policy_not_found", `There is no policy ${id.slice(0, 60)}`, "id");
}
