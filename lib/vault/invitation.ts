/**
 * The exchange by which one device is let in: two state machines that take messages and give messages.
 *
 * Whoever holds the code may read, write, drop and reorder everything at the meeting place. What keeps them out is
 * that two people compare three words, and that nobody can steer those: the inviter's part is fixed by the commitment
 * in the code before the joiner's is made, and opened only after the joiner's is fixed. `docs/protocol.md` argues it.
 */
import { byteReader, byteWriter, isSameBytes, joinBytes, Malformed } from '@/lib/parse/bytes';

import { sealToDevice } from './bundle';
import { agreementFrom, isSignedBy, SECRET_LENGTH, SIGNATURE_LENGTH } from './curves';
import type { Device } from './device';
import {
  type DeviceId,
  deviceIdFromBytes,
  deviceIdToBytes,
  invitationIdFromBytes,
  type NotebookId,
} from './ids';
import { codeBytes, type InvitationCode, readCode, writeCode } from './invitation-code';
import {
  type Bytes,
  deriveKey,
  hashOf,
  type Purpose,
  type Random,
  type Sealer,
  sealerFor,
} from './keys';
import { checkPadding, pad } from './padding';
import { makeQueue } from './queue';
import { askToJoin } from './statement';
import { threeWords } from './words';

const LARGEST_ABOUT = 16 * 1024;
/** A welcome goes in parts of so many bytes: with its padding, which adds up to an eighth, one fits the meeting place. */
const PART_LENGTH = 1_500 * 1024;
const MOST_PARTS = 64;
const LARGEST_WELCOME = MOST_PARTS * PART_LENGTH;
const SET_LENGTH = 16;
const LARGEST_MESSAGE = 1_900 * 1024;
const LARGEST_REQUEST = 1024;
const LONGEST_TEXT = 16_384;
const MINUTE = 60_000;
const EMPTY = new Uint8Array(0);

const SIDES = { joiner: 1, inviter: 2 } as const;
type Side = keyof typeof SIDES;

const MESSAGE_KINDS = {
  request: 1,
  reveal: 2,
  confirmed: 3,
  about: 4,
  welcome: 5,
  done: 6,
  welcomeAgain: 7,
  more: 8,
} as const;
type MessageKind = keyof typeof MESSAGE_KINDS;

const PURPOSES = {
  outer: 'liaison-notebook/invitation-outer/v1',
  code: 'liaison-notebook/invitation-code/v1',
  commitment: 'liaison-notebook/invitation-commitment/v1',
  request: 'liaison-notebook/invitation-request/v1',
  reveal: 'liaison-notebook/invitation-reveal/v1',
  transcript: 'liaison-notebook/invitation-transcript/v1',
  words: 'liaison-notebook/invitation-words/v1',
  session: 'liaison-notebook/invitation-session/v1',
  inner: 'liaison-notebook/invitation-inner/v1',
  again: 'liaison-notebook/invitation-again/v1',
} as const satisfies Record<string, Purpose>;

const orNull = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
};

/** An invitation as its issuer keeps it, under seal: with it the exchange can go on after a restart. */
export interface Invitation {
  readonly code: InvitationCode;
  /** What is pasted. */
  readonly text: string;
  /** 32 bytes, revealed after the request is fixed. */
  readonly nonce: Bytes;
  /** X25519 private key of this exchange, 32 bytes. */
  readonly ephemeralSecret: Bytes;
  /** The request that was answered by revealing the nonce; null before that. No other one ever is. */
  readonly answered: Bytes | null;
}

/**
 * Fixes everything that the inviter adds to the words. The ephemeral key is under it too: were it left open, it could
 * be chosen after the joiner's request so that the words come out as wanted.
 */
const commitmentTo = (nonce: Uint8Array, ephemeralKey: Uint8Array): Promise<Bytes> =>
  hashOf(PURPOSES.commitment, joinBytes(nonce, ephemeralKey));

/** Makes an invitation. `expiresAt` is in milliseconds since 1970, by this device's clock. */
export const makeInvitation = async (
  {
    notebook,
    inviter,
    signalling,
    expiresAt,
  }: {
    readonly notebook: NotebookId;
    readonly inviter: DeviceId;
    readonly signalling: readonly string[];
    readonly expiresAt: number;
  },
  random: Random,
): Promise<Invitation> => {
  const nonce = random(32);
  const ephemeralSecret = random(SECRET_LENGTH);
  const ephemeral = await agreementFrom(ephemeralSecret);
  const code: InvitationCode = {
    notebook,
    inviter,
    signalling,
    invitation: invitationIdFromBytes(random(16)),
    secret: random(32),
    commitment: await commitmentTo(nonce, ephemeral.publicKey),
    expiresAtMinute: Math.floor(expiresAt / MINUTE),
  };
  return { code, text: await writeCode(code), nonce, ephemeralSecret, answered: null };
};

/** `invitation := version • text • nonce(32) • secret(32) • bytes answered`, to be kept under seal. */
export const writeInvitation = ({ text, nonce, ephemeralSecret, answered }: Invitation): Bytes =>
  byteWriter()
    .uint(1)
    .text(text)
    .fixed(nonce)
    .fixed(ephemeralSecret)
    .bytes(answered ?? EMPTY)
    .finish();

/** The invitation, or null when the bytes are not one. */
export const readInvitation = async (bytes: Uint8Array): Promise<Invitation | null> => {
  const kept = orNull(() => {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) throw new Malformed('another version');
    const text = reader.text(LONGEST_TEXT);
    const nonce = reader.fixed(32);
    const ephemeralSecret = reader.fixed(SECRET_LENGTH);
    const answered = reader.bytes(LARGEST_REQUEST);
    reader.end();
    return { text, nonce, ephemeralSecret, answered: answered.length === 0 ? null : answered };
  });
  if (kept === null) return null;
  const read = await readCode(kept.text);
  return read.state === 'read' ? { ...kept, code: read.code } : null;
};

/** The device that asks, as an admission names it. */
export interface Applicant {
  readonly device: DeviceId;
  readonly exchangeKey: Bytes;
  readonly consent: Bytes;
}

export type Words = readonly [string, string, string];

/**
 * 'changed': look at `view` and publish `outbox`. 'again': the other side repeats itself, so publish `outbox` again.
 * 'ignored': not for us, not new, or not true.
 */
export type Taken = 'changed' | 'again' | 'ignored';

export type InviterView =
  | { readonly state: 'waiting' }
  /** Ask the person whether the other one reads out the same words; then `confirm` or `refuse`. */
  | { readonly state: 'words'; readonly words: Words }
  | { readonly state: 'confirmed' }
  /** Admit the applicant, then `welcome`. */
  | { readonly state: 'introduced'; readonly about: Bytes; readonly applicant: Applicant }
  | { readonly state: 'welcoming' }
  | { readonly state: 'done' }
  /** A device that this invitation has let in already asks again: `welcomeAgain`. */
  | { readonly state: 'asked again'; readonly device: DeviceId }
  | {
      readonly state: 'ended';
      readonly why: 'a second device asked' | 'expired' | 'the words differ';
    };

export interface Inviter {
  readonly view: () => InviterView;
  /** What to publish now, and again from time to time until the view changes. */
  readonly outbox: () => readonly Bytes[];
  /** `now` is in milliseconds since 1970. Never throws for what was sent. */
  readonly take: (message: Uint8Array, now: number) => Promise<Taken>;
  /** The inviter's person says that the words are the same. Without effect in any state but 'words'. */
  readonly confirm: (now: number) => Promise<InviterView>;
  readonly refuse: () => Promise<InviterView>;
  /** Hands over the keys, once the applicant is admitted. Without effect in any state but 'introduced'. */
  readonly welcome: (bytes: Uint8Array, now: number) => Promise<InviterView>;
  readonly welcomeAgain: (bytes: Uint8Array) => Promise<InviterView>;
}

export type JoinerView =
  | { readonly state: 'asking' }
  | { readonly state: 'words'; readonly words: Words }
  /** This side's person has confirmed, the other side's not yet. */
  | { readonly state: 'waiting'; readonly words: Words }
  | { readonly state: 'introduced' }
  | { readonly state: 'welcomed'; readonly welcome: Bytes }
  | { readonly state: 'ended'; readonly why: 'someone else asked first' | 'the words differ' };

export interface Joiner {
  readonly view: () => JoinerView;
  readonly outbox: () => readonly Bytes[];
  readonly take: (message: Uint8Array) => Promise<Taken>;
  /** The joiner's person says that the words are the same; `about` is sent once the other person has too. */
  readonly confirm: (about: Uint8Array) => Promise<JoinerView>;
  readonly refuse: () => Promise<JoinerView>;
}

interface OuterMessage {
  readonly side: Side;
  readonly kind: MessageKind;
  readonly payload: Bytes;
}

const nameOf = <T extends string>(table: Readonly<Record<T, number>>, value: number): T => {
  for (const name in table) if (table[name] === value) return name;
  throw new Malformed('unknown number');
};

/** `outer := iv(12) • sealed padded (side • kind • payload)` under the code's key. */
const outerFor = async ({ secret }: InvitationCode, random: Random) => {
  const key = await deriveKey(secret, PURPOSES.outer, 32);
  const sealer = await sealerFor(key, PURPOSES.outer);
  return {
    write: (side: Side, kind: MessageKind, payload: Uint8Array): Promise<Bytes> =>
      sealer.seal(
        pad(byteWriter().uint(SIDES[side]).uint(MESSAGE_KINDS[kind]).bytes(payload).finish()),
        random,
      ),
    read: async (message: Uint8Array): Promise<OuterMessage | null> => {
      if (message.length > LARGEST_MESSAGE) return null;
      const padded = await sealer.open(message);
      if (padded === null) return null;
      return orNull(() => {
        const reader = byteReader(padded);
        const side = nameOf(SIDES, reader.uint());
        const kind = nameOf(MESSAGE_KINDS, reader.uint());
        const payload = reader.bytes(LARGEST_MESSAGE);
        checkPadding(padded, padded.length - reader.left());
        return { side, kind, payload };
      });
    },
  };
};

interface Request extends Applicant {
  readonly bytes: Bytes;
  readonly ephemeralKey: Bytes;
}

/** `request := version • device(32) • exchange key(32) • ephemeral key(32) • nonce(32) • consent(64) • signature(64)` */
const writeRequest = async (
  code: InvitationCode,
  codeHash: Uint8Array,
  device: Device,
  ephemeralKey: Uint8Array,
  random: Random,
): Promise<Bytes> => {
  const signed = byteWriter()
    .uint(1)
    .fixed(deviceIdToBytes(device.id))
    .fixed(device.exchangeKey)
    .fixed(ephemeralKey)
    .fixed(random(32))
    .fixed(await askToJoin(device, code.notebook, code.inviter, code.invitation))
    .finish();
  return joinBytes(signed, await device.sign(PURPOSES.request, joinBytes(codeHash, signed)));
};

const readRequest = async (codeHash: Uint8Array, bytes: Bytes): Promise<Request | null> => {
  const read = orNull(() => {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) throw new Malformed('another version');
    const deviceKey = reader.fixed(32);
    const exchangeKey = reader.fixed(32);
    const ephemeralKey = reader.fixed(32);
    reader.fixed(32);
    const consent = reader.fixed(SIGNATURE_LENGTH);
    const signature = reader.fixed(SIGNATURE_LENGTH);
    reader.end();
    return { deviceKey, exchangeKey, ephemeralKey, consent, signature };
  });
  if (read === null) return null;
  const signed = joinBytes(codeHash, bytes.subarray(0, bytes.length - SIGNATURE_LENGTH));
  if (!(await isSignedBy(read.deviceKey, PURPOSES.request, signed, read.signature))) return null;
  return {
    bytes,
    device: deviceIdFromBytes(read.deviceKey),
    exchangeKey: read.exchangeKey,
    ephemeralKey: read.ephemeralKey,
    consent: read.consent,
  };
};

interface Reveal {
  readonly nonce: Bytes;
  readonly ephemeralKey: Bytes;
  readonly signature: Bytes;
}

const readReveal = (bytes: Uint8Array): Reveal | null =>
  orNull(() => {
    const reader = byteReader(bytes);
    if (reader.uint() !== 1) throw new Malformed('another version');
    const reveal = {
      nonce: reader.fixed(32),
      ephemeralKey: reader.fixed(32),
      signature: reader.fixed(SIGNATURE_LENGTH),
    };
    reader.end();
    return reveal;
  });

/**
 * Everything that both ends must have seen alike. Signatures are left out: a signer may make many of one text, and
 * what can still be varied at the end could be varied until the words fit. What is in here is fixed before the
 * other side's part is known.
 */
const transcriptOf = (
  codeHash: Uint8Array,
  request: Uint8Array,
  nonce: Uint8Array,
  ephemeralKey: Uint8Array,
): Promise<Bytes> =>
  hashOf(
    PURPOSES.transcript,
    byteWriter().fixed(codeHash).bytes(request).fixed(nonce).fixed(ephemeralKey).finish(),
  );

interface Session {
  readonly words: Words;
  readonly seal: (side: Side, kind: MessageKind, plain: Uint8Array) => Promise<Bytes>;
  readonly open: (side: Side, kind: MessageKind, sealed: Uint8Array) => Promise<Bytes | null>;
}

const sessionFrom = async (
  shared: Uint8Array,
  transcript: Bytes,
  random: Random,
): Promise<Session> => {
  const sealer: Sealer = await sealerFor(
    await deriveKey(shared, PURPOSES.session, 32, transcript),
    PURPOSES.inner,
  );
  const bound = (side: Side, kind: MessageKind): Bytes =>
    Uint8Array.of(SIDES[side], MESSAGE_KINDS[kind]);
  return {
    words: threeWords(await hashOf(PURPOSES.words, transcript)),
    seal: (side, kind, plain) => sealer.seal(plain, random, bound(side, kind)),
    open: (side, kind, sealed) => sealer.open(sealed, bound(side, kind)),
  };
};

/** One part of a welcome. All parts of one have the same set, a name drawn by chance, and are counted from 0. */
interface Part {
  readonly set: Bytes;
  readonly at: number;
  readonly parts: number;
  readonly bytes: Bytes;
}

/** `part := set(16) • at • parts • bytes` */
const writeParts = (welcome: Uint8Array, random: Random): readonly Bytes[] => {
  if (welcome.length > LARGEST_WELCOME) throw new Error(`welcome of ${welcome.length} bytes`);
  const set = random(SET_LENGTH);
  const parts = Math.max(1, Math.ceil(welcome.length / PART_LENGTH));
  return Array.from({ length: parts }, (_, at) =>
    byteWriter()
      .fixed(set)
      .uint(at)
      .uint(parts)
      .bytes(welcome.subarray(at * PART_LENGTH, (at + 1) * PART_LENGTH))
      .finish(),
  );
};

const readPart = (plain: Uint8Array): Part | null =>
  orNull(() => {
    const reader = byteReader(plain);
    const set = reader.fixed(SET_LENGTH);
    const at = reader.uint(MOST_PARTS - 1);
    const parts = reader.uint(MOST_PARTS);
    const bytes = reader.bytes(PART_LENGTH);
    reader.end();
    if (at >= parts) throw new Malformed('a part beyond the last');
    return { set, at, parts, bytes };
  });

/** `more := set(16) • at`: which part the joiner lacks next. Whoever holds the code could only slow things down by it. */
const writeMore = ({ set }: Pick<Part, 'set'>, at: number): Bytes =>
  byteWriter().fixed(set).uint(at).finish();

const readMore = (payload: Uint8Array): Pick<Part, 'set' | 'at'> | null =>
  orNull(() => {
    const reader = byteReader(payload);
    const more = { set: reader.fixed(SET_LENGTH), at: reader.uint(MOST_PARTS - 1) };
    reader.end();
    return more;
  });

/** Puts the parts of a welcome together, in their order. */
const makeCollector = () => {
  let set: Bytes | null = null;
  let held: Bytes[] = [];
  return {
    /** The whole when this was the last part, 'more' when there are others to come, null for one that is not the next. */
    add: (part: Part): Bytes | 'more' | null => {
      if (part.at === 0 && (set === null || !isSameBytes(set, part.set))) {
        ({ set } = part);
        held = [];
      }
      if (set === null || !isSameBytes(set, part.set) || part.at !== held.length) return null;
      held.push(part.bytes);
      return held.length === part.parts ? joinBytes(...held) : 'more';
    },
  };
};

const againBytes = (codeHash: Uint8Array, request: Uint8Array, sealed: Uint8Array): Bytes =>
  byteWriter().fixed(codeHash).bytes(request).bytes(sealed).finish();

/**
 * The issuing device's side. `keep` must have made the invitation durable when it resolves: it is called before the
 * nonce is revealed, because a nonce that is known and could after a restart be used for another request would let
 * whoever asks choose the words. `admitted` is the device that the register shows under this invitation already, so that
 * one who was interrupted while being welcomed can be welcomed again.
 */
export const openInviter = async ({
  invitation,
  device,
  admitted = null,
  keep,
  random,
}: {
  readonly invitation: Invitation;
  readonly device: Device;
  readonly keep: (invitation: Invitation) => Promise<void>;
  readonly admitted?: Pick<Applicant, 'device' | 'exchangeKey'> | null;
  readonly random: Random;
}): Promise<Inviter> => {
  const { code } = invitation;
  const codeHash = await hashOf(PURPOSES.code, codeBytes(code));
  const outer = await outerFor(code, random);
  const ephemeral = await agreementFrom(invitation.ephemeralSecret);
  const inTurn = makeQueue();

  let view: InviterView = { state: 'waiting' };
  let outbox: readonly Bytes[] = [];
  let fixed: { readonly request: Request; readonly session: Session } | null = null;
  let letIn = admitted;
  let askedAgain: Request | null = null;
  /** Messages with the parts of the welcome that is on the way, and their set. */
  let offered: { readonly set: Uint8Array; readonly messages: readonly Bytes[] } | null = null;

  const isExpired = (now: number): boolean => now >= code.expiresAtMinute * MINUTE;
  const move = (next: InviterView, messages: readonly Bytes[]): InviterView => {
    view = next;
    outbox = messages;
    return view;
  };

  const takeRequest = async (payload: Bytes, now: number): Promise<Taken> => {
    if (fixed !== null && isSameBytes(fixed.request.bytes, payload)) return 'again';
    if (askedAgain !== null && isSameBytes(askedAgain.bytes, payload)) return 'again';
    const request = await readRequest(codeHash, payload);
    if (request === null) return 'ignored';
    if (letIn !== null) {
      if (request.device !== letIn.device) return 'ignored';
      askedAgain = request;
      move({ state: 'asked again', device: request.device }, []);
      return 'changed';
    }
    const { answered } = invitation;
    const isAnother = answered !== null && !isSameBytes(answered, payload);
    if (view.state === 'words' || (view.state === 'waiting' && isAnother)) {
      move({ state: 'ended', why: 'a second device asked' }, []);
      return 'changed';
    }
    if (view.state !== 'waiting') return 'ignored';
    if (isExpired(now)) {
      move({ state: 'ended', why: 'expired' }, []);
      return 'changed';
    }
    const shared = await ephemeral.agree(request.ephemeralKey);
    if (shared === null) return 'ignored';
    const { nonce } = invitation;
    const { publicKey } = ephemeral;
    const transcript = await transcriptOf(codeHash, payload, nonce, publicKey);
    const session = await sessionFrom(shared, transcript, random);
    const signature = await device.sign(PURPOSES.reveal, transcript);
    if (answered === null) await keep({ ...invitation, answered: payload });
    fixed = { request, session };
    const reveal = byteWriter().uint(1).fixed(nonce).fixed(publicKey).fixed(signature).finish();
    move({ state: 'words', words: session.words }, [
      await outer.write('inviter', 'reveal', reveal),
    ]);
    return 'changed';
  };

  const takeAbout = async (payload: Bytes): Promise<Taken> => {
    if (fixed === null) return 'ignored';
    const about = await fixed.session.open('joiner', 'about', payload);
    if (about === null || about.length > LARGEST_ABOUT) return 'ignored';
    if (view.state === 'welcoming') return 'again';
    if (view.state !== 'confirmed') return 'ignored';
    const { device: applicant, exchangeKey, consent } = fixed.request;
    move(
      { state: 'introduced', about, applicant: { device: applicant, exchangeKey, consent } },
      [],
    );
    return 'changed';
  };

  const takeDone = async (payload: Bytes): Promise<Taken> => {
    if (fixed === null || view.state !== 'welcoming') return 'ignored';
    if ((await fixed.session.open('joiner', 'done', payload)) === null) return 'ignored';
    move({ state: 'done' }, []);
    return 'changed';
  };

  const offer = async (
    welcome: Uint8Array,
    write: (part: Bytes) => Promise<Bytes>,
  ): Promise<readonly Bytes[]> => {
    const parts = writeParts(welcome, random);
    const messages: Bytes[] = [];
    for (const part of parts) messages.push(await write(part));
    offered = { set: parts[0]?.subarray(0, SET_LENGTH) ?? EMPTY, messages };
    return messages.slice(0, 1);
  };

  /** Only one part is said at a time, until the next is asked for. */
  const takeMore = (payload: Bytes): Taken => {
    const more = readMore(payload);
    if (more === null || offered === null || !isSameBytes(more.set, offered.set)) return 'ignored';
    const message = offered.messages[more.at];
    // What is in the outbox is said again from time to time as it is.
    if (message === undefined || outbox.includes(message)) return 'ignored';
    move(view, [message]);
    return 'again';
  };

  return {
    view: () => view,
    outbox: () => outbox,
    take: (message, now) =>
      inTurn(async () => {
        const read = await outer.read(message);
        if (read === null || read.side !== 'joiner') return 'ignored';
        if (read.kind === 'request') return takeRequest(read.payload, now);
        if (read.kind === 'about') return takeAbout(read.payload);
        if (read.kind === 'done') return takeDone(read.payload);
        if (read.kind === 'more') return takeMore(read.payload);
        return 'ignored';
      }),
    confirm: (now) =>
      inTurn(async () => {
        if (view.state !== 'words' || fixed === null) return view;
        if (isExpired(now)) return move({ state: 'ended', why: 'expired' }, []);
        const confirmed = await fixed.session.seal('inviter', 'confirmed', EMPTY);
        return move({ state: 'confirmed' }, [
          ...outbox,
          await outer.write('inviter', 'confirmed', confirmed),
        ]);
      }),
    refuse: () =>
      inTurn(async () =>
        view.state === 'words' ? move({ state: 'ended', why: 'the words differ' }, []) : view,
      ),
    welcome: (bytes, now) =>
      inTurn(async () => {
        if (view.state !== 'introduced' || fixed === null) return view;
        if (isExpired(now)) return move({ state: 'ended', why: 'expired' }, []);
        const { request, session } = fixed;
        letIn = request;
        const messages = await offer(bytes, async (part) =>
          outer.write('inviter', 'welcome', await session.seal('inviter', 'welcome', part)),
        );
        return move({ state: 'welcoming' }, messages);
      }),
    welcomeAgain: (bytes) =>
      inTurn(async () => {
        if (askedAgain === null || letIn === null) return view;
        const [{ bytes: request }, { exchangeKey, device: to }] = [askedAgain, letIn];
        const messages = await offer(bytes, async (part) => {
          // To the key in the register, not to the one in the request: those two differ if the request is forged.
          const sealed = await sealToDevice(exchangeKey, PURPOSES.again, part, codeHash);
          const signature = await device.sign(
            PURPOSES.again,
            againBytes(codeHash, request, sealed),
          );
          const payload = byteWriter().uint(1).bytes(sealed).fixed(signature).finish();
          return outer.write('inviter', 'welcomeAgain', payload);
        });
        return move({ state: 'asked again', device: to }, messages);
      }),
  };
};

/**
 * The joining device's side. `hasConfirmed` says that this device's person has compared the words of this very
 * invitation before, and the exchange was interrupted: only then is a welcome without words taken.
 */
export const openJoiner = async ({
  code,
  device,
  hasConfirmed = false,
  random,
}: {
  readonly code: InvitationCode;
  readonly device: Device;
  readonly hasConfirmed?: boolean;
  readonly random: Random;
}): Promise<Joiner> => {
  const codeHash = await hashOf(PURPOSES.code, codeBytes(code));
  const outer = await outerFor(code, random);
  const ephemeral = await agreementFrom(random(SECRET_LENGTH));
  const request = await writeRequest(code, codeHash, device, ephemeral.publicKey, random);
  const inviterKey = deviceIdToBytes(code.inviter);
  const inTurn = makeQueue();

  let view: JoinerView = { state: 'asking' };
  const asking = await outer.write('joiner', 'request', request);
  let outbox: readonly Bytes[] = [asking];
  let session: Session | null = null;
  let about: Uint8Array | null = null;
  let isConfirmedThere = false;
  const collector = makeCollector();

  const move = (next: JoinerView, messages: readonly Bytes[]): JoinerView => {
    view = next;
    outbox = messages;
    return view;
  };

  const takeReveal = async (payload: Bytes): Promise<Taken> => {
    if (view.state !== 'asking') return 'ignored';
    const reveal = readReveal(payload);
    if (reveal === null) return 'ignored';
    const { nonce, ephemeralKey, signature } = reveal;
    // Only one pair opens the commitment, so refusing the others costs nothing and stops nobody.
    if (!isSameBytes(await commitmentTo(nonce, ephemeralKey), code.commitment)) return 'ignored';
    const transcript = await transcriptOf(codeHash, request, nonce, ephemeralKey);
    if (!(await isSignedBy(inviterKey, PURPOSES.reveal, transcript, signature))) {
      move({ state: 'ended', why: 'someone else asked first' }, []);
      return 'changed';
    }
    const shared = await ephemeral.agree(ephemeralKey);
    if (shared === null) return 'ignored';
    session = await sessionFrom(shared, transcript, random);
    move({ state: 'words', words: session.words }, outbox);
    return 'changed';
  };

  const introduce = async (): Promise<void> => {
    if (session === null || about === null || !isConfirmedThere) return;
    const sealed = await session.seal('joiner', 'about', about);
    move({ state: 'introduced' }, [await outer.write('joiner', 'about', sealed)]);
  };

  const takeConfirmed = async (payload: Bytes): Promise<Taken> => {
    if (session === null || isConfirmedThere) return 'ignored';
    if ((await session.open('inviter', 'confirmed', payload)) === null) return 'ignored';
    isConfirmedThere = true;
    await introduce();
    return 'changed';
  };

  /** `done` is said when it is complete; `besides` while it is not. */
  const takePart = async (
    plain: Uint8Array,
    besides: readonly Bytes[],
    done: () => Promise<readonly Bytes[]>,
  ): Promise<Taken> => {
    const part = readPart(plain);
    const added = part === null ? null : collector.add(part);
    // What comes twice is passed over: what lacks is asked for again from time to time as it is.
    if (part === null || added === null) return 'ignored';
    if (added === 'more') {
      const more = await outer.write('joiner', 'more', writeMore(part, part.at + 1));
      move(view, [...besides, more]);
      return 'again';
    }
    move({ state: 'welcomed', welcome: added }, await done());
    return 'changed';
  };

  const takeWelcome = async (payload: Bytes): Promise<Taken> => {
    if (session === null || (view.state !== 'introduced' && view.state !== 'welcomed')) {
      return 'ignored';
    }
    const current = session;
    const plain = await current.open('inviter', 'welcome', payload);
    if (plain === null) return 'ignored';
    if (view.state === 'welcomed') return 'again';
    return takePart(plain, [], async () => [
      await outer.write('joiner', 'done', await current.seal('joiner', 'done', EMPTY)),
    ]);
  };

  const takeWelcomeAgain = async (payload: Bytes): Promise<Taken> => {
    if (!hasConfirmed || view.state !== 'asking') return 'ignored';
    const read = orNull(() => {
      const reader = byteReader(payload);
      if (reader.uint() !== 1) throw new Malformed('another version');
      const sealed = reader.bytes(LARGEST_MESSAGE);
      const signature = reader.fixed(SIGNATURE_LENGTH);
      reader.end();
      return { sealed, signature };
    });
    if (read === null) return 'ignored';
    const signed = againBytes(codeHash, request, read.sealed);
    if (!(await isSignedBy(inviterKey, PURPOSES.again, signed, read.signature))) return 'ignored';
    const plain = await device.openBundle(PURPOSES.again, read.sealed, codeHash);
    // The request goes along: after an interruption of its own the other side has to hear it anew.
    return plain === null ? 'ignored' : takePart(plain, [asking], async () => []);
  };

  return {
    view: () => view,
    outbox: () => outbox,
    take: (message) =>
      inTurn(async () => {
        const read = await outer.read(message);
        if (read === null || read.side !== 'inviter') return 'ignored';
        if (read.kind === 'reveal') return takeReveal(read.payload);
        if (read.kind === 'confirmed') return takeConfirmed(read.payload);
        if (read.kind === 'welcome') return takeWelcome(read.payload);
        if (read.kind === 'welcomeAgain') return takeWelcomeAgain(read.payload);
        return 'ignored';
      }),
    confirm: (bytes) =>
      inTurn(async () => {
        if (view.state !== 'words') return view;
        if (bytes.length > LARGEST_ABOUT) throw new Error(`about of ${bytes.length} bytes`);
        about = bytes.slice();
        move({ state: 'waiting', words: view.words }, outbox);
        await introduce();
        return view;
      }),
    refuse: () =>
      inTurn(async () =>
        view.state === 'words' ? move({ state: 'ended', why: 'the words differ' }, []) : view,
      ),
  };
};
