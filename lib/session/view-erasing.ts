/** The view of erasing one record: what goes with it, why it cannot, and which devices have done it. */
import { nameOfDevice, toldViews, type PeopleSeen } from './view-people';
import type { ErasingView } from './views';
import { londonDay } from '@/lib/domain/calendar';
import { meetingTitle } from '@/lib/domain/meeting-templates';
import { familyOf } from '@/lib/notebook/carry';
import type { ErasureHere } from './open-notebook-checkpoints';
import { partTitle } from './part-title';

const KINDS = ['secondment', 'transfer', 'meeting'] as const;
type ErasedKind = (typeof KINDS)[number];

/** What each is called after it has gone: nothing of what it held. */
const GONE = {
  secondment: 'A secondment',
  transfer: 'A transfer',
  meeting: 'A meeting',
} as const satisfies Record<ErasedKind, string>;

const HELD =
  'This part of the notebook is on hold. Nothing in it can be erased until the hold ends.';
const NOT_YOURS = 'You can read this but not change it, so you cannot erase it.';

const counted = (count: number, one: string, more: string): readonly string[] =>
  count === 0 ? [] : [count === 1 ? `1 ${one}` : `${count} ${more}`];

const belongingsOf = (
  { notebook, shelf }: PeopleSeen,
  kind: ErasedKind,
  id: string,
  section: string,
): readonly string[] => {
  if (kind === 'secondment') {
    const isHere = (name: 'evidence' | 'event' | 'meeting', record: string): boolean =>
      shelf.keeperOf(name, record)?.endsWith(`/${id}`) === true;
    return [
      ...counted(
        shelf.all('evidence').filter((one) => isHere('evidence', one.id)).length,
        'record of a duty',
        'records of duties',
      ),
      ...counted(
        shelf.all('event').filter((one) => isHere('event', one.id)).length,
        'absence, course or other event',
        'absences, courses and other events',
      ),
      ...counted(
        shelf.all('meeting').filter((one) => isHere('meeting', one.id)).length,
        'meeting with its notes',
        'meetings with their notes',
      ),
    ];
  }
  const family = familyOf(notebook.records(section), kind, id);
  const of = (name: string): number =>
    family.filter((one) => one.kind === name && one.id !== id).length;
  return [
    ...counted(of('packItem'), 'document', 'documents'),
    ...counted(of('meeting'), 'meeting with its notes', 'meetings with their notes'),
    ...counted(of('decision'), 'decision', 'decisions'),
    ...counted(of('action'), 'action', 'actions'),
    ...(kind === 'meeting' ? ['The notes of the meeting'] : []),
  ];
};

const titleOf = ({ shelf }: PeopleSeen, kind: ErasedKind, id: string): string | null => {
  if (kind === 'secondment') {
    return shelf.find('secondment', id) === null ? null : partTitle(shelf, `secondment/${id}`);
  }
  if (kind === 'transfer') {
    const transfer = shelf.find('transfer', id);
    return transfer === null ? null : `Transfer ${transfer.reference}`;
  }
  const meeting = shelf.find('meeting', id);
  return meeting === null ? null : meetingTitle(meeting.kind);
};

/** Of all places where a record stood: a device has erased it when it has in each of them. */
const progressOf = (
  seen: PeopleSeen,
  erasures: readonly ErasureHere[],
): Pick<ErasingView, 'state' | 'by' | 'on' | 'devices'> => {
  const [first] = erasures;
  if (first === undefined) return { state: 'not asked', by: null, on: null, devices: [] };
  const devices = toldViews(seen).flatMap((told): ErasingView['devices'] => {
    const { device, name, number, isThis, isHere, lastSeen } = told;
    const asked = erasures.flatMap((erasure) =>
      erasure.devices.filter((one) => one.device === device),
    );
    return asked.length === 0
      ? []
      : [
          {
            device,
            name,
            number,
            isThis,
            isHere,
            lastSeen,
            hasErased: asked.every(({ hasErased }) => hasErased),
          },
        ];
  });
  const isDone = erasures.every(
    ({ checkpoint, devices: all }) => checkpoint !== null && all.every((one) => one.hasErased),
  );
  return {
    state: isDone ? 'done' : 'under way',
    by: nameOfDevice(seen.notebook, seen.shelf, first.by),
    on: londonDay(Math.min(...erasures.map(({ at }) => at))),
    devices,
  };
};

const viewOf = (seen: PeopleSeen, kind: ErasedKind, id: string): ErasingView | null => {
  const { notebook, shelf } = seen;
  const erasures = notebook
    .erasures()
    .filter((erasure) => erasure.kind === kind && erasure.id === id);
  const section = shelf.keeperOf(kind, id);
  const title = erasures.length > 0 ? null : titleOf(seen, kind, id);
  if (erasures.length === 0 && (section === null || title === null)) return null;
  const register = notebook.register();
  const here = shelf.sections().find(({ at }) => at === section);
  const held = register.sections.find(
    ({ purpose, section: of }) => purpose === section || String(of) === section,
  );
  const isHeld = held !== undefined && register.isHeld(held.section);
  const canErase = erasures.length === 0 && here?.mayWrite === true && !isHeld;
  return {
    kind,
    id,
    title: title ?? GONE[kind],
    belongings:
      erasures.length > 0 || section === null ? [] : belongingsOf(seen, kind, id, section),
    canErase,
    why: canErase || erasures.length > 0 ? null : isHeld ? HELD : NOT_YOURS,
    ...progressOf(seen, erasures),
  };
};

/** By `secondment/<id>`, `transfer/<id>` or `meeting/<id>`. */
export const erasingView = (seen: PeopleSeen, name: string): ErasingView | null => {
  const [kindName, id = ''] = name.split('/');
  const kind = KINDS.find((one) => one === kindName);
  return kind === undefined ? null : viewOf(seen, kind, id);
};

/** What is being erased or was, in one part. */
export const erasingIn = (seen: PeopleSeen, section: string): readonly ErasingView[] =>
  seen.notebook
    .erasures()
    .filter((erasure) => erasure.section === section)
    .flatMap(({ kind, id }) => viewOf(seen, kind, id) ?? []);
