import { type ReadonlySignal, useComputed, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { toBase } from "@/lib/client/base_path.ts";
import type { AlarmSoundName } from "@/lib/alarms/limits.ts";
import {
  changePreferences,
  FIRST_PREFERENCES,
  keep,
  preferences,
  recall,
} from "@/lib/client/preferences.ts";

/**
 * Sounds while `wanted` names a sound, as soon as the browser allows it, in one tab of the browser;
 * any click on the page unlocks it.
 */
export function useAlarmSound(wanted: ReadonlySignal<AlarmSoundName | null>) {
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
  /** Why nothing can be heard: the browser refuses sound until somebody clicks, or the volume is 0. */
  const silence = useComputed(() =>
    isBlocked.value ? "blocked" : volume.value === 0 ? "volume" : null
  );
  /** Mends that; to be called in a click. */
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

/** Asks the browser for leave: what cannot be heard is allowed and refused as what can, if it is not muted. */
const SILENCE = "/sounds/silence.wav";
const STORAGE_KEY = "sound-unlocked";

/**
 * The looping alarm sound of this page. Browsers refuse it until a person has clicked. One element
 * plays all sounds, because phones give leave to an element and not to a page.
 */
class AlarmSound {
  #audio: HTMLAudioElement | null = null;
  #isRinging = false;

  /** Whether this tab was allowed to sound before; a reloaded page mostly still is. */
  get wasUnlocked(): boolean {
    return recall("tab", STORAGE_KEY) === "yes";
  }

  /** Should be heard but is not: a call, a headset's button or another program stopped it. */
  get isInterrupted(): boolean {
    return this.#isRinging && this.#audio?.paused === true;
  }

  /** Tries whether the browser lets the page sound, without a sound; to be called in a click to unlock. */
  unlock(): Promise<boolean> {
    return this.#play(toBase(SILENCE), false);
  }

  /** Sounds until stopped, `volume` from 0 to 1; false when the browser refuses. */
  ring(name: AlarmSoundName, volume: number): Promise<boolean> {
    this.#isRinging = true;
    this.#element().volume = volume;
    return this.#play(soundUrl(name), true);
  }

  stop(): void {
    // A try that is under way ends by itself; stopping it would look like a refusal.
    if (this.#isRinging) this.#audio?.pause();
    this.#isRinging = false;
  }

  #element(): HTMLAudioElement {
    if (this.#audio === null) {
      this.#audio = new Audio();
      this.#audio.preload = "auto";
    }
    return this.#audio;
  }

  async #play(url: string, isLoop: boolean): Promise<boolean> {
    const audio = this.#element();
    const isOther = audio.getAttribute("src") !== url;
    if (isOther) audio.src = url;
    else if (audio.paused) audio.currentTime = 0;
    audio.loop = isLoop;
    try {
      await audio.play();
      keep("tab", STORAGE_KEY, "yes");
      return true;
    } catch (error) {
      // Stopped or replaced before it began is no refusal.
      return error instanceof DOMException && error.name === "AbortError";
    }
  }
}

/** The lock that the one tab holds that sounds. */
const LOCK = "alarm-sound";

/**
 * Whether this tab is the one of its browser that sounds. One that could not be heard is not to want it: the
 * next tab has its turn once this one wants it no more, or is closed.
 */
function useVoice(isWanted: ReadonlySignal<boolean>): ReadonlySignal<boolean> {
  const isGiven = useSignal(false);
  useSignalEffect(() => isWanted.value ? takeVoice((given) => isGiven.value = given) : undefined);
  return isGiven;
}

/** Tells when it is this tab's turn; returns how to leave it to the next. Without locks (plain HTTP) every tab sounds. */
function takeVoice(tell: (isGiven: boolean) => void): () => void {
  const leaving = new AbortController();
  const { signal } = leaving;
  const give = () => {
    if (!signal.aborted) tell(true);
  };
  const held = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const hold = () => {
    give();
    return held;
  };
  if (navigator.locks === undefined) give();
  else navigator.locks.request(LOCK, { signal }, hold).catch(give);
  return () => {
    leaving.abort();
    tell(false);
  };
}

/** Where a sound is found on the server. */
export function soundUrl(name: AlarmSoundName): string {
  return toBase(name === "chime" ? "/alarm.mp3" : `/sounds/${name}.wav`);
}
