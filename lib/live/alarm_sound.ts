import { preferences } from "./preferences.ts";

const SOUND_URL = "/alarm.mp3";
/** Too quiet to hear, yet not muted: a browser judges it as it will judge the alarm. */
const PROBE_VOLUME = 0.0001;
const STORAGE_KEY = "sound-unlocked";

/** The looping alarm sound of this page. Browsers refuse it until a person has clicked. */
export class AlarmSound {
  #audio: HTMLAudioElement | null = null;
  #isRinging = false;

  /** Whether this tab was allowed to sound before; a reloaded page mostly still is. */
  get wasUnlocked(): boolean {
    try {
      return sessionStorage.getItem(STORAGE_KEY) === "yes";
    } catch {
      return false;
    }
  }

  /** Tries whether the browser lets the page sound, without a sound; to be called in a click to unlock. */
  async unlock(): Promise<boolean> {
    const audio = this.#element();
    audio.volume = PROBE_VOLUME;
    const isAllowed = await this.#play(audio);
    if (!this.#isRinging) rewind(audio);
    return isAllowed;
  }

  /** Sounds until stopped; false when the browser refuses. */
  ring(): Promise<boolean> {
    this.#isRinging = true;
    const audio = this.#element();
    audio.volume = preferences.value.volume;
    return this.#play(audio);
  }

  stop(): void {
    // A try that is under way ends by itself; stopping it would look like a refusal.
    if (this.#isRinging && this.#audio !== null) rewind(this.#audio);
    this.#isRinging = false;
  }

  #element(): HTMLAudioElement {
    if (this.#audio === null) {
      this.#audio = new Audio(SOUND_URL);
      this.#audio.loop = true;
      this.#audio.preload = "auto";
    }
    return this.#audio;
  }

  async #play(audio: HTMLAudioElement): Promise<boolean> {
    try {
      await audio.play();
      remember();
      return true;
    } catch (error) {
      // Stopped before it began is no refusal.
      return error instanceof DOMException && error.name === "AbortError";
    }
  }
}

function rewind(audio: HTMLAudioElement): void {
  audio.pause();
  audio.currentTime = 0;
}

function remember(): void {
  try {
    sessionStorage.setItem(STORAGE_KEY, "yes");
  } catch {
    // Storage is refused: the next page of this tab asks again.
  }
}
