/** The exchange of an invitation, with an honest pair and with someone in the middle who holds the code. */
import { hash } from 'node:crypto';

import { wordlist } from '@scure/bip39/wordlists/english.js';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { byteReader, byteWriter, isSameBytes, joinBytes } from '@/lib/parse/bytes';
import { agreementFrom } from '@/lib/vault/curves';
import { type Device, makeDevice } from '@/lib/vault/device';
import {
  type Inviter,
  type Invitation,
  type Joiner,
  makeInvitation,
  openInviter,
  openJoiner,
  readInvitation,
  writeInvitation,
} from '@/lib/vault/invitation';
import { codeBytes, type InvitationCode, readCode } from '@/lib/vault/invitation-code';
import { type Bytes, deriveKey, hashOf, sealerFor } from '@/lib/vault/keys';
import { pad } from '@/lib/vault/padding';
import { threeWords } from '@/lib/vault/words';

import { chance, found, text } from './people';

const NOW = Date.UTC(2026, 10, 22, 9, 0);
const HOUR = 3_600_000;
/** The longest message that a meeting place carries. */
const MOST_AT_MEETING_PLACE = 2 * 1024 * 1024;

const noKeeping = async (): Promise<void> => undefined;

const start = async (seed = 1) => {
  const founded = await found(seed);
  const { random, alice, notebook } = founded;
  const bob = await makeDevice(random);
  const mallory = await makeDevice(random);
  const invitation = await makeInvitation(
    {
      notebook,
      inviter: alice.id,
      signalling: ['wss://signal.example'],
      expiresAt: NOW + HOUR,
    },
    random,
  );
  const inviter = await openInviter({ invitation, device: alice, keep: noKeeping, random });
  const joiner = await openJoiner({ code: invitation.code, device: bob, random });
  return { ...founded, bob, mallory, invitation, inviter, joiner };
};

const carry = async (from: Inviter | Joiner, to: Inviter | Joiner): Promise<void> => {
  for (const message of from.outbox()) await to.take(message, NOW);
};

const wordsOf = (side: Inviter | Joiner): string | null => {
  const view = side.view();
  return 'words' in view ? view.words.join(' ') : null;
};

/** Goes on until both sides stand at the words. */
const untilWords = async (seed = 1) => {
  const both = await start(seed);
  await carry(both.joiner, both.inviter);
  await carry(both.inviter, both.joiner);
  return both;
};

test('two people who compare the same words let one device in', async () => {
  const { inviter, joiner, bob } = await untilWords();
  expect(wordsOf(inviter)).not.toBeNull();
  expect(wordsOf(joiner)).toBe(wordsOf(inviter));
  await inviter.confirm(NOW);
  await carry(inviter, joiner);
  expect(joiner.view().state).toBe('words');
  await joiner.confirm(text('Bob Example, probation officer'));
  await carry(joiner, inviter);
  expect(inviter.view()).toMatchObject({
    state: 'introduced',
    about: text('Bob Example, probation officer'),
    applicant: { device: bob.id, exchangeKey: bob.exchangeKey },
  });
  await inviter.welcome(text('statements and keys'), NOW);
  await carry(inviter, joiner);
  expect(joiner.view()).toEqual({ state: 'welcomed', welcome: text('statements and keys') });
  await carry(joiner, inviter);
  expect(inviter.view().state).toBe('done');
});

test('it does not matter whose person confirms first', async () => {
  const { inviter, joiner } = await untilWords();
  await joiner.confirm(text('about'));
  expect(joiner.view().state).toBe('waiting');
  await inviter.confirm(NOW);
  await carry(inviter, joiner);
  expect(joiner.view().state).toBe('introduced');
});

test('nothing about the notebook or the person leaves before both have confirmed', async () => {
  const { inviter, joiner } = await untilWords();
  await inviter.welcome(text('too early'), NOW);
  expect(inviter.view().state).toBe('words');
  await joiner.confirm(text('about'));
  const before = joiner.outbox().length;
  await carry(joiner, inviter);
  expect(inviter.view().state).toBe('words');
  expect(before).toBe(1);
  await inviter.confirm(NOW);
  await inviter.welcome(text('still too early'), NOW);
  expect(inviter.view().state).toBe('confirmed');
});

test('messages that come twice, late or in another order change nothing', async () => {
  const { inviter, joiner } = await untilWords();
  const request = joiner.outbox();
  const reveal = inviter.outbox();
  for (const message of request) expect(await inviter.take(message, NOW)).toBe('again');
  for (const message of reveal) expect(await joiner.take(message)).toBe('ignored');
  await inviter.confirm(NOW);
  const confirmed = inviter.outbox();
  await joiner.confirm(text('about'));
  for (const message of confirmed.toReversed()) await joiner.take(message);
  const about = joiner.outbox();
  for (const message of [...about, ...request, ...about]) await inviter.take(message, NOW);
  await inviter.welcome(text('welcome'), NOW);
  for (const message of about) expect(await inviter.take(message, NOW)).toBe('again');
  for (const message of [...inviter.outbox(), ...confirmed, ...reveal]) await joiner.take(message);
  expect(joiner.view()).toEqual({ state: 'welcomed', welcome: text('welcome') });
  for (const message of inviter.outbox()) expect(await joiner.take(message)).toBe('again');
});

test('a message sent back to its sender is ignored', async () => {
  const { inviter, joiner } = await start();
  await carry(joiner, joiner);
  expect(joiner.view().state).toBe('asking');
  await carry(joiner, inviter);
  await carry(inviter, inviter);
  expect(inviter.view().state).toBe('words');
});

test('changed bytes are ignored by both sides', async () => {
  const { inviter, joiner } = await start();
  const [request] = joiner.outbox();
  if (request === undefined) throw new Error('no request');
  await fc.assert(
    fc.asyncProperty(fc.nat(request.length * 8 - 1), async (bit) => {
      const changed = request.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await inviter.take(changed, NOW)).toBe('ignored');
      expect(await joiner.take(changed)).toBe('ignored');
    }),
    { numRuns: 100 },
  );
  expect(inviter.view().state).toBe('waiting');
});

test('whoever has another code is not heard', async () => {
  const { inviter } = await start(1);
  const other = await start(2);
  await carry(other.joiner, inviter);
  expect(inviter.view().state).toBe('waiting');
});

test('a second device that asks ends the invitation and gets no answer', async () => {
  const { inviter, joiner, invitation, mallory, random } = await untilWords();
  const second = await openJoiner({ code: invitation.code, device: mallory, random });
  await carry(second, inviter);
  expect(inviter.view()).toEqual({ state: 'ended', why: 'a second device asked' });
  expect(inviter.outbox()).toEqual([]);
  await inviter.confirm(NOW);
  expect(inviter.view().state).toBe('ended');
  expect(joiner.view().state).toBe('words');
});

test('the one who asked second learns that someone else asked first', async () => {
  const { inviter, invitation, mallory, random, joiner } = await start();
  const first = await openJoiner({ code: invitation.code, device: mallory, random });
  await carry(first, inviter);
  await carry(inviter, joiner);
  expect(joiner.view()).toEqual({ state: 'ended', why: 'someone else asked first' });
});

test('after the words are confirmed a late second device is passed over', async () => {
  const { inviter, invitation, mallory, random } = await untilWords();
  await inviter.confirm(NOW);
  const second = await openJoiner({ code: invitation.code, device: mallory, random });
  await carry(second, inviter);
  expect(inviter.view().state).toBe('confirmed');
});

test("the issuer's clock alone ends an invitation", async () => {
  const { inviter, joiner } = await start();
  for (const message of joiner.outbox()) await inviter.take(message, NOW + HOUR);
  expect(inviter.view()).toEqual({ state: 'ended', why: 'expired' });
  const later = await untilWords();
  await later.inviter.confirm(NOW + HOUR);
  expect(later.inviter.view()).toEqual({ state: 'ended', why: 'expired' });
});

test('people who see different words end it', async () => {
  const { inviter, joiner } = await untilWords();
  expect((await inviter.refuse()).state).toBe('ended');
  expect((await joiner.refuse()).state).toBe('ended');
});

test('an invitation survives a restart of its issuer', async () => {
  const { invitation, alice, random, joiner } = await start();
  const read = await readInvitation(writeInvitation(invitation));
  if (read === null) throw new Error('not read');
  const inviter = await openInviter({ invitation: read, device: alice, keep: noKeeping, random });
  await carry(joiner, inviter);
  await carry(inviter, joiner);
  expect(wordsOf(joiner)).toBe(wordsOf(inviter));
});

test('a restart after the reveal goes on with the same request and takes no other', async () => {
  const { invitation, alice, mallory, random, joiner } = await start();
  let kept: Uint8Array | null = null;
  const order: string[] = [];
  const first = await openInviter({
    invitation,
    device: alice,
    keep: async (used) => {
      kept = writeInvitation(used);
      order.push(first.outbox().length === 0 ? 'kept before revealing' : 'too late');
    },
    random,
  });
  await carry(joiner, first);
  expect(order).toEqual(['kept before revealing']);
  const read = await readInvitation(kept ?? new Uint8Array(0));
  if (read === null) throw new Error('not read');
  const second = await openInviter({ invitation: read, device: alice, keep: noKeeping, random });
  await carry(joiner, second);
  expect(wordsOf(second)).toBe(wordsOf(first));
  const third = await openInviter({ invitation: read, device: alice, keep: noKeeping, random });
  await carry(await openJoiner({ code: invitation.code, device: mallory, random }), third);
  expect(third.view()).toEqual({ state: 'ended', why: 'a second device asked' });
});

test('an invitation whose use cannot be noted reveals nothing', async () => {
  const { invitation, alice, random, joiner } = await start();
  const inviter = await openInviter({
    invitation,
    device: alice,
    keep: async () => {
      throw new Error('the disk is full');
    },
    random,
  });
  const [request] = joiner.outbox();
  if (request === undefined) throw new Error('no request');
  await expect(inviter.take(request, NOW)).rejects.toThrow('the disk is full');
  expect(inviter.outbox()).toEqual([]);
  expect(inviter.view().state).toBe('waiting');
});

test('a device that was let in already and interrupted is welcomed again', async () => {
  const { invitation, alice, bob, mallory, random } = await start();
  const inviter = await openInviter({
    invitation,
    device: alice,
    admitted: { device: bob.id, exchangeKey: bob.exchangeKey },
    keep: noKeeping,
    random,
  });
  const stranger = await openJoiner({ code: invitation.code, device: mallory, random });
  await carry(stranger, inviter);
  expect(inviter.view().state).toBe('waiting');
  const joiner = await openJoiner({
    code: invitation.code,
    device: bob,
    hasConfirmed: true,
    random,
  });
  await carry(joiner, inviter);
  expect(inviter.view()).toEqual({ state: 'asked again', device: bob.id });
  await inviter.welcomeAgain(text('welcome back'));
  await carry(inviter, joiner);
  expect(joiner.view()).toEqual({ state: 'welcomed', welcome: text('welcome back') });
});

test('a device whose person has not compared words takes no welcome without words', async () => {
  const { invitation, alice, bob, random, joiner } = await start();
  const inviter = await openInviter({
    invitation,
    device: alice,
    admitted: { device: bob.id, exchangeKey: bob.exchangeKey },
    keep: noKeeping,
    random,
  });
  await carry(joiner, inviter);
  await inviter.welcomeAgain(text('welcome'));
  await carry(inviter, joiner);
  expect(joiner.view().state).toBe('asking');
});

/** Carries until nothing moves; the first of all that is said each time is lost. */
const carryOverBadWays = async (inviter: Inviter, joiner: Joiner): Promise<number> => {
  let largest = 0;
  const pass = async (from: Inviter | Joiner, to: Inviter | Joiner): Promise<void> => {
    const messages = from.outbox();
    for (const message of [...messages, ...messages]) {
      largest = Math.max(largest, message.length);
      await to.take(message, NOW);
    }
  };
  for (let turn = 0; turn < 60 && joiner.view().state !== 'welcomed'; turn += 1) {
    if (turn % 3 > 0) await pass(inviter, joiner);
    if (turn % 3 < 2) await pass(joiner, inviter);
  }
  return largest;
};

test('a welcome of several megabytes comes in parts, none too long for the meeting place', async () => {
  const { inviter, joiner, random } = await untilWords();
  await inviter.confirm(NOW);
  await carry(inviter, joiner);
  await joiner.confirm(text('about'));
  await carry(joiner, inviter);
  const welcome = random(4 * 1024 * 1024 + 17);
  await inviter.welcome(welcome, NOW);
  expect(inviter.outbox()).toHaveLength(1);
  expect(await carryOverBadWays(inviter, joiner)).toBeLessThan(MOST_AT_MEETING_PLACE);
  const view = joiner.view();
  expect(view.state === 'welcomed' && isSameBytes(view.welcome, welcome)).toBe(true);
  await carry(joiner, inviter);
  expect(inviter.view().state).toBe('done');
});

test('a long welcome that is begun anew half-way ends as the later one', async () => {
  const { invitation, alice, bob, random } = await start();
  const admitted = { device: bob.id, exchangeKey: bob.exchangeKey };
  const open = () => openInviter({ invitation, device: alice, admitted, keep: noKeeping, random });
  const joiner = await openJoiner({
    code: invitation.code,
    device: bob,
    hasConfirmed: true,
    random,
  });
  const first = await open();
  await carry(joiner, first);
  await first.welcomeAgain(random(4 * 1024 * 1024));
  await carry(first, joiner);
  await carry(joiner, first);
  await carry(first, joiner);
  expect(joiner.view().state).toBe('asking');
  const second = await open();
  await carry(joiner, second);
  const welcome = random(3 * 1024 * 1024);
  await second.welcomeAgain(welcome);
  await carryOverBadWays(second, joiner);
  const view = joiner.view();
  expect(view.state === 'welcomed' && isSameBytes(view.welcome, welcome)).toBe(true);
});

// Someone in the middle holds the code, so they can write, read, drop and reorder at the meeting place. They may also
// have given Bob a code of their own. What follows is every order in which they can finish the two legs.

const CANDIDATES = 1_000_000;

const sha = (...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> =>
  new Uint8Array(hash('sha256', joinBytes(...parts), 'buffer'));

const WORDS_PURPOSE = text('liaison-notebook/invitation-words/v1\0');

/** Words as `lib/vault/invitation.ts` makes them, for a transcript that the guesser made up. */
const wordsFromTranscript = (transcript: Uint8Array): string =>
  threeWords(sha(WORDS_PURPOSE, transcript)).join(' ');

/** Reads what lies under the code's key, as anyone who holds the code can. */
const lookInside = async (code: InvitationCode, message: Bytes) => {
  const key = await deriveKey(code.secret, 'liaison-notebook/invitation-outer/v1', 32);
  const sealer = await sealerFor(key, 'liaison-notebook/invitation-outer/v1');
  const plain = await sealer.open(message);
  if (plain === null) throw new Error('did not open');
  const reader = byteReader(plain);
  return { side: reader.uint(), kind: reader.uint(), payload: reader.bytes(1 << 20) };
};

const sealOuter = async (
  code: InvitationCode,
  side: number,
  kind: number,
  payload: Uint8Array,
): Promise<Bytes> => {
  const key = await deriveKey(code.secret, 'liaison-notebook/invitation-outer/v1', 32);
  const sealer = await sealerFor(key, 'liaison-notebook/invitation-outer/v1');
  return sealer.seal(
    pad(byteWriter().uint(side).uint(kind).bytes(payload).finish()),
    chance(side * 31 + kind),
  );
};

interface Middle {
  readonly alices: Invitation;
  readonly inviter: Inviter;
  readonly bob: Device;
  readonly mallory: Device;
  readonly random: ReturnType<typeof chance>;
  readonly notebook: Invitation['code']['notebook'];
}

const middle = async (seed: number): Promise<Middle> => {
  const { invitation, inviter, bob, mallory, random, notebook } = await start(seed);
  return { alices: invitation, inviter, bob, mallory, random, notebook };
};

/** Mallory's own invitation, given to Bob in the place of Alice's. */
const mallorysInvitation = ({ mallory, notebook, random, alices }: Middle) =>
  makeInvitation(
    {
      notebook,
      inviter: mallory.id,
      signalling: alices.code.signalling,
      expiresAt: NOW + HOUR,
    },
    random,
  );

/** What is hashed to a transcript, with a place in it where the guesser may write. */
interface Guess {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/**
 * Looks through so many nonces for one that gives the wanted words. Hashes twice for each, as the product does, and
 * compares the first bits of the words before all of them.
 */
const grind = (
  candidates: number,
  wanted: string,
  { bytes, at }: Guess,
  words: (transcript: Uint8Array) => string = wordsFromTranscript,
): Uint8Array<ArrayBuffer> | null => {
  const place = new DataView(bytes.buffer, bytes.byteOffset + at, 32);
  const joined = new Uint8Array(WORDS_PURPOSE.length + 32);
  joined.set(WORDS_PURPOSE);
  const firstWord = wanted.split(' ')[0] ?? '';
  const index = wordlist.indexOf(firstWord);
  for (let candidate = 0; candidate < candidates; candidate += 1) {
    place.setUint32(0, candidate);
    const transcript = hash('sha256', bytes, 'buffer');
    joined.set(transcript, WORDS_PURPOSE.length);
    const digest = hash('sha256', joined, 'buffer');
    const first = digest.readUInt16BE(0) >> 5;
    if (first === index && words(transcript) === wanted) return bytes.slice(at, at + 32);
  }
  return null;
};

test('the guesser of these tests does find words where the last to speak chooses freely', () => {
  const oneWord = (transcript: Uint8Array): string =>
    wordsFromTranscript(transcript).split(' ')[0] ?? '';
  const fixed = sha(text('the other leg'));
  const guess: Guess = { bytes: joinBytes(fixed, new Uint8Array(32)), at: 32 };
  expect(grind(100_000, oneWord(fixed), guess, oneWord)).not.toBeNull();
});

/** What the product hashes to a transcript, nonce and ephemeral key being the guesser's. */
const transcriptInput = async (
  code: InvitationCode,
  request: Uint8Array,
  nonce: Uint8Array,
  ephemeralKey: Uint8Array,
): Promise<Guess> => {
  const codeHash = await hashOf('liaison-notebook/invitation-code/v1', codeBytes(code));
  const head = joinBytes(
    text('liaison-notebook/invitation-transcript/v1\0'),
    byteWriter().fixed(codeHash).bytes(request).finish(),
  );
  return { bytes: joinBytes(head, nonce, ephemeralKey), at: head.length };
};

test('the fast words of the guesser are those of the product', async () => {
  const { inviter, joiner, invitation } = await untilWords();
  const [request] = joiner.outbox();
  if (request === undefined) throw new Error('no request');
  const { payload } = await lookInside(invitation.code, request);
  const { publicKey } = await agreementFrom(invitation.ephemeralSecret);
  const { bytes } = await transcriptInput(invitation.code, payload, invitation.nonce, publicKey);
  expect(wordsFromTranscript(sha(bytes))).toBe(wordsOf(inviter));
});

test("in the middle, Alice's leg first: her words are known, but Bob's nonce comes after Mallory's commitment", async () => {
  const setting = await middle(11);
  const { inviter, mallory, bob, random, alices } = setting;
  const legToAlice = await openJoiner({ code: alices.code, device: mallory, random });
  await carry(legToAlice, inviter);
  const wanted = wordsOf(inviter);
  if (wanted === null) throw new Error('no words');
  // Mallory chooses a commitment now. The best nonce against a guess at Bob's request is worth nothing against
  // the one that he draws after he has read the code.
  const theirs = await mallorysInvitation(setting);
  const { publicKey } = await agreementFrom(theirs.ephemeralSecret);
  const guess = await transcriptInput(theirs.code, random(257), new Uint8Array(32), publicKey);
  const ground = grind(CANDIDATES, wanted, guess);
  const best: Invitation = ground === null ? theirs : { ...theirs, nonce: ground };
  const code: InvitationCode = {
    ...best.code,
    commitment: await hashOf(
      'liaison-notebook/invitation-commitment/v1',
      joinBytes(best.nonce, publicKey),
    ),
  };
  const legToBob = await openInviter({
    invitation: { ...best, code },
    device: mallory,
    keep: noKeeping,
    random,
  });
  const joiner = await openJoiner({ code, device: bob, random });
  await carry(joiner, legToBob);
  await carry(legToBob, joiner);
  expect(wordsOf(joiner)).not.toBeNull();
  expect(wordsOf(joiner)).not.toBe(wanted);
});

test("in the middle, Bob's leg first: his words are known, but Alice's nonce opens after Mallory's request", async () => {
  const setting = await middle(12);
  const { inviter, mallory, bob, random, alices } = setting;
  const theirs = await mallorysInvitation(setting);
  const legToBob = await openInviter({
    invitation: theirs,
    device: mallory,
    keep: noKeeping,
    random,
  });
  const joiner = await openJoiner({ code: theirs.code, device: bob, random });
  await carry(joiner, legToBob);
  await carry(legToBob, joiner);
  const wanted = wordsOf(joiner);
  if (wanted === null) throw new Error('no words');
  // Mallory may try a million requests, but has to judge them by a guess at what the commitment hides.
  const guess = await transcriptInput(alices.code, random(257), random(32), random(32));
  // The part of the request that is varied here is the joiner's nonce.
  grind(CANDIDATES, wanted, { ...guess, at: guess.at - 128 - 32 });
  const legToAlice = await openJoiner({ code: alices.code, device: mallory, random });
  await carry(legToAlice, inviter);
  expect(wordsOf(inviter)).not.toBeNull();
  expect(wordsOf(inviter)).not.toBe(wanted);
});

test("in the middle, both legs open: with Alice's words and Bob's request known, only the committed reveal is taken", async () => {
  const setting = await middle(13);
  const { inviter, mallory, bob, random, alices } = setting;
  const theirs = await mallorysInvitation(setting);
  const joiner = await openJoiner({ code: theirs.code, device: bob, random });
  const [request] = joiner.outbox();
  if (request === undefined) throw new Error('no request');
  const legToAlice = await openJoiner({ code: alices.code, device: mallory, random });
  await carry(legToAlice, inviter);
  const wanted = wordsOf(inviter);
  if (wanted === null) throw new Error('no words');
  // Now everything is known but Mallory's own reveal: this is where three words would be ground without a commitment.
  const { payload } = await lookInside(theirs.code, request);
  const { publicKey } = await agreementFrom(theirs.ephemeralSecret);
  const guess = await transcriptInput(theirs.code, payload, new Uint8Array(32), publicKey);
  const ground = grind(CANDIDATES, wanted, guess) ?? random(32);
  for (const [nonce, key] of [
    [ground, publicKey],
    [theirs.nonce, (await agreementFrom(random(32))).publicKey],
  ] as const) {
    const signature = await mallory.sign(
      'liaison-notebook/invitation-reveal/v1',
      sha((await transcriptInput(theirs.code, payload, nonce, key)).bytes),
    );
    const reveal = byteWriter().uint(1).fixed(nonce).fixed(key).fixed(signature).finish();
    expect(await joiner.take(await sealOuter(theirs.code, 2, 2, reveal))).toBe('ignored');
  }
  const legToBob = await openInviter({
    invitation: theirs,
    device: mallory,
    keep: noKeeping,
    random,
  });
  await legToBob.take(request, NOW);
  await carry(legToBob, joiner);
  expect(wordsOf(joiner)).not.toBeNull();
  expect(wordsOf(joiner)).not.toBe(wanted);
});

test("in the middle, after Alice's reveal: a better request comes too late and ends the invitation", async () => {
  const { inviter, mallory, random, alices } = await middle(14);
  await carry(await openJoiner({ code: alices.code, device: mallory, random }), inviter);
  await carry(await openJoiner({ code: alices.code, device: mallory, random }), inviter);
  expect(inviter.view()).toEqual({ state: 'ended', why: 'a second device asked' });
});

test("in the middle with Alice's own code: no reveal but hers over Bob's own request is taken", async () => {
  const { inviter, mallory, bob, random, alices } = await middle(15);
  const joiner = await openJoiner({ code: alices.code, device: bob, random });
  const legToAlice = await openJoiner({ code: alices.code, device: mallory, random });
  await carry(legToAlice, inviter);
  const [message] = inviter.outbox();
  const [request] = joiner.outbox();
  if (message === undefined || request === undefined) throw new Error('no message');
  // Mallory knows Alice's nonce by now and signs Bob's transcript with a key of their own.
  const { payload } = await lookInside(alices.code, message);
  const asked = await lookInside(alices.code, request);
  const reader = byteReader(payload);
  reader.uint();
  const nonce = reader.fixed(32);
  const key = reader.fixed(32);
  const signature = await mallory.sign(
    'liaison-notebook/invitation-reveal/v1',
    sha((await transcriptInput(alices.code, asked.payload, nonce, key)).bytes),
  );
  const reveal = byteWriter().uint(1).fixed(nonce).fixed(key).fixed(signature).finish();
  await joiner.take(await sealOuter(alices.code, 2, 2, reveal));
  expect(joiner.view()).toEqual({ state: 'ended', why: 'someone else asked first' });
});

test('with the session of one leg nothing of the other leg opens', async () => {
  const { inviter, joiner, invitation } = await untilWords();
  await joiner.confirm(text('about'));
  await inviter.confirm(NOW);
  // A forged "confirmed" under the code's key alone is not one.
  expect(await joiner.take(await sealOuter(invitation.code, 2, 3, new Uint8Array(28)))).toBe(
    'ignored',
  );
  expect(joiner.view().state).toBe('waiting');
});

test('a code survives line breaks and says what is wrong with it', async () => {
  const { invitation } = await start();
  const spaced = `  ${invitation.text.match(/.{1,40}/gu)?.join('\r\n ') ?? ''}\u200b `;
  expect(await readCode(spaced)).toEqual({ state: 'read', code: invitation.code });
  expect(await readCode('hello there')).toMatchObject({ why: 'not an invitation' });
  expect(await readCode(invitation.text.slice(0, -5))).toMatchObject({
    why: 'cut short or mistyped',
  });
  expect(await readCode(invitation.text.replace('LN1-', 'LN2-'))).toMatchObject({
    why: 'from a newer version',
  });
  await fc.assert(
    fc.asyncProperty(
      fc.nat(invitation.text.length - 5),
      fc.constantFrom('A', 'B', 'x', 'y', '0', '9', '-', '_'),
      async (at, letter) => {
        const place = at + 4;
        if (invitation.text[place] === letter) return;
        const changed = `${invitation.text.slice(0, place)}${letter}${invitation.text.slice(place + 1)}`;
        expect(await readCode(changed)).toMatchObject({ state: 'refused' });
      },
    ),
    { numRuns: 200 },
  );
  await fc.assert(
    fc.asyncProperty(fc.string({ maxLength: 300 }), async (pasted) => {
      expect((await readCode(`LN1-${pasted}`)).state).toBe('refused');
    }),
  );
});
