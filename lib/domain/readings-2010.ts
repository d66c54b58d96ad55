/** How the 2010 protocol is read where its words are open (A) or do not agree with each other (I); each can be changed by an area. */
import type { Protocol } from './protocol';

export const READINGS_2010: Protocol['readings'] = {
  A1: {
    words: 'two years; one additional year',
    reading:
      'Calendar years from the start. The last day is the day before the anniversary. One extension, in whole or in part, never past three years in all.',
  },
  A2: { words: 'at the beginning', reading: 'Within 14 days of the start.' },
  A3: {
    words: 'within six months of the secondee starting in post',
    reading: 'On or before the same day six months on, or the last day of a shorter month.',
  },
  A4: {
    words: 'where appropriate',
    reading:
      'Whoever arranges the meeting says whether they are needed, with a short reason. It never stands in the way.',
  },
  A5: {
    words: 'six months before the end; at least six months before the end',
    reading:
      'Meeting and preparation are due on or before the end less six months, and move when the end moves. For a secondment planned for less than 12 months: at half its length.',
  },
  A6: {
    words: 'identified and addressed during the first month',
    reading:
      'Identified within a month of the start. Addressed means done, or booked with a date. Training in the YOT: within three months.',
  },
  A7: {
    words: 'agreed by the end of month one; at the end of the first month',
    reading:
      'The PPDA is agreed within a month of the start. The sign-off meeting is due the same day and called overdue only seven days later.',
  },
  A8: {
    words: "a minimum of one month's notice",
    reading:
      'A calendar month from the notice, whose own day does not count. Less only if secondee, YOT and probation all agree.',
  },
  A9: {
    words: 'monthly; at the conclusion of each leave year',
    reading:
      'A return is due seven days after the end of each calendar month that the secondment touches, and a return of no absence counts. The leave card is due 14 days after the end of the leave year.',
  },
  A10: {
    words: 'in line with the Attendance Management Policy; likely to be long term; periodically',
    reading:
      'Contact every week. Return-to-work interview within three working days. Health and safety visit every year. Cover is discussed within five working days of the later of one month of absence and the day it was marked as likely to be long term.',
  },
  A11: {
    words: 'the latter part of the performance year; the last three months',
    reading:
      'The performance year runs from 1 April to 31 March unless changed. Its latter part is its second half; its last three months begin on 1 January.',
  },
  A12: {
    words: 'quarterly; current local policy on supervision',
    reading:
      'Every three months from the start. The sign-off meeting of month one does not count; the six-month review and the exit meeting do. Supervision comes as often as the team says.',
  },
  A13: {
    words: 'should be followed prior to any decision to terminate',
    reading:
      'An end for performance asks for the steps of section 9. Missing ones are shown, a reason is asked for and the Assistant Chief Officer is told; recording is not refused. Any other end needs notice only.',
  },
  A14: {
    words: 'at the earliest opportunity; must contact; immediately; subsequently; or no period',
    reading:
      'Five working days to tell the secondee and the Liaison Senior Probation Officer, ten for a plan and for the performance meeting, one for a serious finding or for sending an agreed plan, five or ten for passing something on, one month for a changed policy.',
  },
  A15: {
    words: 'a further review meeting two months subsequently',
    reading:
      'The same people, two months from the day of the performance meeting and not earlier unless the secondee agrees; called overdue ten working days later.',
  },
  A16: {
    words: 'policies and appendices that are not attached',
    reading: 'Shown as not attached until somebody says where they are. No period is made up.',
  },
  A17: {
    words: 'newly qualified',
    reading: 'Qualified for less than two years at the start. Probation may say otherwise.',
  },
  A18: {
    words: 'on a reasonably mutually agreed basis',
    reading: 'Each request is recorded as agreed or declined. No reason is asked for.',
  },
  A19: {
    words: 'unable to resolve any contentious issues',
    reading:
      'Any of the three may send an issue to the Assistant Chief Officer once what was tried is recorded.',
  },
  A20: {
    words: 'will seek to ensure',
    reading: 'A team without a secondee is shown as vacant. It is never overdue for a person.',
  },
  I1: {
    words: 'the termination process outlined in section 5',
    reading: 'Section 6 is meant; section 5 is about induction.',
  },
  I6: {
    words: 'sickness is recorded by one side and attendance by the other',
    reading:
      'Probation records and monitors sickness (section 7); the YOT keeps attendance records (section 18).',
  },
  I7: {
    words: 'who settles leave that is carried over',
    reading:
      'Before the start the line manager in probation authorises it (section 4); later the YOT manager ensures it (section 18).',
  },
  I8: {
    words: 'set out in the Service Level Agreement',
    reading: 'The agreement is not part of the text. It is shown as not attached.',
  },
  I9: {
    words: 'three parties in the title, two columns of signatures',
    reading: 'One signature for each of the two columns, each with its name, role and date.',
  },
  I10: {
    words: 'the Disability Discrimination Act',
    reading: 'Named as in the text; the Equality Act 2010 replaced it in October 2010.',
  },
  I12: {
    words: 'grievance by the secondee against another employee within the YOT',
    reading:
      "That employee's procedure. A grievance by the secondee against somebody in probation is not covered.",
  },
};
