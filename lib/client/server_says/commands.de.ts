import type { Sentence } from "@/lib/language/retell.ts";

/** Refusals of commands and of `/api`, and what is wrong with the name of a pair, in German. */
export const COMMANDS: readonly Sentence[] = [
  ["{=}; nothing was changed", "{}; nichts wurde geändert"],
  ["line {}: {=}", "Zeile {}: {}"],
  ["Pair {} is not watched; add it first", "{} wird nicht beobachtet; erst hinzufügen"],
  ["There is no pair yet; add one first", "Es gibt noch kein Paar; erst eines hinzufügen"],
  ["There is no alarm {} on {}", "Den Alarm {} gibt es bei {} nicht"],
  ["There is no alarm {}", "Den Alarm {} gibt es nicht mehr"],
  [
    "Alarm {} was not removed in the last ten minutes; set it anew. Nothing was changed",
    "Alarm {} wurde nicht in den letzten zehn Minuten entfernt; neu stellen. Nichts wurde geändert",
  ],
  ["There is no fire {}", "Das Auslösen {} gibt es nicht mehr"],
  ["There is no channel {}", "Den Kanal {} gibt es nicht mehr"],
  ["There is no policy {}", "Die Eskalation {} gibt es nicht mehr"],
  [
    "There is no watchlist {}; somebody may have removed it",
    "Die Beobachtungsliste {} gibt es nicht; vielleicht hat sie jemand entfernt",
  ],
  [
    "There is no delivery {}; its fire may not be kept any more",
    "Die Zustellung {} gibt es nicht; ihr Auslösen ist vielleicht nicht mehr aufbewahrt",
  ],
  [
    "Delivery {} is {}; only a dead one is sent again",
    "Nur eine gescheiterte Zustellung wird noch einmal gesendet",
  ],
  ["{} has no price yet; try again", "{} hat noch keinen Kurs; noch einmal versuchen"],
  [
    "{} is needed while the pair has no price yet: name one, or try again after the first price",
    "{} fehlt, solange das Paar keinen Kurs hat: einen nennen, oder nach dem ersten Kurs noch einmal versuchen",
  ],
  [
    "Cannot watch more than {} pairs; remove one first",
    "Mehr als {} Paare lassen sich nicht beobachten; erst eines entfernen",
  ],
  ["More than {} pairs cannot be watched", "Mehr als {} Paare lassen sich nicht beobachten"],
  [
    "There would be more than {} alarms; remove one first",
    "Es wären mehr als {} Alarme; erst einen entfernen",
  ],
  [
    "{} would have more than {} alarms; remove one first",
    "{} hätte mehr als {} Alarme; erst einen entfernen",
  ],
  ["{} has {} alarms; remove one first", "{} hat {} Alarme; erst einen entfernen"],
  ["There are {} alarms; remove one first", "Es gibt {} Alarme; erst einen entfernen"],
  [
    "There are {} channels of your own; remove one first",
    "Es gibt {} eigene Kanäle; erst einen entfernen",
  ],
  [
    "There are {} own channels of all people; remove one first",
    "Es gibt {} eigene Kanäle aller Personen; erst einen entfernen",
  ],
  ["There are {} channels; remove one first", "Es gibt {} Kanäle; erst einen entfernen"],
  ["There are {} policies; remove one first", "Es gibt {} Eskalationen; erst eine entfernen"],
  [
    "There are {} watchlists; remove one first",
    "Es gibt {} Beobachtungslisten; erst eine entfernen",
  ],
  [
    "watchlists: there would be more than {}; remove some first",
    "Es wären mehr als {} Beobachtungslisten; erst einige entfernen",
  ],
  [
    "There is a watchlist “{}” already; choose another name",
    "Eine Beobachtungsliste „{}“ gibt es schon; anders nennen",
  ],
  ["{} names {} twice; name each pair once", "{2} steht zweimal da; jedes Paar einmal nennen"],
  [
    "“{}” is the policy of {}; give them another one first",
    "„{}“ ist die Eskalation von Alarmen ({}); ihnen erst eine andere geben",
  ],
  [
    "The policy “{}” tells this channel; take it out there first",
    "Die Eskalation „{}“ meldet an diesen Kanal; ihn dort erst herausnehmen",
  ],
  [
    "This channel is told by {}; have them tell another one first",
    "An diesen Kanal melden Alarme ({}); sie erst an einen anderen melden lassen",
  ],
  [
    "The channel is switched off; switch it on first",
    "Der Kanal ist ausgeschaltet; erst einschalten",
  ],
  [
    "This version knows no channels of type {}; it can be removed",
    "Diese Version kennt keine Kanäle der Art {}; er lässt sich entfernen",
  ],
  ["policy names no policy: there is none with the id {}", "Diese Eskalation gibt es nicht: {}"],
  ["tell names no channel: there is none with the id {}", "Diesen Kanal gibt es nicht: {}"],
  [
    "{} names no channel: there is none with the id {}",
    "{} nennt einen Kanal, den es nicht gibt: {}",
  ],
  [
    "{} would go out more than {} times; repeat less often, or stop earlier",
    "{} ginge öfter als {} Mal hinaus; seltener wiederholen oder früher aufhören",
  ],
  [
    "{} leads to {}, which is not on the public internet; whoever runs the server may allow it: {}",
    "{} führt zu {}, und das liegt nicht im öffentlichen Internet; wer den Server betreibt, kann es erlauben: {}",
  ],
  ["You may not {} with your role; {=}", "Diese Rolle erlaubt das nicht ({}); {}"],
  ["You may not {} as {}", "Als {2} geht das nicht ({1})"],
  ["nothing was changed", "nichts wurde geändert"],
  ['one of your own has owner: "me"', "ein eigener ist möglich"],
  ["The session has ended; log in again", "Die Sitzung ist zu Ende; neu anmelden"],
  [
    "The source was asked just now; ask again in {} s",
    "Die Quelle wurde eben erst gefragt; in {} s noch einmal",
  ],
  [
    "Too many requests wait already; send the next one after an answer",
    "Zu viele Anfragen warten schon; die nächste nach einer Antwort senden",
  ],
  [
    "Too many requests wait already; ask again in a while",
    "Zu viele Anfragen warten schon; später noch einmal versuchen",
  ],
  [
    "Too many long questions wait already; ask again in a while",
    "Zu viele lange Fragen warten schon; später noch einmal versuchen",
  ],
  [
    "The request failed inside the server; its log says more",
    "Die Anfrage scheiterte im Server; sein Protokoll sagt mehr",
  ],
  ["The server is starting", "Der Server startet gerade"],
  [
    "Another import is under way; try again when it has ended",
    "Ein anderer Import läuft; danach noch einmal versuchen",
  ],
  ["The body must be under {} bytes", "Die Datei muss kleiner als {} Bytes sein"],
  ["The body is empty; send JSON", "Die Datei ist leer"],
  ["The body is not valid JSON", "Die Datei ist kein gültiges JSON"],
  ["The file is empty; its first line is {}", "Die Datei ist leer; ihre erste Zeile ist {}"],
  [
    "The file must hold a list of alarms, as /api/alarms/export gives it",
    "In der Datei muss eine Liste von Alarmen stehen, wie der Export sie gibt",
  ],
  [
    'a quoted cell has no end; close it with "',
    'eine Zelle in Anführungszeichen hat kein Ende; mit " schließen',
  ],
  ["the column {} stands there twice; keep one", "die Spalte {} steht zweimal da; eine behalten"],
  ["there is no column “{}”; use {}", "eine Spalte „{}“ gibt es nicht; möglich sind {}"],
  ["it has over 1000 cells", "sie hat über 1000 Zellen"],
  [
    "id {} stands in the file twice; leave one of them out",
    "id {} steht zweimal in der Datei; eine weglassen",
  ],
  [
    "id belongs to an alarm of {}; leave it out to set a new one",
    "id gehört zu einem Alarm von {}; weglassen, um einen neuen zu stellen",
  ],
  [
    "type cannot be changed; leave the id out to set a new alarm",
    "type lässt sich nicht ändern; die id weglassen, um einen neuen Alarm zu stellen",
  ],
  ["Field {} is not known here; leave it out", "Das Feld {} ist hier unbekannt; weglassen"],
  [
    "The source took too long to find the pairs before it; add some of them first",
    "Die Quelle brauchte zu lange für die Paare davor; einige davon erst hinzufügen",
  ],
  [
    "{=}; add that pair by itself, or write source and coin into the file, then import it",
    "{}; dieses Paar einzeln hinzufügen, oder source und coin in die Datei schreiben und dann importieren",
  ],
  [
    "Nothing was changed: the server cannot write to its disk; its log says why",
    "Nichts wurde geändert: der Server kann nicht auf seinen Datenträger schreiben; sein Protokoll sagt, warum",
  ],
  [
    "Cannot take new pairs or alarms: the disk of {} has {} MB free and {} MB must stay free; free some space or lower MIN_FREE_MB (checks and alarms go on)",
    "Der Datenträger von {} hat {} MB frei, und {} MB müssen frei bleiben; Platz schaffen oder MIN_FREE_MB senken (Prüfungen und Alarme gehen weiter)",
  ],

  [
    "Pair name is empty; write for example BTCUSDT",
    "Das Paar fehlt; zum Beispiel BTCUSDT schreiben",
  ],
  [
    "Pair name has {} characters, at most {} are possible; write for example BTCUSDT",
    "Das Paar hat {} Zeichen, möglich sind höchstens {}; zum Beispiel BTCUSDT schreiben",
  ],
  [
    'Pair name "{}" may hold only letters, digits and one separator (/ - _ : or a space); write for example BTCUSDT',
    "„{}“: ein Paar besteht aus Buchstaben, Ziffern und einem Trennzeichen (/ - _ : oder Leerzeichen); zum Beispiel BTCUSDT schreiben",
  ],
  [
    'Pair "{}" has no base asset; write for example BTCUSDT',
    "„{}“: die Währung vorn fehlt; zum Beispiel BTCUSDT schreiben",
  ],
  [
    'Pair "{}" prices {} in itself; write for example BTCUSDT',
    "„{}“ misst {} an sich selbst; zum Beispiel BTCUSDT schreiben",
  ],
  [
    'Pair "{}" does not end with a known quote asset; write for example {} (quotes: {} and others that the market lists)',
    "„{}“ endet nicht mit einer bekannten Währung; zum Beispiel {} schreiben (Währungen: {} und andere, die der Markt führt)",
  ],
  [
    '"{}" is a {} contract; only spot prices are watched here: write {}',
    "„{}“ ist ein Terminkontrakt ({}); beobachtet werden nur Spot-Kurse: {} schreiben",
  ],
  [
    '"{}" names a market that is not watched here; write {} for any market, or {} or {} before it',
    "„{}“ nennt einen Markt, der hier nicht beobachtet wird; {} schreiben für irgendeinen Markt, oder {} oder {} davor",
  ],
  [
    "Pair {} is already watched, as {} in {} from {}; set alarms on it",
    "{} wird schon beobachtet, als {} in {} von {}; Alarme dafür stellen",
  ],
  [
    "Pair {} is already watched, as {} in {} from {}. Both have the symbol {}, and only one of them can be watched: remove {} with its alarms to watch {}",
    "{} wird schon beobachtet, als {} in {} von {}. Beide haben dasselbe Symbol, und nur eines lässt sich beobachten: erst dieses mit seinen Alarmen entfernen, um {7} zu beobachten",
  ],
  [
    "pair names {} and source {}; name one of them",
    "Das Paar nennt {} und die Quelle {}; eines davon nennen",
  ],
  [
    '{} does not list {}, neither as a pair nor as a coin in USDT or USD; "{}" does not end with a known quote asset: {=}',
    "{} führt {} weder als Paar noch als Coin in USDT oder USD: {4}",
  ],
  ["{} does not list {} ({} in {}); {=}", "{} führt {} nicht ({} in {}); {}"],
  ["did you mean {}?", "gemeint war vielleicht {}"],
  ["check the spelling", "bitte die Schreibweise prüfen"],
  ["write for example BTCUSDT", "zum Beispiel BTCUSDT schreiben"],
  [
    "Cannot look up {} now: {=}; try again in a while",
    "{} lässt sich jetzt nicht nachschlagen: {}; später noch einmal versuchen",
  ],
  [
    "The source {} is not in use; choose another one",
    "Die Quelle {} ist nicht in Gebrauch; eine andere wählen",
  ],
];
