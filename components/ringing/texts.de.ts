import type { ringingWords } from "./RingingFire.tsx";

export const GERMAN: typeof ringingWords = {
  title: (count) => count === 1 ? "Ein Alarm klingelt" : `${count} Alarme klingeln`,
  silence: {
    blocked: "Der Ton ist gesperrt: irgendwo klicken, um ihn zu hören",
    volume: "Die Lautstärke in diesem Browser ist 0: es klingelt lautlos",
  },
  silenceBar: {
    blocked: "Der Ton ist gesperrt: klicken, um ihn zu erlauben",
    volume: "Die Lautstärke ist 0: Alarme sind in diesem Browser stumm. Einschalten",
  },
  hide: "Hier ausblenden",
  silenceAll: (count) => count === 1 ? "Quittieren" : "Alle quittieren",
  silenceMeans: "gilt auf allen Bildschirmen",
  alsoInBackground: "Auch zeigen, wenn diese Seite im Hintergrund ist",
  older: (count) => `und ${count} ältere`,
  acknowledge: "Quittieren",
  acknowledgePair: (pair) => `${pair} quittieren`,
  more: "Mehr",
  moreFor: (pair) => `Mehr zu ${pair}`,
  rearm: "Neu scharf",
  rearmMeans: "Quittieren, und beim nächsten Mal wieder klingeln lassen",
  chart: "Chart",
  openChart: (pair) => `Chart von ${pair} öffnen`,
  snooze: "Schlummern",
  snoozePair: (pair) => `${pair} schlummern lassen`,
  snoozeFor: (how) => `Schlummern: ${how}`,
};
