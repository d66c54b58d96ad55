/**
 * A network of peer connections inside one process, for tests: data channels with Chromium's limit of 256 KiB a
 * message, late delivery, and a certificate for each end. Media and addresses are left out.
 */
import { randomBytes } from 'node:crypto';
import type { Rtc, RtcChannel, RtcConnection } from '@/lib/sync/channel';

/** Chromium's limit for one message, in bytes. */
export const CHROMIUM_MOST = 256 * 1024;

class ChannelEvent extends Event {
  readonly channel: FakeChannel;
  constructor(channel: FakeChannel) {
    super('datachannel');
    this.channel = channel;
  }
}

export class FakeChannel extends EventTarget implements RtcChannel {
  readonly label: string;
  readyState = 'connecting';
  bufferedAmount = 0;
  bufferedAmountLowThreshold = 0;
  binaryType: BinaryType = 'arraybuffer';
  other: FakeChannel | undefined;
  /** The largest amount that waited at any time. */
  highest = 0;
  readonly #network: FakeNetwork;

  constructor(label: string, network: FakeNetwork) {
    super();
    this.label = label;
    this.#network = network;
  }

  send(data: Uint8Array<ArrayBuffer>): void {
    if (this.readyState !== 'open') throw new Error('not open');
    if (data.length > CHROMIUM_MOST) throw new TypeError('larger than max-message-size');
    const copy = data.slice().buffer;
    this.bufferedAmount += data.length;
    this.highest = Math.max(this.highest, this.bufferedAmount);
    setImmediate(() => {
      const was = this.bufferedAmount;
      this.bufferedAmount -= data.length;
      const low = this.bufferedAmountLowThreshold;
      if (was > low && this.bufferedAmount <= low) {
        this.dispatchEvent(new Event('bufferedamountlow'));
      }
      if (this.#network.drops(data) || this.other?.readyState !== 'open') return;
      this.other.dispatchEvent(new MessageEvent('message', { data: copy }));
    });
  }

  close(): void {
    if (this.readyState === 'closed') return;
    this.readyState = 'closed';
    setImmediate(() => {
      this.dispatchEvent(new Event('close'));
      this.other?.close();
    });
  }

  open(): void {
    if (this.readyState !== 'connecting') return;
    this.readyState = 'open';
    this.dispatchEvent(new Event('open'));
  }
}

export class FakeConnection extends EventTarget implements RtcConnection {
  localDescription: { readonly type: string; readonly sdp: string } | null = null;
  remoteDescription: { readonly type: string; readonly sdp: string } | null = null;
  connectionState = 'new';
  iceConnectionState = 'new';
  iceGatheringState = 'complete';
  signalingState = 'stable';
  readonly channels: FakeChannel[] = [];
  readonly id: string;
  readonly fingerprint: string;
  readonly #network: FakeNetwork;

  constructor(network: FakeNetwork) {
    super();
    this.#network = network;
    this.id = network.enter(this);
    this.fingerprint = Array.from(randomBytes(32), (byte) =>
      byte.toString(16).padStart(2, '0').toUpperCase(),
    ).join(':');
  }

  createDataChannel(label: string): FakeChannel {
    const channel = new FakeChannel(label, this.#network);
    this.channels.push(channel);
    return channel;
  }

  #sdp(): string {
    return `v=0\r\na=end:${this.id}\r\na=fingerprint:sha-256 ${this.fingerprint}\r\n`;
  }

  createOffer(): Promise<RTCSessionDescriptionInit> {
    return Promise.resolve({ type: 'offer', sdp: this.#sdp() });
  }

  createAnswer(): Promise<RTCSessionDescriptionInit> {
    return Promise.resolve({ type: 'answer', sdp: this.#sdp() });
  }

  async setLocalDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    const isOffer = description.type === 'offer';
    if (isOffer && this.signalingState === 'have-remote-offer') throw new Error('wrong state');
    this.localDescription = { type: description.type, sdp: description.sdp ?? '' };
    this.#turn(isOffer ? 'have-local-offer' : 'stable');
  }

  async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
    await Promise.resolve();
    const isOffer = description.type === 'offer';
    if (!isOffer && this.signalingState !== 'have-local-offer') throw new Error('wrong state');
    if (this.#network.isLate && !isOffer) await this.#network.joinEarly(this, description.sdp);
    // An offer in the middle of one's own rolls that back, as browsers do.
    if (isOffer) this.localDescription = null;
    this.remoteDescription = { type: description.type, sdp: description.sdp ?? '' };
    this.#turn(isOffer ? 'have-remote-offer' : 'stable');
  }

  addIceCandidate(): Promise<void> {
    return Promise.resolve();
  }

  getStats(): Promise<{ forEach(take: (report: unknown) => void): void }> {
    // simple-peer waits until it sees a pair of addresses in use.
    return Promise.resolve([{ type: 'candidate-pair', id: 'pair', selected: true }]);
  }

  close(): void {
    if (this.iceConnectionState === 'closed') return;
    this.iceConnectionState = 'closed';
    for (const channel of this.channels) channel.close();
  }

  connectTo(other: FakeConnection): void {
    if (this.iceConnectionState === 'closed') return;
    this.iceConnectionState = 'connected';
    this.dispatchEvent(new Event('iceconnectionstatechange'));
    for (const channel of this.channels.filter(({ other }) => other === undefined)) {
      const twin = other.createDataChannel(channel.label);
      twin.other = channel;
      channel.other = twin;
      setImmediate(() => {
        other.dispatchEvent(new ChannelEvent(twin));
        twin.open();
        channel.open();
      });
    }
  }

  #turn(state: string): void {
    this.signalingState = state;
    this.dispatchEvent(new Event('signalingstatechange'));
    if (state === 'stable') this.#network.match(this);
  }
}

export class FakeNetwork {
  readonly connections: FakeConnection[] = [];
  /** What each connection was told, addresses of helping servers among it. */
  readonly settings: (RTCConfiguration | undefined)[] = [];
  /** Frames for which this says true never arrive. */
  drops: (frame: Uint8Array) => boolean = () => false;
  /** While false, no two ends find a way to each other. */
  isUp = true;
  /** When true, channels open and speak before the offering end can read the answer, as happens in Chromium. */
  isLate = false;
  onMeeting = (): void => {};
  readonly rtc: Rtc;

  constructor() {
    // oxlint-disable-next-line unicorn/no-this-assignment, typescript/no-this-alias -- the class below has its own
    const network = this;
    this.rtc = {
      RTCPeerConnection: class extends FakeConnection {
        constructor(settings?: RTCConfiguration) {
          super(network);
          network.settings.push(settings);
        }
      },
      RTCSessionDescription: class {
        readonly type: string;
        readonly sdp: string;
        constructor(description: { readonly type: string; readonly sdp: string }) {
          this.type = description.type;
          this.sdp = description.sdp;
        }
      },
      RTCIceCandidate: undefined,
    };
  }

  enter(connection: FakeConnection): string {
    this.connections.push(connection);
    return String(this.connections.length - 1);
  }

  #named(sdp = ''): FakeConnection | undefined {
    return this.connections[Number(/a=end:(\d+)/u.exec(sdp)?.[1])];
  }

  async joinEarly(one: FakeConnection, sdp: string | undefined): Promise<void> {
    const other = this.#named(sdp);
    other?.connectTo(one);
    if (other !== undefined) one.connectTo(other);
    for (let turn = 0; turn < 4; turn += 1) {
      await new Promise((resolve) => {
        setImmediate(resolve);
      });
    }
  }

  /** Joins two ends that each took the other's description. */
  match(one: FakeConnection): void {
    const other = this.#named(one.remoteDescription?.sdp);
    if (other === undefined || this.#named(other.remoteDescription?.sdp) !== one) return;
    if (other.signalingState !== 'stable') return;
    this.onMeeting();
    if (!this.isUp) return;
    one.connectTo(other);
    other.connectTo(one);
  }
}
