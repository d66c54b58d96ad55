/** One transfer or one meeting by itself: it moves, it comes back, and nothing that anyone wrote late is lost. */
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { Meeting } from '@/lib/domain/meeting';
import { Action } from '@/lib/domain/meeting';
import { PackItem, Transfer } from '@/lib/domain/transfer';
import { conflictsIn } from '@/lib/notebook/conflicts';
import { noteFragment } from '@/lib/notebook/layout';
import { noteText } from '@/lib/notebook/note-text';
import { change, put } from '@/lib/notebook/records';
import { bring, bringLate, mark } from '@/lib/session/share';
import { openShelf, type Shelf } from '@/lib/session/shelf';
import { begin, join, ledger, member, plainNotebook, type PlainNotebook } from './plain-notebook';

const [ALICE, BOB, GUEST] = [member(1), member(2), member(3)];
const at = (minutes: number) => ({
  now: Date.UTC(2026, 10, 24) + minutes * 60_000,
  origin: 'test',
});

const transfer = Transfer.parse({
  id: 't1',
  reference: 'AB-0001',
  dateOfBirth: '2009-06-01',
  team: 'team.newham',
});
const meeting = Meeting.parse({
  id: 'm1',
  kind: 'handover',
  about: 't1',
  startsAt: '2026-11-24T14:00',
});
const action = Action.parse({ id: 'a1', meeting: 'm1', about: 't1', text: 'Send the plan' });

interface Someone {
  readonly notebook: PlainNotebook;
  readonly shelf: Shelf;
}

const write = (doc: Y.Doc, words: string): void => {
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText(words)]);
  noteFragment(doc).push([paragraph]);
};

/** Alice and Bob read the transfers and the place apart; the guest reads only that place. */
const three = (apart = 'shared/t1'): Readonly<Record<'alice' | 'bob' | 'guest', Someone>> => {
  const of = ledger();
  begin(of, 'transfers', ALICE);
  begin(of, apart, ALICE);
  const both = [
    ['transfers', 'write'],
    [apart, 'write'],
  ] as const;
  join(of, ALICE, 'liaison-spo', true, both);
  join(of, BOB, 'secondee', false, both);
  join(of, GUEST, 'receiving-officer', false, [[apart, 'write']]);
  const someone = (who: typeof ALICE): Someone => {
    const notebook = plainNotebook(of, who);
    return { notebook, shelf: openShelf(notebook) };
  };
  const [alice, bob, guest] = [someone(ALICE), someone(BOB), someone(GUEST)];
  const doc = alice.notebook.records('transfers');
  put(doc, 'transfer', transfer, at(0));
  put(doc, 'meeting', meeting, at(0));
  put(doc, 'action', action, at(0));
  write(alice.notebook.note('transfers', 'm1'), 'The first words.');
  bob.notebook.hear(alice.notebook);
  return { alice, bob, guest };
};

const share = async (
  { notebook }: Someone,
  kind: 'transfer' | 'meeting' = 'transfer',
  id = 't1',
): Promise<void> => {
  const to = `shared/${id}`;
  await bring(notebook, { kind, id, from: 'transfers', to });
  await mark(notebook, 'transfers', { kind, id }, to);
};
const everyoneHears = (...people: readonly Someone[]): void => {
  for (const one of people) for (const other of people) one.notebook.hear(other.notebook);
};
const noteAt = ({ notebook, shelf }: Someone): string => {
  const place = shelf.keeperOf('meeting', 'm1');
  return place === null ? '' : noteText(noteFragment(notebook.note(place, 'm1')));
};

test('a transfer that is shared is in its new place for all, with its meeting, its action and its note', async () => {
  const { alice, bob, guest } = three();
  await share(alice);
  everyoneHears(alice, bob, guest);
  for (const one of [alice, bob, guest]) {
    expect(one.shelf.all('transfer')).toEqual([transfer]);
    expect(one.shelf.all('meeting')).toEqual([meeting]);
    expect(one.shelf.all('action')).toEqual([action]);
    expect(one.shelf.sectionOf('t1')).toBe('shared/t1');
    expect(one.shelf.sectionOf('m1')).toBe('shared/t1');
    expect(noteAt(one)).toBe('The first words.');
  }
});

test('until the old place says that it has moved, it has not', async () => {
  const { alice } = three();
  await bring(alice.notebook, { kind: 'transfer', id: 't1', from: 'transfers', to: 'shared/t1' });
  expect(alice.shelf.sectionOf('t1')).toBe('transfers');
  expect(alice.shelf.all('transfer')).toHaveLength(1);
  expect(alice.shelf.all('meeting')).toHaveLength(1);
});

test('a meeting by itself leaves its transfer where it is', async () => {
  const { alice, guest } = three('shared/m1');
  await share(alice, 'meeting', 'm1');
  guest.notebook.hear(alice.notebook);
  expect(alice.shelf.sectionOf('t1')).toBe('transfers');
  expect(alice.shelf.sectionOf('m1')).toBe('shared/m1');
  expect(alice.shelf.all('meeting')).toHaveLength(1);
  expect(guest.shelf.all('transfer')).toEqual([]);
  expect(guest.shelf.all('meeting')).toEqual([meeting]);
  expect(guest.shelf.all('action')).toEqual([action]);
});

test('what comes late in the old place is brought over by whoever writes next, once', async () => {
  const { alice, bob, guest } = three();
  await share(alice);
  change(bob.notebook.records('transfers'), 'transfer', 't1', { crn: 'X111111' }, at(1));
  const late = PackItem.parse({ id: 't1.plan', transfer: 't1', title: 'Sentence plan' });
  put(bob.notebook.records('transfers'), 'packItem', late, at(1));
  write(bob.notebook.note('transfers', 'm1'), 'Late words.');
  everyoneHears(alice, bob, guest);
  expect(await bringLate(alice.notebook, alice.shelf)).toBeNull();
  everyoneHears(alice, bob, guest);
  const before = Y.encodeStateVector(bob.notebook.records('shared/t1'));
  expect(await bringLate(bob.notebook, bob.shelf)).toBeNull();
  expect(Y.encodeStateVector(bob.notebook.records('shared/t1'))).toEqual(before);
  for (const one of [alice, bob, guest]) {
    expect(one.shelf.find('transfer', 't1')?.crn).toBe('X111111');
    expect(one.shelf.find('packItem', 't1.plan')).toEqual(late);
    expect(noteAt(one)).toContain('Late words.');
  }
});

test('it comes back, and what is written late in the place apart comes too', async () => {
  const { alice, bob, guest } = three();
  await share(alice);
  everyoneHears(alice, bob, guest);
  change(guest.notebook.records('shared/t1'), 'transfer', 't1', { crn: 'X222222' }, at(1));
  alice.notebook.hear(guest.notebook);
  await bring(alice.notebook, { kind: 'transfer', id: 't1', from: 'shared/t1', to: 'transfers' });
  await mark(alice.notebook, 'transfers', { kind: 'transfer', id: 't1' }, null);
  change(
    guest.notebook.records('shared/t1'),
    'transfer',
    't1',
    { receivingPdu: 'Sampleton' },
    at(2),
  );
  everyoneHears(alice, bob, guest);
  await bringLate(bob.notebook, bob.shelf);
  alice.notebook.hear(bob.notebook);
  for (const one of [alice, bob]) {
    expect(one.shelf.sectionOf('t1')).toBe('transfers');
    expect(one.shelf.find('transfer', 't1')).toMatchObject({
      crn: 'X222222',
      receivingPdu: 'Sampleton',
    });
    expect(one.shelf.all('meeting')).toHaveLength(1);
  }
});

const anyStep = fc.record({
  who: fc.constantFrom('alice' as const, 'bob' as const),
  where: fc.constantFrom('transfers' as const, 'shared/t1' as const),
  op: fc.constantFrom(
    'field' as const,
    'item' as const,
    'note' as const,
    'hear' as const,
    'late' as const,
    'share' as const,
    'back' as const,
  ),
});

test('whoever writes where and whenever, before, while and after it is shared: all of it is there in the end', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { maxLength: 16 }), async (steps) => {
      const people = three();
      const { alice, bob } = people;
      await share(alice);
      let count = 0;
      const texts: string[] = [];
      const items: string[] = [];
      for (const { who, where, op } of steps) {
        count += 1;
        const { notebook, shelf } = people[who];
        const doc = notebook.records(where);
        if (op === 'hear') notebook.hear((who === 'alice' ? bob : alice).notebook);
        else if (op === 'late') await bringLate(notebook, shelf);
        else if (op === 'share') await share(people[who]);
        else if (op === 'back') {
          await bring(notebook, { kind: 'transfer', id: 't1', from: 'shared/t1', to: 'transfers' });
          await mark(notebook, 'transfers', { kind: 'transfer', id: 't1' }, null);
        } else if (op === 'field') {
          // Whoever has not heard of the place yet cannot write there.
          const written = change(doc, 'transfer', 't1', { outstanding: `v${count}` }, at(count));
          if (written.state === 'written') texts.push(`v${count}`);
        } else if (op === 'item') {
          const item = PackItem.parse({ id: `t1.i${count}`, transfer: 't1', title: 'One' });
          put(doc, 'packItem', item, at(count));
          items.push(item.id);
        } else {
          texts.push(`n${count}x`);
          write(notebook.note(where, 'm1'), `n${count}x`);
        }
      }
      everyoneHears(alice, bob);
      await bringLate(alice.notebook, alice.shelf);
      everyoneHears(alice, bob);
      await bringLate(bob.notebook, bob.shelf);
      everyoneHears(alice, bob);
      for (const { notebook, shelf } of [alice, bob]) {
        const place = shelf.sectionOf('t1') ?? '';
        const doc = notebook.records(place);
        expect(shelf.all('packItem').map(({ id }) => id)).toEqual(items.toSorted());
        const everything = `${JSON.stringify(doc.getArray('history').toJSON())} ${noteAt({ notebook, shelf })}`;
        const other = notebook.records(place === 'transfers' ? 'shared/t1' : 'transfers');
        const old = JSON.stringify(other.getArray('history').toJSON());
        const isNote = (text: string) => text.startsWith('n');
        for (const text of texts) {
          const [kept, as] = isNote(text)
            ? [everything, text]
            : [`${everything} ${old}`, `"${text}"`];
          expect(kept).toContain(as);
        }
        // A value that nobody replaced is either what stands or one of those to choose from.
        const [open] = conflictsIn(doc, () => null).filter(({ field }) => field === 'outstanding');
        const stands = shelf.find('transfer', 't1')?.outstanding ?? '';
        const shown = [stands, ...(open?.options.map(({ value }) => value) ?? [])];
        const last = texts.filter((text) => !isNote(text)).at(-1) ?? stands;
        expect(shown).toContain(last);
      }
      expect(noteAt(alice)).toBe(noteAt(bob));
    }),
    { numRuns: 150 },
  );
});
