/** Who may read and write what, in the words of every screen about it. */
import type { AcoStep } from '@/lib/domain/access-choice';
import type { AccessView, AccessWord } from '@/lib/session/views';

/** Not able to read, able to read, able to read and change: the word for no access is a state of its own. */
export function accessWords(access: AccessWord | null): string {
  if (access === null) return 'Cannot read';
  return access === 'read' ? 'Can read' : 'Can read and change';
}

/** What each part of a notebook holds. */
export const PART_HINTS = {
  directory: 'Names, roles and teams. Everyone in the notebook reads this.',
  overview: 'Names, dates and statuses of every secondment. No notes.',
  transfers: 'Every young person’s transfer, with documents and meetings.',
  secondment: 'Dates, meetings with their notes, actions, absences and PPDA.',
  performance: 'Meetings about performance.',
  shared: 'One record, shared by itself.',
  audit: 'A log of who did what.',
} as const satisfies Record<AccessView['part'], string>;

export interface StepWords {
  readonly title: string;
  readonly hint: string;
  /** What the step opens, within a sentence. */
  readonly opens: string;
}

/** The steps of the protocol that bring the Assistant Chief Officer in. */
export const ACO_STEPS = {
  'S1.5': {
    title: 'A contentious issue',
    hint: 'Local representatives cannot resolve it. Section 1.',
    opens: 'the secondment with its notes',
  },
  'S9.5': {
    title: 'A performance meeting',
    hint: 'Work is still not satisfactory after the review period. Section 9.',
    opens: 'the secondment with its notes, and the performance meetings',
  },
  'S14.2': {
    title: 'Long-term cover',
    hint: 'The outcome of the meeting about cover goes to the Assistant Chief Officer. Section 14.',
    opens: 'the secondment with its notes and absences',
  },
} as const satisfies Record<AcoStep, StepWords>;

/** `Brought in for long-term cover` */
export function readsByStep(step: AcoStep): string {
  return `Brought in for ${ACO_STEPS[step].title.toLowerCase()}`;
}

/** Why someone reads a part that their role does not give, or does not read one that it gives; null: as usual. */
export function unusualWords({ access, usual, step }: AccessView): string | null {
  if (step !== null) return readsByStep(step);
  if (access === usual) return null;
  return usual === null ? 'Not usual for this role' : `Usual for this role: ${accessWords(usual)}`;
}

/** A place's id `person|section` names one part of one person; the second half may hold any sign but the first bar. */
export function splitId(id: string | null): readonly [string, string | null] {
  const text = id ?? '';
  const bar = text.indexOf('|');
  return bar < 0 ? [text, null] : [text.slice(0, bar), text.slice(bar + 1)];
}
