import type { AlarmSoundName } from "@/lib/alarms/alarm_sounds.ts";
import { keep, recall } from "./kept.ts";
import { soundUrl } from "./sound_choices.ts";

/** Asks the browser for leave: what cannot be heard is allowed and refused as what can, if it is not muted. */
const SILENCE_URL = "/sounds/silence.wav";
const STORAGE_KEY = "sound-unlocked";

/**
 * The looping alarm sound of this page. Browsers refuse it until a person has clicked. One element
 * plays all sounds, because phones give leave to an element and not to a page.
 */
export class AlarmSound {
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
    return this.#play(SILENCE_URL, false);
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
