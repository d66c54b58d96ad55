/** The receiver's acceptance: the signature fits these words and no others. */
import { expect, test } from 'vitest';
import { Acceptance } from '@/lib/domain/transfer';
import { CalendarDay } from '@/lib/domain/calendar';
import { RecordId } from '@/lib/domain/record';
import { acceptanceWords, isAcceptanceSigned, signAcceptance } from '@/lib/session/acceptance';
import { makeDevice } from '@/lib/vault/device';
import { found } from '../vault/people';

const founded = await found(11);
const other = await makeDevice(founded.random);
const day = CalendarDay.parse('2026-11-23');
const signed = await signAcceptance(founded.alice, founded.notebook, {
  id: RecordId.parse('transfer-1.acceptance.a1'),
  transfer: RecordId.parse('transfer-1'),
  statement: acceptanceWords(day),
  responsibleFrom: day,
  name: 'Priya Shah',
  role: 'Senior probation officer',
  grade: 'SPO',
  qualifications: 'DipPS',
  organisation: 'Probation Service (sample)',
  signedOn: day,
  device: founded.alice.id,
});

test('what was signed is signed, and still is after it was stored', async () => {
  expect(await isAcceptanceSigned(founded.notebook, signed)).toBe(true);
  const stored = Acceptance.parse(JSON.parse(JSON.stringify(signed)));
  expect(await isAcceptanceSigned(founded.notebook, stored)).toBe(true);
});

test.for([
  ...(
    [
      'id',
      'transfer',
      'statement',
      'name',
      'role',
      'grade',
      'qualifications',
      'organisation',
    ] as const
  ).map((field) => [field, { [field]: `${signed[field].slice(0, -1)}X` }] as const),
  ['responsibleFrom', { responsibleFrom: '2026-11-24' }],
  ['signedOn', { signedOn: '2026-11-22' }],
  ['device', { device: other.id }],
  [
    'signature',
    { signature: `${signed.signature.slice(0, -1)}${signed.signature.endsWith('0') ? '1' : '0'}` },
  ],
] as const)('with another letter in the %s it is not signed', async ([, changed]) => {
  const bent = Acceptance.parse({ ...signed, ...changed });
  expect(await isAcceptanceSigned(founded.notebook, bent)).toBe(false);
});

test('moving words from one field into the next is noticed', async () => {
  const bent = { ...signed, name: 'Priya', role: ` Shah${signed.role}` };
  expect(await isAcceptanceSigned(founded.notebook, bent)).toBe(false);
});

test('it is signed for one notebook', async () => {
  const elsewhere = await found(12);
  expect(await isAcceptanceSigned(elsewhere.notebook, signed)).toBe(false);
});
