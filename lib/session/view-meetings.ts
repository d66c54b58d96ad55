/** Views of meetings, and the whole of one meeting beside its note. */
import { meetingRow, type Looking } from './view-duties';
import { mayChange } from './shelf';
import type { MeetingsView, MeetingView, Place } from './views';
import { templateOf } from '@/lib/domain/meeting-templates';

export const meetingsView = (looking: Looking): MeetingsView => {
  const rows = looking.shelf
    .all('meeting')
    .toSorted((a, b) => (a.startsAt < b.startsAt ? -1 : 1))
    .map((meeting) => meetingRow(looking, meeting));
  return {
    coming: rows.filter(({ isPast }) => !isPast),
    past: rows.filter(({ isPast }) => isPast).toReversed(),
  };
};

/** Whoever was let in to one meeting by itself has nothing else to go to. */
const aboutPlace = ({ shelf }: Looking, about: string): Place => {
  if (shelf.find('transfer', about) !== null) return { screen: 'transfer', id: about };
  return shelf.find('secondment', about) === null
    ? { screen: 'meetings', id: null }
    : { screen: 'secondment', id: about };
};

export const meetingView = (looking: Looking, id: string): MeetingView | null => {
  const { shelf } = looking;
  const record = shelf.find('meeting', id);
  if (record === null) return null;
  const row = meetingRow(looking, record);
  const template = templateOf(record.kind);
  return {
    record,
    title: row.title,
    concerns: row.concerns,
    about: aboutPlace(looking, record.about),
    attendance: shelf.all('attendance').filter(({ meeting }) => meeting === id),
    agenda: shelf
      .all('agendaItem')
      .filter(({ meeting }) => meeting === id)
      .toSorted((a, b) => a.place - b.place || (a.id < b.id ? -1 : 1)),
    actions: shelf.all('action').filter(({ meeting }) => meeting === id),
    decisions: shelf.all('decision').filter(({ meeting }) => meeting === id),
    section: template.section,
    hint: template.hint,
    isReadOnly: !mayChange(shelf, id),
  };
};
