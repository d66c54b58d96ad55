// @vitest-environment happy-dom
/** A summary on paper: what stands on it, what does not, and that the log is told when it is printed. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SecondmentPage } from '@/components/secondment/secondment';
import { LinkContext } from '@/components/use-link';
import { sampleLink, type Sample, type SampleLink } from '../preview/sample-link';
import { openApp } from '../preview/sample-notebook';
import { sampleBusySecondment, sampleSecondment } from '../preview/sample-secondment';
import type { SummaryView } from '@/lib/session/views';

const print = vi.fn<() => void>(() => {
  window.dispatchEvent(new Event('beforeprint'));
});
beforeEach(() => {
  vi.stubGlobal('print', print);
});
afterEach(() => {
  cleanup();
  print.mockClear();
  vi.unstubAllGlobals();
});

/** As the engine gives it: what only its parties read comes for the second id alone. */
const summaryOf =
  (readsPerformance: boolean) =>
  (id: string | null): SummaryView => ({
    secondment: id?.endsWith('|performance') === true ? sampleBusySecondment : sampleSecondment,
    readsPerformance,
  });

function open(readsPerformance: boolean, change: Partial<Sample> = {}): SampleLink {
  const link = sampleLink({
    views: {
      app: () => openApp,
      secondment: () => sampleSecondment,
      summary: summaryOf(readsPerformance),
    },
    ...change,
  });
  render(
    <LinkContext value={link}>
      <SecondmentPage id={`${sampleSecondment.record.id}|summary`} go={() => {}} />
    </LinkContext>,
  );
  return link;
}

const press = (name: string): void => {
  fireEvent.click(screen.getByRole('button', { name }));
};

test('the paper has facts, people, dates, duties by group, meetings held, what was agreed and who made it', () => {
  open(false);
  expect(screen.getByRole('heading', { level: 1 }).textContent).toContain(
    'Summary of the secondment of Ada Okafor',
  );
  for (const name of ['People', 'Dates', 'What happened', 'Meetings held', 'What was agreed']) {
    expect(screen.getByRole('heading', { name })).toBeTruthy();
  }
  expect(screen.getByText('London protocol 2010, version 1')).toBeTruthy();
  expect(screen.getByRole('table', { name: 'By date' }).textContent).toContain('Six-month review');
  expect(screen.getByRole('table', { name: 'By date' }).textContent).not.toContain(
    'Quarterly three-way meeting',
  );
  expect(screen.getAllByText(/^Made from “.+” by Priya Shah on \d+ \w+ 2026\.$/u)).toHaveLength(2);
});

test('performance is not offered to who does not read it, and comes only after a tick', () => {
  open(false);
  expect(screen.queryByLabelText('Include performance')).toBeNull();
  cleanup();
  open(true);
  const before = document.body.textContent;
  fireEvent.click(screen.getByLabelText('Include performance'));
  expect(document.body.textContent).not.toBe(before);
  expect(screen.getAllByText(/, with performance\.$/u)).toHaveLength(2);
});

test('what is printed stands in the log, with whether performance was in it', () => {
  const link = open(true);
  fireEvent.click(screen.getByLabelText('Include performance'));
  press('Print');
  expect(print).toHaveBeenCalledOnce();
  expect(link.given).toEqual([
    {
      name: 'printSummary',
      order: { secondment: sampleSecondment.record.id, hasPerformance: true },
    },
  ]);
  expect(screen.queryByText(/does not print from its sidebar/u)).toBeNull();
});

test('printing by the keys of the browser is told as well', () => {
  const link = open(false);
  window.dispatchEvent(new Event('beforeprint'));
  expect(link.given).toEqual([
    {
      name: 'printSummary',
      order: { secondment: sampleSecondment.record.id, hasPerformance: false },
    },
  ]);
});

test('a log that cannot be written says so', async () => {
  open(false, {
    answers: {
      printSummary: { state: 'refused', why: 'There is no such secondment.', field: null },
    },
  });
  press('Print');
  expect(await screen.findByText('There is no such secondment.')).toBeTruthy();
});

test('a sidebar that does not print says where it can be printed, and the log does not lie', () => {
  print.mockImplementationOnce(() => {});
  const link = open(false);
  press('Print');
  expect(screen.getByText(/^This browser does not print from its sidebar\./u)).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Open in a full tab' }).getAttribute('target')).toBe(
    '_blank',
  );
  expect(link.given).toEqual([]);
});

test('what people wrote in their own words stays in the notebook', () => {
  open(true);
  fireEvent.click(screen.getByLabelText('Include performance'));
  const paper = document.querySelector('.app-summary')?.textContent ?? '';
  const written = sampleBusySecondment.events
    .map(({ record }) => record.words)
    .filter((words) => words !== '');
  expect(written.length).toBeGreaterThan(0);
  for (const words of written) expect(paper).not.toContain(words);
});
