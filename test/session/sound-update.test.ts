/** What is looked through before Yjs sees it: everything honest passes, and nothing that does harm. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { bodyToChange, changeToBodies } from '@/lib/session/change';
import { openDocuments } from '@/lib/session/documents';
import { clientOf } from '@/lib/session/run';
import { soundnessOf } from '@/lib/session/sound-update';
import { conversation, deviceId, diceFrom, randomEdit, runId, SECTION, writer } from './letters';
import { POISONS } from './poison';

const updatesIn = (letters: readonly { readonly body: Uint8Array }[]): readonly Uint8Array[] =>
  letters.flatMap(({ body }) => {
    const read = bodyToChange(body);
    return read.kind === 'whole' ? [read.change.update] : [];
  });

test('all that people write is sound', async () => {
  for (let seed = 0; seed < 20; seed += 1) {
    const updates = updatesIn((await conversation(seed, 3, 40)).flat());
    expect(updates.length).toBeGreaterThan(10);
    expect(new Set(updates.map(soundnessOf))).toEqual(new Set(['sound']));
  }
});

test('every kind of value that a record or a note may hold is sound', () => {
  const doc = new Y.Doc();
  const values = [
    1,
    -1,
    1.5,
    1e300,
    10n,
    true,
    false,
    null,
    undefined,
    'ä😀',
    [1, [2]],
    { a: { b: [] } },
  ];
  for (const [at, value] of values.entries()) doc.getMap('person').set(`p1/${at}`, value);
  doc.getMap('meta').set('carried', Uint8Array.of(1, 2, 3));
  const paragraph = new Y.XmlElement('paragraph');
  const text = new Y.XmlText();
  paragraph.insert(0, [text]);
  doc.getXmlFragment('note').insert(0, [paragraph]);
  text.insert(0, 'bold', { bold: true, link: { href: 'https://example.org/?q="a"' } });
  text.insertEmbed(2, { image: 'x' });
  paragraph.setAttribute('level', '2');
  text.delete(0, 1);
  expect(soundnessOf(Y.encodeStateAsUpdate(doc))).toBe('sound');
  doc.getText('plain').insert(0, 'x');
  doc.getText('plain').delete(0, 1);
  expect(soundnessOf(Y.encodeStateAsUpdate(doc))).toBe('sound');
});

test('any bytes get an answer', async () => {
  const one = await writer(0xc0);
  const letters = Array.from({ length: 30 }, (_, seed) => randomEdit(one, diceFrom(seed))).flat();
  const updates = updatesIn(letters);
  fc.assert(
    fc.property(
      fc.constantFrom(...updates),
      fc.array(fc.tuple(fc.nat(500), fc.integer({ min: 1, max: 255 })), { maxLength: 4 }),
      fc.nat(20),
      (update, flips, cut) => {
        const bent = update.slice(0, update.length - (cut > 15 ? cut - 15 : 0));
        for (const [at, mask] of flips) {
          const index = at % Math.max(1, bent.length);
          bent[index] = (bent[index] ?? 0) ^ mask;
        }
        expect(['sound', 'not an update', 'harmful']).toContain(soundnessOf(bent));
      },
    ),
    { numRuns: 3_000 },
  );
});

const [author, run] = [deviceId(0xe1), runId(0xe1)];
const lettersOf = (update: Uint8Array) =>
  changeToBodies({ note: null, update }).map((body) => ({ section: SECTION, author, run, body }));

test.for(Object.keys(POISONS))(
  '%s is set aside in no time, and the next change goes in',
  async (name) => {
    const update = POISONS[name]?.(await clientOf(author, run, SECTION)) ?? new Uint8Array();
    const bob = await writer(0xb0);
    const sound = bob.edit(null, (doc) => doc.getMap('secondment').set('s1/state', 'sound'));
    const documents = openDocuments([SECTION], null);
    const began = performance.now();
    const unfit = await documents.apply([...lettersOf(update), ...sound]);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(unfit).toHaveLength(1);
    expect(['harmful', 'not a change']).toContain(unfit[0]?.why);
    expect(documents.records(SECTION).getMap('secondment').toJSON()).toEqual({
      's1/state': 'sound',
    });
    expect(Reflect.has(Object.prototype, 'isAdmin')).toBe(false);
    expect(documents.isSettled()).toBe(true);
  },
);
