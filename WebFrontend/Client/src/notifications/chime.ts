let context: AudioContext | null = null;

/** A tone that comes later than this belongs to nothing any more. */
const LATE_MS = 1000;

/** Two short tones. Browsers let a page sound only after somebody has done something in it; until then it is silent. */
export async function chime(): Promise<void> {
  try {
    context ??= new AudioContext();
    const asked = performance.now();
    if (context.state === 'suspended') await context.resume(); // done only when the browser allows it
    if (performance.now() - asked > LATE_MS) return;
    const volume = context.createGain();
    volume.connect(context.destination);
    for (const [at, pitch] of [[0, 660], [0.09, 880]] as const) {
      const tone = context.createOscillator();
      tone.frequency.value = pitch;
      tone.connect(volume);
      tone.start(context.currentTime + at);
      tone.stop(context.currentTime + at + 0.12);
    }
    volume.gain.setValueAtTime(0.06, context.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.0001, context.currentTime + 0.25);
  } catch {
    // no sound on this machine
  }
}
