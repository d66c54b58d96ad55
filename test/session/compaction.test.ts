/** When letters may give way to a checkpoint. */
import { expect, test } from 'vitest';
import * as fc from 'fast-check';
import {
  bytesToDays,
  covers,
  dayOf,
  daysToBytes,
  isApart,
  isOneLine,
  joinedEnds,
  lastOldRow,
  LOOSE_DAYS,
  mayForget,
  noteDay,
  shouldPropose,
  type DayEnd,
} from '@/lib/session/compaction';
import { DeviceId, LetterId, MemberId, SectionId, StatementId } from '@/lib/vault/ids';
import type { Vector } from '@/lib/vault/vector';
import type { Register, RegisterDevice } from '@/lib/vault/register';

const SECTION = SectionId.parse('5e'.repeat(16));
const CHECKPOINT = StatementId.parse('cc'.repeat(32));
const deviceOf = (name: string): DeviceId =>
  DeviceId.parse(Buffer.from(name.padEnd(32)).toString('hex'));
const memberOf = (name: string): MemberId =>
  MemberId.parse(Buffer.from(name.padEnd(16)).toString('hex'));

/** Devices by person, those who read the section and those who do not. */
interface Scene {
  readonly readers: Readonly<Record<string, readonly string[]>>;
  readonly agreed: readonly string[];
  readonly isErasure?: boolean;
  readonly isHeld?: boolean;
}

const registerOf = ({ readers, agreed, isErasure = false, isHeld = false }: Scene) => {
  const devices = Object.entries(readers).flatMap(([member, names]) =>
    names.map((name): RegisterDevice => ({
      id: deviceOf(name),
      member: memberOf(member),
      exchangeKey: new Uint8Array(32),
      deviceKind: 'device',
      admittedBy: null,
      invitation: null,
      statement: CHECKPOINT,
      isKeeper: false,
    })),
  );
  const checkpoint = {
    id: CHECKPOINT,
    section: SECTION,
    ends: [],
    hash: new Uint8Array(32),
    isErasure,
    author: deviceOf('alice laptop'),
    agreed: agreed.map(deviceOf),
    erased: [],
    depth: 3,
  };
  const register: Pick<Register, 'accessOf' | 'isDevice' | 'wasDevice' | 'checkpoints' | 'isHeld'> =
    {
      accessOf: (device) => (devices.some(({ id }) => id === device) ? 'write' : null),
      isDevice: (device) => devices.some(({ id }) => id === device),
      wasDevice: (device) => devices.find(({ id }) => id === device) ?? null,
      checkpoints: [checkpoint],
      isHeld: () => isHeld,
    };
  return { register, checkpoint, then: devices };
};

const TEAM = {
  alice: ['alice laptop', 'alice office'],
  bob: ['bob laptop'],
  cora: ['cora laptop'],
};

test.for([
  ['the author waits for a second person', TEAM, [], 'alice laptop', 'not agreed by readers'],
  ['the author forgets after one', TEAM, ['bob laptop'], 'alice laptop', 'may'],
  ['a reader who has not compared keeps', TEAM, ['cora laptop'], 'bob laptop', 'not agreed here'],
  ['a reader who has compared forgets', TEAM, ['bob laptop'], 'bob laptop', 'may'],
  [
    'a non-reader waits for a second person',
    TEAM,
    ['alice office'],
    'dan laptop',
    'not agreed by readers',
  ],
  ['a non-reader forgets after two people', TEAM, ['bob laptop'], 'dan laptop', 'may'],
  [
    'a non-reader forgets after the only reader',
    { alice: ['alice laptop'] },
    [],
    'dan laptop',
    'may',
  ],
] as const)('%s', ([, readers, agreed, me, outcome]) => {
  const { register, checkpoint, then } = registerOf({ readers, agreed });
  const may = mayForget(register, checkpoint, { me: deviceOf(me), then, canCompare: true });
  expect(may.state === 'may' ? 'may' : may.why).toBe(outcome);
});

test('an erasure waits for every device that reads, and a legal hold stops all', () => {
  const most = registerOf({
    readers: TEAM,
    agreed: ['bob laptop', 'cora laptop'],
    isErasure: true,
  });
  const me = deviceOf('bob laptop');
  expect(
    mayForget(most.register, most.checkpoint, { me, then: most.then, canCompare: true }),
  ).toMatchObject({
    why: 'not agreed by readers',
  });
  const agreed = ['bob laptop', 'cora laptop', 'alice office'];
  const all = registerOf({ readers: TEAM, agreed, isErasure: true });
  expect(mayForget(all.register, all.checkpoint, { me, then: all.then, canCompare: true })).toEqual(
    { state: 'may' },
  );
  const held = registerOf({ readers: TEAM, agreed, isErasure: true, isHeld: true });
  expect(
    mayForget(held.register, held.checkpoint, { me, then: held.then, canCompare: true }),
  ).toMatchObject({ why: 'on hold' });
});

test('a checkpoint is offered when enough is old, none is open, none is disputed and nothing is held', () => {
  const me = deviceOf('alice laptop');
  const { register } = registerOf({ readers: TEAM, agreed: [] });
  const asked = { section: SECTION, me, going: 500, isOpen: false, isDisputed: false };
  expect(shouldPropose(register, asked)).toBe(true);
  expect(shouldPropose(register, { ...asked, going: 499 })).toBe(false);
  expect(shouldPropose(register, { ...asked, isDisputed: true })).toBe(false);
  expect(shouldPropose(register, { ...asked, isOpen: true })).toBe(false);
  expect(shouldPropose(register, { ...asked, me: deviceOf('dan laptop') })).toBe(false);
  expect(shouldPropose({ ...register, isHeld: () => true }, asked)).toBe(false);
});

test('who cannot compare takes what others agreed on, and nobody takes what they did not', () => {
  const me = deviceOf('cora laptop');
  const asked = { me, canCompare: false };
  const two = registerOf({ readers: TEAM, agreed: ['bob laptop'] });
  expect(mayForget(two.register, two.checkpoint, { ...asked, then: two.then }).state).toBe('may');
  const one = registerOf({ readers: TEAM, agreed: ['alice office'] });
  expect(mayForget(one.register, one.checkpoint, { ...asked, then: one.then })).toMatchObject({
    why: 'not agreed by readers',
  });
  // Of a section that only its author read at that time.
  const then = one.then.filter(({ member }) => member === memberOf('alice'));
  expect(mayForget(one.register, one.checkpoint, { ...asked, then }).state).toBe('may');
});

test('nobody agrees by having been removed: of two readers, the one who is left has to', () => {
  const me = deviceOf('bob laptop');
  const two = registerOf({
    readers: { alice: ['alice laptop'], bob: ['bob laptop'] },
    agreed: [],
  });
  const isDevice = (device: string): boolean => device === me;
  const register = { ...two.register, isDevice };
  const asked = { me, then: two.then, canCompare: false };
  expect(mayForget(register, two.checkpoint, asked).state).toBe('not yet');
  const checkpoint = { ...two.checkpoint, agreed: [me] };
  expect(mayForget(register, checkpoint, asked).state).toBe('may');
});

test('the last fortnight stays loose', () => {
  const days = [
    [100, 10],
    [101, 25],
    [120, 40],
  ].reduce<readonly DayEnd[]>((known, [day = 0, row = 0]) => noteDay(known, day, row), []);
  expect(lastOldRow(days, 100 + LOOSE_DAYS)).toBe(0);
  expect(lastOldRow(days, 101 + LOOSE_DAYS)).toBe(10);
  expect(lastOldRow(days, 121)).toBe(25);
  expect(lastOldRow([], 121)).toBe(0);
});

test('a clock that goes back makes nothing old', () => {
  const days = noteDay(noteDay([], 200, 10), 100, 20);
  expect(days).toEqual([{ day: 200, row: 20 }]);
  expect(lastOldRow(days, 201)).toBe(0);
  expect(dayOf(86_400_000 * 3 + 5)).toBe(3);
});

test('days are read as they were written, and junk is no day', () => {
  const steps = fc.array(fc.tuple(fc.nat({ max: 9 }), fc.nat({ max: 9 })), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (all) => {
      let [day, row] = [0, 0];
      const days = all.reduce<readonly DayEnd[]>((known, [more, rows]) => {
        day += more;
        row += rows;
        return noteDay(known, day, row);
      }, []);
      expect(bytesToDays(daysToBytes(days))).toEqual(days);
    }),
  );
  expect(bytesToDays(Uint8Array.of(1, 9, 9))).toEqual([]);
  expect(
    bytesToDays(
      daysToBytes([
        { day: 3, row: 5 },
        { day: 2, row: 9 },
      ]),
    ),
  ).toEqual([]);
});

/** Ends of chains by name; the letter at a number is the same one in every chain unless it is named. */
const endsOf = (of: Readonly<Record<string, number>>, letter = 'aa'): Vector =>
  Object.entries(of).map(([name, seq]) => ({
    section: SECTION,
    device: deviceOf(name),
    seq,
    letter: LetterId.parse(letter.repeat(32)),
  }));

test('two places are apart when each goes further in some chain, and join where both are covered', () => {
  const one = endsOf({ alice: 15, bob: 3 });
  expect(isApart(one, endsOf({ alice: 12, bob: 4 }))).toBe(true);
  expect(isApart(one, endsOf({ alice: 12, cora: 1 }))).toBe(true);
  expect(isApart(one, endsOf({ alice: 12, bob: 3 }))).toBe(false);
  expect(isApart(one, one)).toBe(false);
  const places = fc
    .dictionary(fc.constantFrom('alice', 'bob', 'cora'), fc.integer({ min: 1, max: 5 }))
    .map((of) => endsOf(of));
  fc.assert(
    fc.property(places, places, places, (a, b, c) => {
      const joined = joinedEnds(a, b);
      expect(covers(joined, a) && covers(joined, b)).toBe(true);
      expect(joinedEnds(b, a)).toEqual(joined);
      expect(joinedEnds(joined, c)).toEqual(joinedEnds(a, joinedEnds(b, c)));
      expect(covers(c, joined)).toBe(covers(c, a) && covers(c, b));
    }),
  );
});

test('two places on other branches of one chain are not on one line', () => {
  const one = endsOf({ alice: 15, bob: 3 });
  expect(isOneLine(one, endsOf({ alice: 15, cora: 1 }))).toBe(true);
  expect(isOneLine(one, endsOf({ alice: 15 }, 'bb'))).toBe(false);
  expect(isOneLine(one, endsOf({ alice: 14 }, 'bb'))).toBe(true);
});
