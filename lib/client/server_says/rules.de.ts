import type { Sentence } from "@/lib/language/retell.ts";

/** What a field must be, in German. Fields keep the names that programs give them. */
export const RULES: readonly Sentence[] = [
  ["{}: {} is missing: it must {=}", "{}: {} fehlt, es muss {}"],
  ["{} is missing: it must {=}", "{} fehlt: es muss {}"],
  ["{} is missing", "{} fehlt"],
  ["{} must {=}", "{} muss {}"],
  ["be a text of at most {} characters", "ein Text von höchstens {} Zeichen sein"],
  ["be a text of 1 to {} characters", "ein Text von 1 bis {} Zeichen sein"],
  [
    "be a text of 1 to 60 characters in one line",
    "ein Text von 1 bis 60 Zeichen in einer Zeile sein",
  ],
  [
    "be a text of at most 64 characters on one line",
    "ein Text von höchstens 64 Zeichen in einer Zeile sein",
  ],
  [
    "be a text without control signs and half characters",
    "ein Text ohne Steuerzeichen und halbe Zeichen sein",
  ],
  ["be a text", "ein Text sein"],
  ["be shorter", "kürzer sein"],
  ["be a number above 0, such as {}", "eine Zahl über 0 sein, etwa {}"],
  ["be a number from 1 to {} (30 days)", "eine Zahl von 1 bis {} sein (30 Tage)"],
  [
    "be a whole number of seconds from 0 to {} (30 days)",
    "eine ganze Zahl von Sekunden von 0 bis {} sein (30 Tage)",
  ],
  [
    "be a whole number of seconds from {} to {} (a day)",
    "eine ganze Zahl von Sekunden von {} bis {} sein (ein Tag)",
  ],
  ["be a whole number from {} to {}, such as {}", "eine ganze Zahl von {} bis {} sein, etwa {}"],
  ["be a whole number from {} to {}", "eine ganze Zahl von {} bis {} sein"],
  ["be one of {}, or a colour such as #3366cc", "eines von {} sein oder eine Farbe wie #3366cc"],
  ["be one of {}", "eines von {} sein"],
  ["be true or false", "true oder false sein"],
  ["be true for all, or a list of {}", "true für alle sein, oder eine Liste von {}"],
  [
    "be in the future, or null for an alarm that never expires",
    "in der Zukunft liegen, oder null sein für einen Alarm, der nie abläuft",
  ],
  [
    "be in the future, and at most 30 days ahead",
    "in der Zukunft liegen, höchstens 30 Tage voraus",
  ],
  ["be a time with zone such as {}, or null", "eine Zeit mit Zone sein, etwa {}, oder null"],
  ["be a moment such as {}, or null", "ein Zeitpunkt sein, etwa {}, oder null"],
  [
    "be a moment: only admins make tokens that never expire",
    "ein Zeitpunkt sein: Token ohne Ende macht nur, wer verwaltet",
  ],
  [
    "be at most {} days: prices are kept no longer (HISTORY_DAYS)",
    "höchstens {} Tage sein: länger werden Kurse nicht aufbewahrt (HISTORY_DAYS)",
  ],
  ["be left out when until is given", "fehlen, wenn until angegeben ist"],
  [
    "be a list of at most {} tags, each one line of 1 to {} characters, none of them twice",
    "eine Liste von höchstens {} Schlagwörtern sein, jedes eine Zeile von 1 bis {} Zeichen, keines zweimal",
  ],
  ["be a list of at most {} tags", "eine Liste von höchstens {} Schlagwörtern sein"],
  [
    "be a list of at most {} pairs that are watched",
    "eine Liste von höchstens {} beobachteten Paaren sein",
  ],
  ["be a list of at least one alarm id", "eine Liste von mindestens einem Alarm sein"],
  ["be a list of at least one of {}", "eine Liste von mindestens einem von {} sein"],
  [
    "have at most {} ids; send several requests",
    "höchstens {} Kennungen haben; in mehreren Anfragen senden",
  ],
  [
    "have at most {} alarms; send several requests",
    "höchstens {} Alarme haben; in mehreren Anfragen senden",
  ],
  ["be a time of day such as 22:00", "eine Uhrzeit sein, etwa 22:00"],
  [
    "be a time zone such as Europe/Berlin, or UTC",
    "eine Zeitzone sein, etwa Europe/Berlin, oder UTC",
  ],
  [
    "be 1 to 64 letters and digits, with . _ - + @ between them",
    "aus 1 bis 64 Buchstaben und Ziffern bestehen, mit . _ - + @ dazwischen",
  ],
  [
    "be another name than {}: what the program does itself is told under it",
    "ein anderer Name sein als {}: unter ihm steht, was das Programm selbst tut",
  ],
  ["not be empty", "ausgefüllt sein"],
  ["say what the token is for", "sagen, wofür das Token ist"],
  ["say which device it is", "sagen, welches Gerät es ist"],
  [
    "not be less than that of the step before it",
    "mindestens so lang sein wie beim Schritt davor",
  ],
  [
    "not be the address at which this program itself listens",
    "eine andere Adresse sein als die, an der dieses Programm selbst lauscht",
  ],
  [
    "not be the address at which a cloud tells a machine its credentials",
    "eine andere Adresse sein als die, an der eine Cloud Zugangsdaten nennt",
  ],
  ["be an https:// address at {}", "eine Adresse mit https:// bei {} sein"],
  [
    "be an address that begins with https:// or http://",
    "eine Adresse sein, die mit https:// oder http:// beginnt",
  ],
  ["be entered again: the {} changed", "neu eingegeben werden: {} hat sich geändert"],
  [
    "be the address of a webhook, as Discord shows it",
    "die Adresse eines Webhooks sein, wie Discord sie zeigt",
  ],
  [
    "be the address of an incoming webhook, as Slack shows it",
    "die Adresse eines eingehenden Webhooks sein, wie Slack sie zeigt",
  ],
  ["be the address of a broker: {}", "die Adresse eines Brokers sein: {}"],
  ["be the address of an ntfy server", "die Adresse eines ntfy-Servers sein"],
  ["be the address of a Gotify server", "die Adresse eines Gotify-Servers sein"],
  [
    "be the address of a Matrix server, such as {}",
    "die Adresse eines Matrix-Servers sein, etwa {}",
  ],
  ["be the address of an Apprise API server", "die Adresse eines Apprise-API-Servers sein"],
  ["be 1 to 64 letters, digits, - or _", "aus 1 bis 64 Buchstaben, Ziffern, - oder _ bestehen"],
  [
    "be an access token such as tk_…, without spaces",
    "ein Zugriffs-Token sein, etwa tk_…, ohne Leerzeichen",
  ],
  [
    "be an access token of the account that writes, without spaces",
    "ein Zugriffs-Token des schreibenden Kontos sein, ohne Leerzeichen",
  ],
  [
    "be the token of an application in Gotify, without spaces",
    "das Token einer Anwendung in Gotify sein, ohne Leerzeichen",
  ],
  [
    "be the token that @BotFather gives, such as 123456:ABC-…",
    "das Token sein, das @BotFather gibt, etwa 123456:ABC-…",
  ],
  [
    "be the number of a chat, such as 123456789 or -100123…",
    "die Nummer eines Chats sein, etwa 123456789 oder -100123…",
  ],
  ["be a user name without line breaks", "ein Name ohne Zeilenumbrüche sein"],
  ["be a password without line breaks", "ein Passwort ohne Zeilenumbrüche sein"],
  [
    "be the name of a mail server, such as smtp.example.com",
    "der Name eines Mailservers sein, etwa smtp.example.com",
  ],
  ["be one address, such as anna@example.com", "eine Adresse sein, etwa anna@example.com"],
  [
    "be one address, such as alarm@example.com, or a name and one in < >",
    "eine Adresse sein, etwa alarm@example.com, oder ein Name und eine in < >",
  ],
  [
    "be entered too: a server asks for both, or for neither",
    "auch eingegeben werden: ein Server fragt nach beidem oder keinem",
  ],
  [
    "be entered too: MQTT knows no password without a user",
    "auch eingegeben werden: MQTT kennt kein Passwort ohne Namen",
  ],
  [
    "be one phone number with its country, such as +491701234567",
    "eine Telefonnummer mit Land sein, etwa +491701234567",
  ],
  [
    "be 30 letters and digits: the API token of an application in Pushover",
    "aus 30 Buchstaben und Ziffern bestehen: das API-Token einer Anwendung in Pushover",
  ],
  [
    "be 30 letters and digits: your user key or a group's, as Pushover shows it",
    "aus 30 Buchstaben und Ziffern bestehen: der Schlüssel, den Pushover zeigt",
  ],
  [
    "be the internal ID of a room, such as !abc:example.org (Settings, Advanced)",
    "die interne ID eines Raums sein, etwa !abc:example.org (Einstellungen, Erweitert)",
  ],
  ["be a pair such as BTCUSDT", "ein Paar sein, etwa BTCUSDT"],
  ["be an alarm's id, or left out", "die Kennung eines Alarms sein oder fehlen"],
  ["have at most {} characters", "höchstens {} Zeichen haben"],
  [
    "have at least {} characters; a few words in a row are easy to keep",
    "mindestens {} Zeichen haben; ein paar Wörter hintereinander merken sich leicht",
  ],
  ["not be the login name", "anders lauten als der Anmeldename"],
];
