/** What a part of the notebook is called on a screen. */
import type { Shelf } from './shelf';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import { partsOf } from '@/lib/domain/sections';

const ALWAYS = {
  directory: 'People and teams',
  overview: 'Overview of secondments',
  transfers: 'Transfers',
} as const;

const secondmentTitle = (shelf: Shelf, id: string): string => {
  const secondment = shelf.find('secondment', id);
  if (secondment === null) return 'A secondment that you cannot read';
  const name = shelf.find('person', secondment.secondee)?.name ?? 'A secondment';
  const team = shelf.teams().find(({ id }) => id === secondment.team);
  return team === undefined ? name : `${name}, ${team.name}`;
};

const sharedTitle = (shelf: Shelf, id: string): string => {
  const transfer = shelf.find('transfer', id);
  if (transfer !== null) return `Transfer ${transfer.reference}`;
  const meeting = shelf.find('meeting', id);
  return meeting === null ? 'A record that you cannot read' : meetingTitle(meeting.kind);
};

/** `Transfers`, `Ada Okafor, Newham`; null for a part that this version does not know. */
export const partTitle = (shelf: Shelf, purpose: string): string | null => {
  const parts = partsOf(purpose);
  switch (parts?.kind) {
    case undefined:
      return null;
    case 'directory':
    case 'overview':
    case 'transfers':
      return ALWAYS[parts.kind];
    case 'secondment':
      return secondmentTitle(shelf, parts.of);
    case 'performance':
      return `Performance: ${secondmentTitle(shelf, parts.of)}`;
    case 'shared':
      return sharedTitle(shelf, parts.of);
    case 'audit':
      return `Log of ${shelf.find('person', parts.of)?.name ?? 'someone who has left'}`;
  }
};
