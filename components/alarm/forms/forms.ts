import type { ComponentType } from "preact";
import type { Kind } from "@/lib/alarms/alarm.ts";
import type { AlarmFieldsProps } from "./PercentField.tsx";
import { PercentChangeFields } from "./PercentChangeFields.tsx";
import { TargetFields } from "./TargetFields.tsx";
import { TimeframeFields } from "./TimeframeFields.tsx";

/** The fields in which each kind's condition is filled in. */
export const KIND_FIELDS: Readonly<Record<Kind, ComponentType<AlarmFieldsProps>>> = {
  target: TargetFields,
  percentChange: PercentChangeFields,
  timeframe: TimeframeFields,
};
