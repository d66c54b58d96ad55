/** A build step that takes out of packages the servers of strangers that they would call when told of none. */
import type { Plugin } from 'vite';

/** What a package writes, and what stands in the built extension instead: nobody. */
const STRANGERS = [
  {
    file: /[\\/]simple-peer[\\/]simplepeer\.min\.js$/u,
    written: '{urls:["stun:stun.l.google.com:19302","stun:global.stun.twilio.com:3478"]}',
    instead: '',
  },
  {
    file: /[\\/]y-webrtc[\\/]src[\\/]y-webrtc\.js$/u,
    written: "'wss://y-webrtc-eu.fly.dev'",
    instead: '',
  },
] as const satisfies readonly {
  readonly file: RegExp;
  readonly written: string;
  readonly instead: string;
}[];

/** Fails the build when a package no longer writes what is to be taken out: its next words must be read first. */
export const noStrangers = (): Plugin => ({
  name: 'no-strangers',
  enforce: 'pre',
  transform(code, id) {
    const [file = ''] = id.split('?');
    const stranger = STRANGERS.find((each) => each.file.test(file));
    if (stranger === undefined) return null;
    if (!code.includes(stranger.written)) {
      throw new Error(`${file} no longer names ${stranger.written}: find what it calls by default`);
    }
    return { code: code.replaceAll(stranger.written, stranger.instead), map: null };
  },
});
