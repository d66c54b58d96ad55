/** Keys on their way: each device opens its own portion and no other, and takes only what it was told it would get. */
import { expect, test } from 'vitest';

import { makeDevice } from '@/lib/vault/device';
import { handOver, nameEpoch, openAddressed, receive } from '@/lib/vault/hands';
import { makeSectionKey } from '@/lib/vault/keyring';
import { NO_KEYS } from '@/lib/vault/statement';

import { found } from './people';

const holdsNothing = { hasEpoch: () => false, hasKey: () => false };

const setUp = async () => {
  const { notebook, random, sections } = await found();
  const [bob, cara, dan] = [
    await makeDevice(random),
    await makeDevice(random),
    await makeDevice(random),
  ];
  const epoch = await nameEpoch({ number: 2, secret: random(32) });
  const [first, second] = [
    await makeSectionKey(sections[0], random),
    await makeSectionKey(sections[1], random),
  ];
  const hands = await handOver(notebook, [
    { device: bob.id, exchangeKey: bob.exchangeKey, epochs: [epoch], keys: [first, second] },
    { device: cara.id, exchangeKey: cara.exchangeKey, epochs: [epoch], keys: [second] },
    { device: dan.id, exchangeKey: dan.exchangeKey, epochs: [], keys: [] },
  ]);
  return { notebook, random, sections, bob, cara, dan, epoch, first, second, hands };
};

test('each device gets what it was handed, and who is handed nothing has no bundle', async () => {
  const { notebook, bob, cara, dan, epoch, first, second, hands } = await setUp();
  const plainEpoch = { number: epoch.number, secret: epoch.secret };
  const saying = { kind: 'hand', hands } as const;
  const toBob = await receive(notebook, bob, { saying }, holdsNothing);
  expect(toBob.epochs).toEqual([plainEpoch]);
  expect(toBob.sectionKeys).toEqual(expect.arrayContaining([first, second]));
  const toCara = await receive(notebook, cara, { saying }, holdsNothing);
  expect(toCara).toEqual({ epochs: [plainEpoch], sectionKeys: [second], isFalse: false });
  expect(await receive(notebook, dan, { saying }, holdsNothing)).toEqual({
    epochs: [],
    sectionKeys: [],
    isFalse: false,
  });
  expect(hands.bundles.map(({ device }) => device)).toEqual([bob.id, cara.id].toSorted());
  const nothing = await receive(
    notebook,
    bob,
    { saying: { kind: 'hand', hands: NO_KEYS } },
    holdsNothing,
  );
  expect(nothing.epochs).toEqual([]);
});

test('a bundle for another device or another notebook does not open', async () => {
  const { notebook, bob, dan, hands } = await setUp();
  const other = await found(2);
  const bundle = hands.bundles.find(({ device }) => device === bob.id);
  if (bundle === undefined) throw new Error('no bundle');
  const addressed = { epochs: hands.epochs, keys: hands.keys, sealed: bundle.sealed };
  expect((await openAddressed(notebook, bob, addressed, holdsNothing)).isFalse).toBe(false);
  expect((await openAddressed(notebook, dan, addressed, holdsNothing)).isFalse).toBe(true);
  expect((await openAddressed(other.notebook, bob, addressed, holdsNothing)).isFalse).toBe(true);
});

test('what is held already is not opened again, and keys with other names are left', async () => {
  const { notebook, random, sections, bob, epoch, first, second, hands } = await setUp();
  const bundle = hands.bundles.find(({ device }) => device === bob.id);
  if (bundle === undefined) throw new Error('no bundle');
  const holdsAll = { hasEpoch: () => true, hasKey: () => true };
  const closed = { openBundle: async () => Promise.reject(new Error('opened')) };
  const all = { epochs: hands.epochs, keys: hands.keys, sealed: bundle.sealed };
  expect((await openAddressed(notebook, closed, all, holdsAll)).sectionKeys).toEqual([]);
  const half = await openAddressed(notebook, bob, all, {
    hasEpoch: () => true,
    hasKey: ({ keyId }) => keyId === first.keyId,
  });
  expect(half).toEqual({ epochs: [], sectionKeys: [second], isFalse: false });
  const { keyId } = await makeSectionKey(sections[0], random);
  const lie = await openAddressed(
    notebook,
    bob,
    {
      ...all,
      epochs: [{ number: 3, keyId: epoch.keyId }],
      keys: [{ section: sections[0], keyId }],
    },
    holdsNothing,
  );
  expect(lie).toEqual({ epochs: [], sectionKeys: [], isFalse: true });
});
