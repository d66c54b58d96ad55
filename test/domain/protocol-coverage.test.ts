/** The document of what is covered says what the tables say; `-u` writes it anew. */
import path from 'node:path';
import { expect, test } from 'vitest';
import { coverage } from './coverage-document';
import { PROTOCOL_2010 } from '@/lib/domain/protocol-2010';

const FILE = path.resolve(import.meta.dirname, '../../docs/duties-coverage.md');

test('the document says what the tables say', async () => {
  await expect(coverage()).toMatchFileSnapshot(FILE);
});

test('every row stands in it once', () => {
  const named = [...coverage().matchAll(/^- \*\*(?<id>S[\d.]+[a-z]?) /gmu)].map(
    ({ groups }) => groups?.['id'],
  );
  expect(named).toEqual(Object.keys(PROTOCOL_2010.rows));
});
