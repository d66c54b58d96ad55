/** Statements as bytes: one encoding of each, and nothing else is read. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { joinBytes, Malformed, toHex } from '@/lib/parse/bytes';
import { makeDevice } from '@/lib/vault/device';
import {
  DeviceId,
  InvitationId,
  KeyId,
  LetterId,
  MemberId,
  NotebookId,
  SectionId,
  StatementId,
} from '@/lib/vault/ids';
import { LARGEST_PAYLOAD, readSaying, SAYING_NUMBERS, writeSaying } from '@/lib/vault/payload';
import type { KeyHanding, Spoken } from '@/lib/vault/saying';
import {
  askToJoin,
  MOST_PARENTS,
  readStatement,
  sectionIdOf,
  writeStatement,
} from '@/lib/vault/statement';

import { chance } from './people';

const bytesOf = (length: number) =>
  fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => new Uint8Array(bytes));
const hexOf = (length: number) => bytesOf(length).map(toHex);
const member = hexOf(16).map((hex) => MemberId.parse(hex));
const device = hexOf(32).map((hex) => DeviceId.parse(hex));
const section = hexOf(16).map((hex) => SectionId.parse(hex));
const keyId = hexOf(16).map((hex) => KeyId.parse(hex));
const letter = hexOf(32).map((hex) => LetterId.parse(hex));
const statement = hexOf(32).map((hex) => StatementId.parse(hex));
const access = fc.constantFrom('read' as const, 'write' as const);
const role = fc
  .string({ maxLength: 15, unit: 'grapheme' })
  .filter((one) => new TextEncoder().encode(one).length <= 60);

const ascending = <T>(items: fc.Arbitrary<T>, nameOf: (item: T) => string): fc.Arbitrary<T[]> =>
  fc
    .uniqueArray(items, { selector: nameOf, maxLength: 4 })
    .map((all) => all.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1)));

const end = (of: fc.Arbitrary<SectionId>) =>
  fc.record({ section: of, device, seq: fc.integer({ min: 1 }), letter });
const vector = (of: fc.Arbitrary<SectionId> = section) =>
  ascending(end(of), (one) => `${one.section}${one.device}`);

const places = (count: number) => fc.subarray(Array.from({ length: count }, (_, at) => at));
const hands: fc.Arbitrary<KeyHanding> = fc
  .record({
    epochs: fc.array(fc.record({ number: fc.maxSafeNat(), keyId }), { maxLength: 3 }),
    keys: fc.array(fc.record({ section, keyId }), { maxLength: 3 }),
  })
  .chain(({ epochs, keys }) =>
    ascending(
      fc.record({
        device,
        epochs: places(epochs.length),
        keys: places(keys.length),
        sealed: fc.uint8Array({ maxLength: 60 }).map((bytes) => new Uint8Array(bytes)),
      }),
      (bundle) => bundle.device,
    ).map((bundles) => ({ epochs, keys, bundles })),
  );

const saying: fc.Arbitrary<Spoken> = fc.oneof(
  fc.record({
    kind: fc.constant('found' as const),
    member,
    device,
    exchangeKey: bytesOf(32),
    nonce: bytesOf(32),
    role,
    sections: fc.array(fc.record({ section, purpose: fc.string({ maxLength: 90 }) }), {
      maxLength: 4,
    }),
    epoch: keyId,
    keys: fc.array(fc.record({ section, keyId }), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant('admit' as const),
    member,
    device,
    exchangeKey: bytesOf(32),
    deviceKind: fc.constantFrom('device' as const, 'recovery' as const),
    isKeeper: fc.boolean(),
    role,
    invitation: hexOf(16).map((hex) => InvitationId.parse(hex)),
    consent: bytesOf(64),
    grants: ascending(fc.record({ section, access }), (grant) => grant.section),
    hands,
  }),
  fc.record({
    kind: fc.constant('remove' as const),
    members: ascending(member, (one) => one),
    devices: ascending(device, (one) => one),
    cutoffs: vector(),
    hands,
  }),
  fc.record({
    kind: fc.constant('withdraw' as const),
    member,
    section,
    cutoffs: vector(),
    hands,
  }),
  fc.record({ kind: fc.constant('grant' as const), member, section, access, hands }),
  fc.record({
    kind: fc.constant('section' as const),
    section,
    nonce: bytesOf(16),
    purpose: fc.string({ maxLength: 90 }),
    grants: ascending(fc.record({ member, access }), (grant) => grant.member),
    hands,
  }),
  fc.record({ kind: fc.constantFrom('appoint' as const, 'retire' as const), member }),
  fc.record({ kind: fc.constant('role' as const), member, role }),
  fc.record({ kind: fc.constant('hand' as const), hands }),
  fc.record({
    kind: fc.constant('leaveOut' as const),
    section,
    letters: ascending(letter, (one) => one),
  }),
  section.chain((of) =>
    fc.record({
      kind: fc.constant('checkpoint' as const),
      section: fc.constant(of),
      ends: vector(fc.constant(of)),
      hash: bytesOf(32),
      isErasure: fc.boolean(),
    }),
  ),
  fc.record({ kind: fc.constantFrom('agree' as const, 'erased' as const), checkpoint: statement }),
  fc.record({ kind: fc.constant('hold' as const), section, isOn: fc.boolean() }),
);

const reading = (number: number, payload: Uint8Array): Spoken | 'malformed' | 'unknown' => {
  try {
    const read = readSaying(number, payload);
    return read.kind === 'unknown' ? 'unknown' : read;
  } catch (error) {
    if (error instanceof Malformed) return 'malformed';
    throw error;
  }
};

test('what is said is read as it was written, for every kind', () => {
  fc.assert(
    fc.property(saying, (said) => {
      expect(readSaying(SAYING_NUMBERS[said.kind], writeSaying(said))).toEqual(said);
    }),
    { numRuns: 1_000 },
  );
});

test('there is one encoding: whatever bytes are read are written again as the same bytes', () => {
  fc.assert(
    fc.property(saying, fc.nat(), fc.nat(255), (said, place, value) => {
      const payload = writeSaying(said);
      payload[place % payload.length] = value;
      const read = reading(SAYING_NUMBERS[said.kind], payload);
      if (read === 'malformed' || read === 'unknown') return;
      expect(toHex(writeSaying(read))).toBe(toHex(payload));
    }),
    { numRuns: 2_000 },
  );
});

test('a payload that is cut short or goes on is refused', () => {
  fc.assert(
    fc.property(saying, fc.nat(), (said, cut) => {
      const payload = writeSaying(said);
      const number = SAYING_NUMBERS[said.kind];
      expect(reading(number, payload.subarray(0, cut % payload.length))).toBe('malformed');
      expect(reading(number, joinBytes(payload, new Uint8Array(1)))).toBe('malformed');
    }),
    { numRuns: 500 },
  );
});

test('junk is refused, and a number that nobody knows is left to later versions', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 255 }),
      fc.uint8Array({ maxLength: 300 }),
      (number, junk) => {
        const read = reading(number, junk);
        const isRefused = read === 'malformed' || read === 'unknown';
        expect(read === 'unknown').toBe(number > 16);
        expect(isRefused ? junk : writeSaying(read)).toEqual(new Uint8Array(junk));
      },
    ),
    { numRuns: 1_000 },
  );
});

const ids = (count: number) =>
  Array.from({ length: count }, (_, at) => MemberId.parse(at.toString(16).padStart(32, '0')));

test('more than there may be is refused', () => {
  const [one] = ids(1);
  if (one === undefined) throw new Error('no id');
  const none = { epochs: [], keys: [], bundles: [] };
  const many: readonly Spoken[] = [
    { kind: 'remove', members: ids(1_025), devices: [], cutoffs: [], hands: none },
    { kind: 'role', member: one, role: 'x'.repeat(61) },
  ];
  for (const said of many) {
    expect(reading(SAYING_NUMBERS[said.kind], writeSaying(said))).toBe('malformed');
  }
});

test('a count above its bound is refused before anything is read or allocated', () => {
  // leaveOut: a section, then 2^53-1 letters.
  const many = new Uint8Array([255, 255, 255, 255, 255, 255, 255, 15]);
  const payload = joinBytes(new Uint8Array(16), many);
  expect(reading(SAYING_NUMBERS.leaveOut, payload)).toBe('malformed');
  expect(reading(SAYING_NUMBERS.hand, many)).toBe('malformed');
});

test('places that point beside the list, and ends of another section, are refused', () => {
  const key = KeyId.parse('1'.repeat(32));
  const bundle = {
    device: DeviceId.parse('2'.repeat(64)),
    epochs: [1],
    keys: [],
    sealed: new Uint8Array(0),
  };
  const hands = { epochs: [{ number: 1, keyId: key }], keys: [], bundles: [bundle] };
  expect(reading(SAYING_NUMBERS.hand, writeSaying({ kind: 'hand', hands }))).toBe('malformed');
  const ends = [
    {
      section: SectionId.parse('3'.repeat(32)),
      device: bundle.device,
      seq: 1,
      letter: LetterId.parse('4'.repeat(64)),
    },
  ];
  const offer = writeSaying({
    kind: 'checkpoint',
    section: SectionId.parse('5'.repeat(32)),
    ends,
    hash: new Uint8Array(32),
    isErasure: false,
  });
  expect(reading(SAYING_NUMBERS.checkpoint, offer)).toBe('malformed');
});

const signed = async () => {
  const random = chance(3);
  const [alice, bob] = [await makeDevice(random), await makeDevice(random)];
  const notebook = NotebookId.parse('a'.repeat(64));
  const parent = StatementId.parse('b'.repeat(64));
  const invitation = InvitationId.parse('c'.repeat(32));
  const nonce = random(16);
  const made = await sectionIdOf(notebook, alice.id, nonce);
  const none = { epochs: [], keys: [], bundles: [] };
  const admission = {
    kind: 'admit',
    member: MemberId.parse('d'.repeat(32)),
    device: bob.id,
    exchangeKey: bob.exchangeKey,
    deviceKind: 'device',
    isKeeper: false,
    role: '',
    invitation,
    consent: await askToJoin(bob, notebook, alice.id, invitation),
    grants: [],
    hands: none,
  } as const;
  const section = {
    kind: 'section',
    section: made,
    nonce,
    purpose: 'shared/1',
    grants: [],
    hands: none,
  } as const;
  return { random, alice, bob, notebook, parent, admission, section };
};

test('a statement is read as it was written', async () => {
  const { alice, notebook, parent, admission, section } = await signed();
  for (const said of [admission, section]) {
    const written = await writeStatement(notebook, [parent], said, alice);
    expect(await readStatement(written.bytes)).toEqual({ state: 'read', statement: written });
  }
});

test('every bit flip of a statement is refused', async () => {
  const { alice, notebook, parent, admission } = await signed();
  const { bytes } = await writeStatement(notebook, [parent], admission, alice);
  await fc.assert(
    fc.asyncProperty(fc.nat(bytes.length * 8 - 1), async (bit) => {
      const changed = bytes.slice();
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect((await readStatement(changed)).state).toBe('refused');
    }),
    { numRuns: 300 },
  );
  expect((await readStatement(joinBytes(bytes, new Uint8Array(1)))).state).toBe('refused');
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (junk) => {
      expect((await readStatement(junk)).state).toBe('refused');
    }),
  );
});

test('a statement of a later version is refused as such', async () => {
  const { alice, notebook, parent, admission } = await signed();
  const { bytes } = await writeStatement(notebook, [parent], admission, alice);
  const later = bytes.slice();
  later[0] = 2;
  expect(await readStatement(later)).toMatchObject({ why: 'newer version' });
});

test('a device that has not asked, or asked somebody else, is not let in', async () => {
  const { alice, bob, notebook, parent, admission } = await signed();
  const other = await askToJoin(bob, notebook, bob.id, admission.invitation);
  for (const changed of [
    { ...admission, exchangeKey: alice.exchangeKey },
    { ...admission, device: alice.id },
    { ...admission, consent: other },
  ]) {
    const { bytes } = await writeStatement(notebook, [parent], changed, alice);
    expect(await readStatement(bytes)).toMatchObject({ why: 'not asked for', author: alice.id });
  }
});

test('nobody says of another device’s section that they made it', async () => {
  const { bob, notebook, parent, section } = await signed();
  const { bytes } = await writeStatement(notebook, [parent], section, bob);
  expect(await readStatement(bytes)).toMatchObject({ why: 'malformed' });
});

test('a statement that nobody could read is not written', async () => {
  const { random, alice, notebook, admission } = await signed();
  const parents = Array.from({ length: MOST_PARENTS + 1 }, () =>
    StatementId.parse(toHex(random(32))),
  );
  await expect(writeStatement(notebook, parents, admission, alice)).rejects.toThrow('parents');
  const sealed = new Uint8Array(LARGEST_PAYLOAD);
  const hands = {
    epochs: [],
    keys: [],
    bundles: [{ device: alice.id, epochs: [], keys: [], sealed }],
  };
  await expect(writeStatement(notebook, [], { kind: 'hand', hands }, alice)).rejects.toThrow(
    'bytes',
  );
});
