/** Taking records out for good: nothing of their words is left in the document, and the others stay as they were. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { PackItem, Transfer } from '@/lib/domain/transfer';
import { familyOf, markMoved, movedTo } from '@/lib/notebook/carry';
import { eraseNote, eraseRecords } from '@/lib/notebook/erase';
import { entriesOf } from '@/lib/notebook/history';
import { noteFragment } from '@/lib/notebook/layout';
import { change, put, read } from '@/lib/notebook/records';

const at = (minutes: number) => ({
  now: Date.UTC(2026, 10, 24) + minutes * 60_000,
  origin: 'test',
});
const transfer = (id: string, reference: string) =>
  Transfer.parse({ id, reference, dateOfBirth: '2009-06-01', team: 'team.newham' });

test('a record goes with its belongings and their history, and the others stay', () => {
  const doc = new Y.Doc();
  put(doc, 'transfer', transfer('t1', 'QUINCE-1'), at(0));
  put(doc, 'transfer', transfer('t2', 'PLUM-1'), at(0));
  put(doc, 'packItem', PackItem.parse({ id: 't1.a', transfer: 't1', title: 'QUINCE-2' }), at(1));
  change(doc, 'transfer', 't2', { reference: 'PLUM-2' }, at(2));
  change(doc, 'transfer', 't1', { outstanding: 'QUINCE-3' }, at(3));
  markMoved(doc, 'transfer', 't1', 'shared/t1');
  const kept = entriesOf(doc).filter(({ record }) => record === 't2');
  expect(doc.transact(() => eraseRecords(doc, familyOf(doc, 'transfer', 't1')))).toBe(true);
  expect(new TextDecoder().decode(Y.encodeStateAsUpdate(doc))).not.toContain('QUINCE');
  expect(read(doc, 'transfer', 't1').state).toBe('missing');
  expect(read(doc, 'transfer', 't2')).toMatchObject({ record: { reference: 'PLUM-2' } });
  expect(entriesOf(doc)).toEqual(kept);
  // Where it went is still said: what comes late must not bring it back into sight.
  expect(movedTo(doc, 'transfer', 't1')).toBe('shared/t1');
  expect(eraseRecords(doc, familyOf(doc, 'transfer', 't1'))).toBe(false);
});

test('a note goes', () => {
  const doc = new Y.Doc();
  expect(eraseNote(doc)).toBe(false);
  const paragraph = new Y.XmlElement('paragraph');
  paragraph.insert(0, [new Y.XmlText('QUINCE')]);
  noteFragment(doc).insert(0, [paragraph]);
  expect(doc.transact(() => eraseNote(doc))).toBe(true);
  expect(new TextDecoder().decode(Y.encodeStateAsUpdate(doc))).not.toContain('QUINCE');
});
