/** The microphone, for one utterance: opened, listened to until the words end, closed. Loaded when somebody wants to speak. */
import { Utterance, asWav, resampled } from './utterance.js';

export { Utterance, asWav, resampled };

const RATE = 16000; // what a recogniser gets
const TAP = new URL('../tap.js', import.meta.url); // this file lies in parts/

/**
 * Listens until the words end.
 * @param {object} how
 * @param {number} how.patience seconds of silence that end it
 * @param {AbortSignal} how.cancel nobody wants it any more
 * @param {AbortSignal} how.done these were all words
 * @param {(level: number) => void} how.heard how loud it is now, in [0, 1]; the first call says that the microphone is open
 * @returns {Promise<Blob|null>} a WAV file, or null when no word came
 * @throws {DOMException} AbortError when cancelled, else the microphone's own refusal
 */
export async function listen({ patience, cancel, done, heard }) {
  // A recogniser knows rooms better than a filter that was made for telephone calls; nothing sounds from here meanwhile.
  const audio = { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: true };
  const stream = await navigator.mediaDevices.getUserMedia({ audio });
  let context;
  try {
    cancel.throwIfAborted?.();
    const utterance = new Utterance({ rate: RATE, patience, wait: 7 + patience });
    let input;
    [context, input] = opened(stream);
    await context.audioWorklet.addModule(TAP);
    const tap = new AudioWorkletNode(context, 'xb-tap', { numberOfInputs: 1, numberOfOutputs: 1, channelCount: 1, channelCountMode: 'explicit' });
    input.connect(tap).connect(context.destination); // it gives no sound; some browsers run only what leads somewhere
    if (context.state !== 'running') await context.resume();
    await new Promise((resolve, reject) => {
      const gone = () => reject(new DOMException('cancelled', 'AbortError'));
      if (cancel.aborted) gone();
      cancel.addEventListener('abort', gone);
      done.addEventListener('abort', () => resolve(utterance.finish()));
      stream.getAudioTracks()[0].addEventListener('ended', () => resolve(utterance.finish())); // unplugged
      tap.port.onmessage = ({ data }) => {
        utterance.add(resampled(data, context.sampleRate, RATE));
        heard(utterance.level);
        if (utterance.over) resolve();
      };
    });
    return utterance.state === 'ended' ? new Blob([asWav(utterance.samples())], { type: 'audio/wav' }) : null;
  } finally {
    stream.getTracks().forEach((track) => track.stop());
    context?.close();
  }
}

/** The browser brings the sound to RATE where it can. */
function opened(stream) {
  const wanted = new AudioContext({ sampleRate: RATE });
  try {
    return [wanted, wanted.createMediaStreamSource(stream)];
  } catch {
    wanted.close();
    const own = new AudioContext();
    return [own, own.createMediaStreamSource(stream)];
  }
}
