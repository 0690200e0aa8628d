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

/** Refusals of logins and accounts, in German. */
export const ACCOUNTS: readonly Sentence[] = [
  ["The name or the password is wrong", "Name oder Passwort stimmt nicht"],
  ["The password is wrong", "Das Passwort stimmt nicht"],
  [
    "The code of your app is needed, too, or a recovery code",
    "Der Code der App wird auch gebraucht, oder ein Wiederherstellungscode",
  ],
  ["The code is wrong or was used already", "Der Code stimmt nicht oder wurde schon benutzt"],
  [
    "The code is wrong; look whether the clock of your phone is right",
    "Der Code stimmt nicht; bitte prüfen, ob die Uhr des Telefons richtig geht",
  ],
  [
    "Too many attempts failed; try again in {} minute",
    "Zu viele Fehlversuche; in {} Minute noch einmal versuchen",
  ],
  [
    "Too many attempts failed; try again in {} minutes",
    "Zu viele Fehlversuche; in {} Minuten noch einmal versuchen",
  ],
  [
    "Too many people log in at this moment; try again in a few seconds",
    "Gerade melden sich zu viele an; in einigen Sekunden noch einmal versuchen",
  ],
  [
    "This is not the setup token: it stands in setup-token in the data folder, and in what the program printed",
    "Das ist nicht das Einrichtungs-Token: es steht in setup-token im Datenordner und in dem, was das Programm ausgab",
  ],
  ["There is an account already; log in with it", "Es gibt schon ein Konto; damit anmelden"],
  [
    "This link was used already, or its time is over; ask for another one",
    "Dieser Link wurde schon benutzt oder ist abgelaufen; um einen neuen bitten",
  ],
  [
    "This took too long, or was answered already; begin again",
    "Das dauerte zu lange oder ist schon beantwortet; neu beginnen",
  ],
  [
    "Begin again: the picture is over after ten minutes",
    "Neu beginnen: das Bild gilt zehn Minuten",
  ],
  ["Codes are on already; turn them off first", "Codes sind schon an; erst ausschalten"],
  ["This passkey is kept here already", "Diesen Passkey gibt es hier schon"],
  [
    "What the browser answered is no passkey for this server; try again",
    "Was der Browser antwortete, ist kein Passkey für diesen Server; noch einmal versuchen",
  ],
  [
    "This passkey opens nothing here: it was removed, or is for another server",
    "Dieser Passkey öffnet hier nichts: er wurde entfernt oder gilt für einen anderen Server",
  ],
  [
    "Browsers keep passkeys for localhost, and for a name under https that stands in ALLOWED_ORIGINS or PUBLIC_URL; this page is at {}",
    "Browser bewahren Passkeys für localhost auf und für einen Namen mit https, der in ALLOWED_ORIGINS oder PUBLIC_URL steht; diese Seite ist bei {}",
  ],
  ["The password {=}", "Das Passwort {}"],
  ["must {=}", "muss {}"],
  [
    "is one that everybody tries first; choose another one",
    "ist eines, das alle zuerst probieren; ein anderes wählen",
  ],
  [
    "There is somebody named {} already; choose another name",
    "{} gibt es schon; einen anderen Namen wählen",
  ],
  ["There is no person {}", "Die Person {} gibt es nicht mehr"],
  [
    "This is the last admin: make somebody else one first",
    "Niemand sonst verwaltet den Server: erst jemand anderem diese Rolle geben",
  ],
  [
    "This is your last way in: choose a password or add a passkey first",
    "Anders kommt man nicht mehr hinein: erst ein Passwort wählen oder einen Passkey hinzufügen",
  ],
  [
    "This is the last way in of {}: have them choose a password by a link first, or keep them out",
    "Anders kommt {} nicht mehr hinein: erst durch einen Link ein Passwort wählen lassen, oder aussperren",
  ],
  ["{} is disabled; enable the account first", "{} ist gesperrt; das Konto erst freigeben"],
  [
    "There cannot be more than {} {}; end one first",
    "Mehr als {} davon kann es nicht geben; erst etwas beenden",
  ],
  ["Only admins change others, and roles", "Andere und Rollen ändert nur, wer verwaltet"],
  ["Give your password once more for this", "Dafür bitte noch einmal das Passwort eingeben"],
  [
    "Log in first: this belongs to a person's session",
    "Erst anmelden: das gehört zur Sitzung einer Person",
  ],
  ["Log in, or send an API token: {}", "Bitte anmelden"],
  [
    "There is no account yet: open /setup in a browser first",
    "Es gibt noch kein Konto: erst /setup im Browser öffnen",
  ],
  [
    "This login is linked to {} already",
    "Diese Anmeldung ist schon mit einem Konto verbunden ({})",
  ],
  [
    "The login with {} was not completed, or took too long; begin again",
    "Die Anmeldung bei {} wurde nicht beendet oder dauerte zu lange; neu beginnen",
  ],
  [
    "{} does not answer as it should, and the server's log says more; log in with your password meanwhile",
    "{} antwortet nicht richtig, das Protokoll des Servers sagt mehr; solange mit dem Passwort anmelden",
  ],
  ["{} is over", "{} liegt in der Vergangenheit"],

  // What the log tells of accounts beside the title.
  ["with a {=}", "mit {}"],
  ["with {=}", "mit {}"],
  ["password", "Passwort"],
  ["with {}", "mit {}"],
  ["passkey", "Passkey"],
  ["by {=}", "durch {}"],
  ["the proxy", "den Proxy"],
  ["a login with {} in its place", "statt dessen eine Anmeldung bei {}"],
  ["a {=} in its place", "statt dessen ein {}"],
  ["as {=}; invited by {}", "{}; eingeladen von {}"],
  ["as {=}, by {}", "{}, durch {}"],
  ["as {=}", "{}"],
  ["viewer", "liest nur"],
  ["operator", "setzt Alarme"],
  ["admin", "Admin"],
  ["before: {}", "vorher: {}"],
  ["the one of {} from {}", "die vom {} von {}"],
  ["the one of {}: {} has ended its login", "die vom {}: {} hat die Anmeldung beendet"],
  ["a name that nobody has", "ein Name, den niemand hat"],
  ["wrong password", "falsches Passwort"],
  ["wrong code", "falscher Code"],
  ["wrong token", "falsches Token"],
  ["wrong {}", "falsch: {}"],
  ["the account is disabled", "das Konto ist gesperrt"],
  ["too many attempts", "zu viele Versuche"],
];
