import { programWords, spokenLanguage } from "@/lib/language/texts.ts";
import { type Signal, useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { phoneWords } from "@/components/channels/texts.tsx";
import { Icon, IconButton, type IconName } from "@/components/kit/Icon.tsx";
import { askQuietly, askServer, messageOf } from "@/lib/client/ask_server.ts";
import type { PhoneMessage, PhonePicture } from "@/lib/protocol/views.ts";
import { SECOND_MS } from "@/lib/time/durations.ts";
import { ageText } from "@/lib/text/times.ts";

const MESSAGES = "/phone/messages";

/** The demo's phone with what it is for, and what one can try. */
export function DemoPhone({ picture }: { picture: PhonePicture }) {
  const shown = useSignal(picture);
  const now = useSignal<Date | null>(null);
  const said = useSignal("");
  useEffect(() => lookEverySecond(shown, now), []);
  const act = async (deed: object) => {
    try {
      const init = { method: "POST", body: JSON.stringify(deed) };
      const answer = await askServer<PhonePicture & { said: string }>(MESSAGES, init);
      said.value = programWords.said(answer.said);
      shown.value = answer;
    } catch (error) {
      said.value = messageOf(error);
    }
  };
  const { isOn, messages } = shown.value;
  return (
    <>
      <section class="phone-words" aria-labelledby="demo-phone">
        <h1 id="demo-phone" tabIndex={-1}>{phoneWords.title}</h1>
        <p>{phoneWords.intro}</p>
        <div class="phone-acts">
          <IconButton
            icon="bell"
            text={phoneWords.ring}
            look="primary"
            onClick={() => act({ ring: true })}
          />
          <IconButton
            icon={isOn ? "pause" : "play"}
            text={isOn ? phoneWords.switchOff : phoneWords.switchOn}
            onClick={() => act({ isOn: !isOn })}
          />
          <a class="button" href="/channels" aria-current="false">{phoneWords.allChannels}</a>
        </div>
        <p class="phone-said" role="status">{said.value}</p>
      </section>
      <Phone
        isOn={isOn}
        messages={messages}
        now={now.value}
        onPress={(token) => act({ press: token })}
      />
      <ol class="phone-steps">
        {phoneWords.steps.map((step) => <li key={step}>{step}</li>)}
      </ol>
    </>
  );
}

/** Returns how to stop. */
function lookEverySecond(shown: Signal<PhonePicture>, now: Signal<Date | null>): () => void {
  const look = async () => {
    now.value = new Date();
    if (document.hidden) return;
    const picture = await askQuietly<PhonePicture>(MESSAGES);
    if (picture !== null) shown.value = picture;
  };
  void look();
  const timer = setInterval(look, SECOND_MS);
  return () => clearInterval(timer);
}

interface PhoneProps extends PhonePicture {
  /** Null until the page runs in the browser. */
  now: Date | null;
  onPress: (token: string) => void;
}

/** A phone's locked screen with what came over its channel, newest first. */
function Phone({ isOn, messages, now, onPress }: PhoneProps) {
  const language = spokenLanguage();
  const hour = { hour: "2-digit", minute: "2-digit" } as const;
  const date = { weekday: "long", day: "numeric", month: "long" } as const;
  const time = now?.toLocaleTimeString(language, hour) ?? "";
  const day = now?.toLocaleDateString(language, date) ?? "";
  return (
    <section class={isOn ? "phone" : "phone phone-off"} aria-label={phoneWords.screen}>
      <p class="phone-clock" aria-hidden="true">{isOn ? time : ""}</p>
      <p class="phone-day" aria-hidden="true">{isOn ? day : ""}</p>
      {isOn && messages.length === 0 && <p class="phone-empty">{phoneWords.noMessages}</p>}
      {!isOn && <p class="phone-empty">{phoneWords.off}</p>}
      <ul class="phone-messages" aria-label={phoneWords.messages} aria-live="polite" tabIndex={0}>
        {isOn &&
          messages.map((message) => (
            <PhoneCard key={message.key} message={message} now={now} onPress={onPress} />
          ))}
      </ul>
    </section>
  );
}

interface PhoneCardProps extends Pick<PhoneProps, "now" | "onPress"> {
  message: PhoneMessage;
}

const ICONS: Readonly<Record<string, IconName>> = { acknowledge: "check", snooze: "snooze" };

function PhoneCard({ message, now, onPress }: PhoneCardProps) {
  const { title, text, receivedAt, edit, buttons, alarmId } = message;
  const age = now === null ? "" : ageText(Math.max(0, now.getTime() - Date.parse(receivedAt)));
  return (
    <li class={edit === null ? "phone-card" : "phone-card phone-card-done"}>
      <p class="phone-card-app">
        <Icon name="bell" /> <span>Price Alarm</span>
        <time dateTime={receivedAt}>{age === "" ? "" : phoneWords.ago(age)}</time>
      </p>
      <h2 class="phone-card-title" lang="en">
        {alarmId === null ? title : <a href={`/alarms/${alarmId}`} aria-current="false">{title}</a>}
      </h2>
      <p class="phone-card-text" lang="en">{text}</p>
      {edit !== null && (
        <p class="phone-card-edit" lang="en">
          <Icon name="check" /> <span>{edit}</span>
        </p>
      )}
      {buttons.length > 0 && (
        <div class="phone-card-acts" lang="en">
          {buttons.map(({ action, label, token }) => (
            <button
              key={action}
              type="button"
              class="button"
              onClick={() => onPress(token)}
            >
              <Icon name={ICONS[action] ?? "bell"} /> {label}
            </button>
          ))}
        </div>
      )}
    </li>
  );
}
