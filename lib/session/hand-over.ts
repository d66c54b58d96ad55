/** What passes from someone who leaves to the person who takes over: their part in secondments, transfers and actions. */
import type { Looking } from './view-duties';
import type { Kind } from '@/lib/domain/kinds';

export interface HandedOver {
  readonly kind: Kind;
  readonly id: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const PARTS = ['lineManager', 'liaisonSpo', 'yotManager'] as const;

/**
 * The changes, of what is still going on: what is over keeps the name of whoever did it. A secondment stays that of the
 * person who was seconded: someone else's is another secondment.
 */
export const handOver = (
  { shelf, today }: Looking,
  { from, to }: { readonly from: string; readonly to: string },
): readonly HandedOver[] => {
  const successor = shelf.find('person', to);
  if (successor === null || from === to) return [];
  return [
    ...shelf
      .all('secondment')
      .filter(({ endsOn }) => endsOn >= today)
      .flatMap((record): readonly HandedOver[] => {
        const parts = PARTS.filter((part) => record[part] === from);
        return parts.length === 0
          ? []
          : [
              {
                kind: 'secondment',
                id: record.id,
                fields: Object.fromEntries(parts.map((part) => [part, to])),
              },
            ];
      }),
    ...shelf
      .all('transfer')
      .filter(({ secondee, reviewedOn }) => secondee === from && reviewedOn === null)
      .map(({ id }): HandedOver => ({ kind: 'transfer', id, fields: { secondee: to } })),
    ...shelf
      .all('action')
      .filter(({ owner, doneOn }) => owner === from && doneOn === null)
      .map(({ id }): HandedOver => ({
        kind: 'action',
        id,
        fields: { owner: to, ownerName: successor.name },
      })),
    ...shelf
      .all('attendance')
      .filter(
        ({ person, meeting }) =>
          person === from && shelf.find('meeting', meeting)?.state === 'planned',
      )
      .map(({ id }): HandedOver => ({
        kind: 'attendance',
        id,
        fields: { person: to, name: successor.name },
      })),
  ];
};
