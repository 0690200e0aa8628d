import type { SettingOrigin } from "@/lib/live/answers.ts";
import { type Config, SETTING_NAMES } from "./config.ts";

export type SettingOrigins = Readonly<Record<keyof Config, SettingOrigin>>;

/** Values of settings from one place. */
export interface SettingLayer {
  readonly origin: Exclude<SettingOrigin, "default">;
  readonly values: Readonly<Record<string, string | undefined>>;
}

/** The values that count: those of later layers win. */
export function mergeLayers(layers: readonly SettingLayer[]): Record<string, string | undefined> {
  return Object.assign({}, ...layers.map(({ values }) => values));
}

/** Which layer each setting's value is from; one that is set to nothing takes its default. */
export function settingOrigins(layers: readonly SettingLayer[]): SettingOrigins {
  const entries = SETTING_NAMES.map((name) => {
    const layer = layers.findLast(({ values }) => values[name] !== undefined);
    const isSet = (layer?.values[name]?.trim() ?? "") !== "";
    return [name, isSet ? layer?.origin : "default"];
  });
  return Object.fromEntries(entries) as SettingOrigins;
}
