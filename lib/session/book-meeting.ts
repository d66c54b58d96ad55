/** What booking a meeting writes: the meeting, the people that its kind asks for, and its headings. */
import { peopleByRole, type Looking } from './view-duties';
import {
  AgendaItem,
  Attendance,
  Meeting,
  type MeetingKind,
  type MeetingTime,
} from '@/lib/domain/meeting';
import { templateOf } from '@/lib/domain/meeting-templates';
import type { RecordId } from '@/lib/domain/record';

export interface Booking {
  readonly meeting: Meeting;
  readonly attendance: readonly Attendance[];
  readonly agenda: readonly AgendaItem[];
}

export const bookingOf = (
  looking: Looking,
  id: string,
  asked: {
    readonly kind: MeetingKind;
    readonly about: RecordId;
    readonly startsAt: MeetingTime;
    readonly place: string;
  },
): Booking => {
  const template = templateOf(asked.kind);
  const people = peopleByRole(looking, asked.about);
  const seats = [
    ...template.required.map((seat) => ({ seat, need: 'required' as const })),
    ...template.whereAppropriate.map((seat) => ({ seat, need: 'where appropriate' as const })),
  ];
  return {
    meeting: Meeting.parse({ id, ...asked }),
    attendance: seats.map(({ seat, need }, index) => {
      const person = seat.role === null ? null : (people.get(seat.role) ?? null);
      return Attendance.parse({
        // Someone who holds two roles still has one place for each: the protocol asks for both.
        id: `${id}.seat-${index + 1}`,
        meeting: id,
        person: person?.id ?? null,
        name: person?.name ?? seat.words,
        role: seat.words,
        need,
      });
    }),
    agenda: template.headings.map((heading, index) =>
      AgendaItem.parse({ id: `${id}.item-${index + 1}`, meeting: id, place: index, heading }),
    ),
  };
};
