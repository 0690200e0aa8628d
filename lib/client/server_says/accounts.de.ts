import type { Sentence } from "@/lib/language/retell.ts";

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
