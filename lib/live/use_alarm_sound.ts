import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { AlarmSound } from "./alarm_sound.ts";

interface AlarmSoundControl {
  /** The browser refuses sound until somebody clicks. */
  readonly isBlocked: ReadonlySignal<boolean>;
  readonly unlock: () => void;
}

/** Sounds while `ringing` is true, as soon as the browser allows it; any click on the page unlocks it. */
export function useAlarmSound(ringing: ReadonlySignal<boolean>): AlarmSoundControl {
  const sound = useMemo(() => new AlarmSound(), []);
  const isBlocked = useSignal(false);
  const unlock = async () => {
    const isAllowed = ringing.peek() ? await sound.ring() : await sound.unlock();
    isBlocked.value = !isAllowed;
  };
  useEffect(() => {
    if (!sound.wasUnlocked) isBlocked.value = true;
    unlock();
  }, []);
  useEffect(() => onGesture(() => isBlocked.peek() && unlock()), []);
  useSignalEffect(() => {
    if (ringing.value) unlock();
    else sound.stop();
  });
  return { isBlocked, unlock };
}

/** Clicks and keys: what browsers take as a person's leave to sound. */
function onGesture(listener: () => void): () => void {
  document.addEventListener("click", listener);
  document.addEventListener("keydown", listener);
  return () => {
    document.removeEventListener("click", listener);
    document.removeEventListener("keydown", listener);
  };
}
