const HEAD_BYTES = 44;

/** A WAV file (RIFF) of 16-bit samples in one channel. */
export function wavOf(samples: Int16Array, rate: number): Uint8Array<ArrayBuffer> {
  const bytes = samples.length * 2;
  const view = new DataView(new ArrayBuffer(HEAD_BYTES + bytes));
  const text = (at: number, word: string) => {
    for (let i = 0; i < word.length; i++) view.setUint8(at + i, word.charCodeAt(i));
  };
  text(0, "RIFF");
  view.setUint32(4, HEAD_BYTES - 8 + bytes, true);
  text(8, "WAVEfmt ");
  view.setUint32(16, 16, true); // length of the format
  view.setUint16(20, 1, true); // uncompressed
  view.setUint16(22, 1, true); // channels
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true); // bytes a second
  view.setUint16(32, 2, true); // bytes a frame
  view.setUint16(34, 16, true); // bits a sample
  text(36, "data");
  view.setUint32(40, bytes, true);
  samples.forEach((sample, index) => view.setInt16(HEAD_BYTES + index * 2, sample, true));
  return new Uint8Array(view.buffer);
}
