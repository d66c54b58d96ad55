/** A printed summary: what it may hold, and the line that it leaves in the log. */
import { expect, onTestFinished, test } from 'vitest';
import { MeetingTime } from '@/lib/domain/meeting';
import { RecordId } from '@/lib/domain/record';
import { RECORD_ORDERS } from '@/lib/session/orders';
import { summaryView } from '@/lib/session/view-duties';
import { begun, must, SECONDMENT } from './secondment-office';
import { alone } from './two-people';

test('a summary has nothing of the performance part, unless it is asked for by who reads it', async () => {
  const { as, meet, id } = await begun();
  must(
    await RECORD_ORDERS.create(as.line.ordering, {
      kind: 'event',
      fields: { secondment: id, kind: 'concern', on: '2026-11-02', what: 'Reports late' },
    }),
  );
  must(
    await RECORD_ORDERS.bookMeeting(as.line.ordering, {
      kind: 'performance',
      about: id,
      startsAt: MeetingTime.parse('2026-12-02T10:00'),
      place: '',
    }),
  );
  meet();
  const plain = summaryView(as.line.looking(), id, false);
  expect(plain?.readsPerformance).toBe(true);
  expect(plain?.secondment.events).toEqual([]);
  expect(plain?.secondment.meetings).toEqual([]);
  expect(plain?.secondment.missing).toBeNull();
  const plainText = JSON.stringify(plain?.secondment);
  expect(plainText).not.toContain('Reports late');
  expect(plain?.secondment.duties.some(({ group }) => group === 'Performance')).toBe(false);
  const full = summaryView(as.line.looking(), id, true);
  expect(full?.secondment.events).toHaveLength(1);
  expect(full?.secondment.meetings).toHaveLength(1);
  expect(full?.secondment.duties.some(({ group }) => group === 'Performance')).toBe(true);
  // The YOT manager reads the secondment, and not what is about performance.
  const other = summaryView(as.head.looking(), id, true);
  expect(other?.readsPerformance).toBe(false);
  expect(other?.secondment.events).toEqual([]);
  expect(JSON.stringify(other)).not.toContain('Reports late');
  expect(summaryView(as.line.looking(), 'none', false)).toBeNull();
});

test('a session gives a summary and where a duty was due, and its log says that it was printed', async () => {
  const alice = await alone();
  onTestFinished(() => alice.close());
  const id = RecordId.parse(await alice.must('addSecondment', SECONDMENT));
  expect(alice.view('summary', id)?.secondment.record.id).toBe(id);
  expect(alice.view('summary', 'nowhere')).toBeNull();
  const place = `${id}|S6.4|1`;
  expect(alice.view('movedDues', place)).toEqual([]);
  await alice.must('change', { kind: 'secondment', id, fields: { endsOn: '2028-11-30' } });
  expect(alice.view('movedDues', place)).toMatchObject([{ dueOn: '2028-02-29', moved: 'end' }]);
  await alice.must('printSummary', { secondment: id, hasPerformance: true });
  expect(
    await alice.order('printSummary', {
      secondment: RecordId.parse('0'.repeat(32)),
      hasPerformance: false,
    }),
  ).toMatchObject({ state: 'refused' });
  const lines = alice.view('audit').lines.filter(({ what }) => what === 'export');
  expect(lines.map(({ details }) => details)).toEqual(['As a printed summary, with performance']);
});
