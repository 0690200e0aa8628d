import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { AlarmSoundName } from "@/lib/alarms/alarm_sounds.ts";
import { AlarmSound } from "./alarm_sound.ts";
import { changePreferences, FIRST_PREFERENCES, preferences } from "./preferences.ts";
import { useVoice } from "./use_voice.ts";

interface AlarmSoundControl {
  /** Why nothing can be heard: the browser refuses sound until somebody clicks, or the volume is 0. */
  readonly silence: ReadonlySignal<"blocked" | "volume" | null>;
  /** Mends that; to be called in a click. */
  readonly turnOn: () => void;
}

/**
 * Sounds while `wanted` names a sound, as soon as the browser allows it, in one tab of the browser;
 * any click on the page unlocks it.
 */
export function useAlarmSound(wanted: ReadonlySignal<AlarmSoundName | null>): AlarmSoundControl {
  const sound = useMemo(() => new AlarmSound(), []);
  const volume = useComputed(() => preferences.value.volume);
  const isBlocked = useSignal(false);
  const isRinging = useComputed(() => wanted.value !== null && volume.value > 0);
  const hasVoice = useVoice(useComputed(() => isRinging.value && !isBlocked.value));
  const unlock = async () => {
    const name = hasVoice.peek() ? wanted.peek() : null;
    const isAllowed = name === null ? await sound.unlock() : await sound.ring(name, volume.peek());
    isBlocked.value = !isAllowed;
  };
  useEffect(() => {
    if (!sound.wasUnlocked) isBlocked.value = true;
    unlock();
  }, []);
  useEffect(() => onAttention(() => (isBlocked.peek() || sound.isInterrupted) && unlock()), []);
  // What was refused when the page came may be allowed by now.
  useSignalEffect(() => void (isRinging.value && isBlocked.peek() && unlock()));
  useSignalEffect(() => {
    if (hasVoice.value && wanted.value !== null && volume.value > 0) unlock();
    else sound.stop();
  });
  const silence = useComputed(() =>
    isBlocked.value ? "blocked" : volume.value === 0 ? "volume" : null
  );
  const turnOn = () => {
    if (volume.peek() === 0) changePreferences({ volume: FIRST_PREFERENCES.volume });
    unlock();
  };
  return { silence, turnOn };
}

/**
 * Clicks and keys, which browsers take as a person's leave to sound; and coming back to the page.
 * Captured, because a dialog that has just come lets no click through.
 */
function onAttention(listener: () => void): () => void {
  const events = ["click", "keydown", "visibilitychange"];
  for (const event of events) document.addEventListener(event, listener, true);
  return () => {
    for (const event of events) document.removeEventListener(event, listener, true);
  };
}
