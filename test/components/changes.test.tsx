// @vitest-environment happy-dom
/** Changes to check: both values are shown, one is kept. */
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, expect, test } from 'vitest';
import { sampleLink, type Sample } from '../preview/sample-link';
import { changeToCheck } from '../preview/sample-notebook';
import { SAMPLES } from '../preview/samples';
import { App } from '@/components/app';

afterEach(cleanup);

const sample = (name: string): Sample => SAMPLES[name] ?? { views: {} };
const place = { screen: 'changes', id: null };

test('both values stand with who and when, and the chosen one is kept', async () => {
  const link = sampleLink({ ...sample('usual'), place });
  render(<App link={link} />);
  expect(screen.getByText('Rita Mensah, 20 November 2026, 5:40pm')).toBeTruthy();
  expect(screen.getByText('Until you choose, everyone sees 30 July 2027.')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Keep this date' }));
  expect(screen.getByRole('link', { name: 'Choose which date is right' })).toBeTruthy();
  fireEvent.click(screen.getByRole('radio', { name: '28 July 2027' }));
  fireEvent.click(screen.getByRole('button', { name: 'Keep this date' }));
  expect(await screen.findAllByText(/^You kept 28 July 2027\./u)).not.toHaveLength(0);
  expect(link.given).toEqual([
    {
      name: 'keepValue',
      order: { kind: 'meeting', id: 'meeting.exit', field: 'startsAt', value: '2027-07-28' },
    },
  ]);
});

test.for([
  ['"text"', 'text'],
  ['true', true],
  ['null', null],
] as const)('the value %s is given back as it was written', async ([value, given]) => {
  const [first] = changeToCheck.options;
  const link = sampleLink({
    views: {
      ...sample('usual').views,
      changes: () =>
        first === undefined
          ? []
          : [{ ...changeToCheck, options: [{ ...first, value, shown: 'This one' }] }],
    },
    place,
  });
  render(<App link={link} />);
  fireEvent.click(screen.getByRole('radio', { name: 'This one' }));
  fireEvent.click(screen.getByRole('button', { name: 'Keep this date' }));
  await screen.findAllByText(/^You kept/u);
  expect(link.given[0]?.order).toMatchObject({ value: given });
});

test('nothing to check says so', () => {
  render(<App link={sampleLink({ ...sample('quiet'), place })} />);
  expect(screen.getByText('There are no changes to check')).toBeTruthy();
});
