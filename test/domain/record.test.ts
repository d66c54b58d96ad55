/** What the schemas refuse from outside. */
import { expect, test } from 'vitest';
import { MeetingTime } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';

test.for(['2026-02-30T10:00', '2026-11-24T24:00', '2026-11-24 10:00', '2026-11-24', ''])(
  '%s is no time of a meeting',
  (text) => {
    expect(MeetingTime.safeParse(text).success).toBe(false);
  },
);

test.for(['', '.a', '-a', 'a/b', 'a b', 'ä', '__proto__', 'x'.repeat(121)])(
  '%s is no id',
  (text) => {
    expect(RecordId.safeParse(text).success).toBe(false);
  },
);

test.for(['s1.S5.1a.1', 's1.S7.3.2026-11', 'team.newham'])('%s is an id', (text) => {
  expect(RecordId.safeParse(text).success).toBe(true);
});
