/** Invented meetings for the preview: one booked with a note in the making, one handover, some that were held. */
import { prosemirrorJSONToYXmlFragment } from '@tiptap/y-tiptap';
import { getSchema } from '@tiptap/core';
import type * as Y from 'yjs';
import { noteForm } from '@/components/meeting/note-schema';
import { CalendarDay } from '@/lib/domain/calendar';
import { Action, AgendaItem, Attendance, Decision, Meeting } from '@/lib/domain/meeting';
import { templateOf } from '@/lib/domain/meeting-templates';
import type { MeetingRow, MeetingView } from '@/lib/session/views';
import type { SampleViews } from './sample-link';

const day = (text: string): CalendarDay => CalendarDay.parse(text);

interface SampleMeeting {
  readonly id: string;
  readonly kind: Meeting['kind'];
  readonly about: { readonly screen: string; readonly id: string };
  readonly concerns: string;
  readonly startsAt: string;
  readonly place?: string;
  readonly state?: Meeting['state'];
  readonly heldOn?: string;
  readonly minSchema?: number;
  readonly people: readonly {
    readonly id?: string;
    readonly name: string;
    readonly role: string;
    readonly need?: Attendance['need'];
    readonly state?: Attendance['state'];
  }[];
  readonly discussed?: number;
  readonly actions?: readonly Readonly<Record<string, unknown>>[];
  readonly decisions?: readonly string[];
}

const viewOf = (sample: SampleMeeting): MeetingView => {
  const template = templateOf(sample.kind);
  const record = Meeting.parse({ ...sample, about: sample.about.id });
  return {
    record,
    title: template.title,
    concerns: sample.concerns,
    about: sample.about,
    attendance: sample.people.map((person, index) =>
      Attendance.parse({
        need: 'required',
        ...person,
        id: `${sample.id}.${person.id ?? index}`,
        meeting: sample.id,
        person: person.id ?? null,
      }),
    ),
    agenda: template.headings.map((heading, place) =>
      AgendaItem.parse({
        id: `${sample.id}.agenda-${place}`,
        meeting: sample.id,
        place,
        heading,
        discussed: place < (sample.discussed ?? 0),
      }),
    ),
    actions: (sample.actions ?? []).map((action) =>
      Action.parse({ meeting: sample.id, about: sample.about.id, ...action }),
    ),
    decisions: (sample.decisions ?? []).map((text, index) =>
      Decision.parse({ id: `${sample.id}.decision-${index}`, meeting: sample.id, text }),
    ),
    section: template.section,
    hint: template.hint,
  };
};

const threePeople: SampleMeeting['people'] = [
  { id: 'person.ada', name: 'Ada Okafor', role: 'Seconded probation officer', state: 'present' },
  { id: 'person.rita', name: 'Rita Mensah', role: 'YOT line manager', state: 'present' },
  { id: 'person.priya', name: 'Priya Shah', role: 'Liaison Senior Probation Officer' },
];

const quarterly: SampleMeeting = {
  id: 'meeting.quarterly-4',
  kind: 'quarterly',
  about: { screen: 'secondment', id: 'secondment.ada' },
  concerns: 'Ada Okafor',
  startsAt: '2026-11-24T14:00',
  place: 'Room 4, Newham YOT',
  people: threePeople,
  discussed: 2,
  actions: [
    {
      id: 'action.oasys',
      text: 'Book OASys refresher',
      owner: 'person.ada',
      ownerName: 'Ada Okafor',
      dueOn: day('2026-12-12'),
    },
    {
      id: 'action.laptop',
      text: 'Ask for a second docking station at the YOT',
      owner: 'person.rita',
      ownerName: 'Rita Mensah',
      dueOn: day('2026-11-13'),
    },
    {
      id: 'action.returns',
      text: 'Send the October sickness return',
      owner: 'person.rita',
      ownerName: 'Rita Mensah',
      dueOn: day('2026-11-07'),
      doneOn: day('2026-11-06'),
    },
  ],
  decisions: ['Ada keeps Tuesdays for handover meetings until March.'],
};

const meetings: readonly SampleMeeting[] = [
  quarterly,
  {
    id: 'meeting.exit',
    kind: 'exit',
    about: { screen: 'secondment', id: 'secondment.ada' },
    concerns: 'Ada Okafor',
    startsAt: '2027-07-28T10:30',
    people: threePeople,
  },
  {
    id: 'meeting.handover',
    kind: 'handover',
    about: { screen: 'transfer', id: 'transfer.jb' },
    concerns: 'Transfer JB-0412',
    startsAt: '2026-12-03T11:00',
    place: 'Newham YOT',
    people: [
      { name: 'Young person', role: 'Young person' },
      { name: 'Sam Reid', role: 'YOT case manager' },
      { name: 'L Chen', role: 'Community probation practitioner' },
      {
        id: 'person.ada',
        name: 'Ada Okafor',
        role: 'Seconded probation officer',
        need: 'where appropriate',
      },
    ],
  },
  {
    id: 'meeting.newer',
    kind: 'quarterly',
    about: { screen: 'secondment', id: 'secondment.ada' },
    concerns: 'Ada Okafor',
    startsAt: '2026-11-19T09:00',
    minSchema: 2,
    people: threePeople,
  },
  {
    id: 'meeting.review',
    kind: 'six-month-review',
    about: { screen: 'secondment', id: 'secondment.ada' },
    concerns: 'Ada Okafor',
    startsAt: '2026-07-30T10:00',
    state: 'held',
    heldOn: '2026-07-30',
    people: threePeople,
    discussed: 4,
  },
  {
    id: 'meeting.opening',
    kind: 'opening',
    about: { screen: 'secondment', id: 'secondment.ada' },
    concerns: 'Ada Okafor',
    startsAt: '2026-02-09T14:00',
    state: 'held',
    heldOn: '2026-02-09',
    people: threePeople,
    discussed: 6,
  },
];

const rowOf = (sample: SampleMeeting): MeetingRow => ({
  id: sample.id,
  title: templateOf(sample.kind).title,
  concerns: sample.concerns,
  startsAt: sample.startsAt,
  state: sample.state ?? 'planned',
  isPast: sample.startsAt < '2026-11-21',
});
const views: ReadonlyMap<string, MeetingView> = new Map(
  meetings.map((sample) => [sample.id, viewOf(sample)]),
);

export const roomViews: SampleViews = {
  meetings: () => {
    const rows = meetings.map(rowOf);
    return {
      coming: rows
        .filter((row) => !row.isPast)
        .toSorted((one, other) => one.startsAt.localeCompare(other.startsAt)),
      past: rows
        .filter((row) => row.isPast)
        .toSorted((one, other) => other.startsAt.localeCompare(one.startsAt)),
    };
  },
  meeting: (id) => views.get(id ?? '') ?? null,
};

const text = (words: string, ...marks: readonly string[]) => ({
  type: 'text',
  text: words,
  marks: marks.map((type) => ({ type })),
});
const line = (...content: readonly object[]) => ({ type: 'paragraph', content });

/** What stands in the note of the quarterly meeting. */
const NOTE = {
  type: 'doc',
  content: [
    { type: 'heading', attrs: { level: 3 }, content: [text('Wellbeing and workload')] },
    line(text('Working with 11 young people. Two transfers accepted by Probation.')),
    { type: 'heading', attrs: { level: 3 }, content: [text('Training')] },
    {
      type: 'bulletList',
      content: [
        {
          type: 'listItem',
          content: [
            line(text('OASys refresher', 'bold'), text(', March. '), {
              type: 'mention',
              attrs: { id: 'person.ada', label: 'Ada Okafor' },
            }),
          ],
        },
      ],
    },
    { type: 'noteBlock', attrs: { kind: 'action', data: '{"id":"action.oasys"}' } },
    {
      type: 'taskList',
      content: [
        {
          type: 'taskItem',
          attrs: { checked: true },
          content: [line(text('Read the last notes'))],
        },
        {
          type: 'taskItem',
          attrs: { checked: false },
          content: [line(text('Agree the next date'))],
        },
      ],
    },
    line(),
  ],
} as const;

/** Writes that note into a note's document. */
export const fillNote = (doc: Y.Doc): void => {
  prosemirrorJSONToYXmlFragment(getSchema(noteForm()), NOTE, doc.getXmlFragment('note'));
};
