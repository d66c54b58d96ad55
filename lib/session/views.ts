/** What a screen is told: plain parsed data, made in the engine, never a key and never a live document. */
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Kind } from '@/lib/domain/kinds';
import type { Action, AgendaItem, Attendance, Decision, Meeting } from '@/lib/domain/meeting';
import type { Person } from '@/lib/domain/people';
import type { Secondment } from '@/lib/domain/secondment';
import type { Team } from '@/lib/domain/team';
import type { Acceptance, PackItem, Transfer } from '@/lib/domain/transfer';

/** The words of a status, the same on every screen (`Overdue` carries its days). */
export type StatusWord =
  | 'Not due yet'
  | 'Due soon'
  | 'Due today'
  | 'Overdue'
  | 'Booked'
  | 'Done'
  | 'Done late'
  | 'Late start'
  | 'Not applicable'
  | 'Cannot start yet'
  | 'Not recorded';

export interface StatusView {
  readonly word: StatusWord;
  /** Days overdue, or days until it is due, below zero while it is let off for some days; null where neither means anything. */
  readonly days: number | null;
  /** The day it was done or is booked for. */
  readonly on: CalendarDay | null;
}

/** A place in the app, kept by the engine in memory so that a reloaded panel comes back to it. */
export interface Place {
  readonly screen: string;
  readonly id: string | null;
}

export interface SyncView {
  /** Names of other people whose devices are connected now. */
  readonly here: readonly string[];
  /** Other devices of this notebook; none means that only this device has a copy. */
  readonly otherDevices: number;
  /**
   * Changes made here that are not where they should be: of the devices that are here the most that one lacks, and
   * with nobody here those that no other device is known to have.
   */
  readonly unsent: number;
  /** Whether an address to meet at is set, and reached. */
  readonly meetingPoint: 'none set' | 'not reached' | 'reached';
  readonly savedAt: number | null;
  readonly storage: 'ok' | 'full';
  readonly problems: number;
}

export interface JoinView {
  readonly state:
    | 'looking for them'
    | 'compare words'
    | 'waiting for them'
    | 'receiving'
    | 'refused';
  readonly words: readonly string[];
  /** Plain words, when refused. */
  readonly why: string | null;
}

export type AppView =
  | { readonly stage: 'starting' }
  | { readonly stage: 'no notebook'; readonly hasDevice: boolean; readonly join: JoinView | null }
  | { readonly stage: 'locked'; readonly lockAfterMinutes: number }
  | { readonly stage: 'broken'; readonly why: string }
  | {
      readonly stage: 'open';
      readonly me: Person;
      readonly today: CalendarDay;
      readonly notebook: { readonly id: string; readonly name: string };
      readonly notebooks: readonly { readonly id: string; readonly name: string }[];
      readonly mayInvite: boolean;
      readonly lockAfterMinutes: number;
      readonly sync: SyncView;
      readonly overdue: number;
      readonly toCheck: number;
      readonly join: JoinView | null;
      readonly teams: readonly Team[];
      readonly people: readonly Person[];
    };

export interface DueRow {
  readonly key: string;
  readonly title: string;
  readonly place: Place;
  /** Whom or what it concerns: `A Okafor, Newham`. */
  readonly concerns: string;
  readonly dueOn: CalendarDay;
  readonly status: StatusView;
  /** `you`, or a name or role. */
  readonly waitingFor: string;
}

export interface TodayView {
  readonly today: CalendarDay;
  readonly overdue: readonly DueRow[];
  readonly week: readonly DueRow[];
  readonly waiting: readonly DueRow[];
  readonly next: DueRow | null;
  readonly toCheck: number;
  readonly isEmpty: boolean;
}

export interface SecondmentRow {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly startsOn: CalendarDay;
  readonly endsOn: CalendarDay;
  readonly overdue: number;
  readonly next: DueRow | null;
}

export interface DutyView {
  /** `S2.3`. */
  readonly duty: string;
  readonly turn: string;
  readonly evidenceId: string;
  readonly title: string;
  /** Section of the protocol, `2`. */
  readonly section: string;
  readonly group: string;
  readonly who: string;
  readonly waitingFor: string;
  readonly dueOn: CalendarDay | null;
  /** False where the protocol gives no date: the screen says "Date chosen here: the protocol gives none". */
  readonly isProtocolDate: boolean;
  readonly status: StatusView;
  /** What would prove it. */
  readonly evidence: string;
  readonly proof: string;
  readonly reason: string;
  /** Set where a meeting of this kind proves it. */
  readonly meetingKind: Meeting['kind'] | null;
  readonly meetingId: string | null;
}

export interface LineMark {
  readonly on: CalendarDay;
  readonly title: string;
  readonly state: 'done' | 'overdue' | 'to come' | 'booked';
  /** Monthly returns are drawn as small ticks. */
  readonly isTick: boolean;
}

export interface HistoryRow {
  readonly at: number;
  readonly by: string;
  readonly what: string;
  readonly from: string;
  readonly to: string;
}

export interface MeetingRow {
  readonly id: string;
  readonly title: string;
  readonly concerns: string;
  readonly startsAt: string;
  readonly state: Meeting['state'];
  readonly isPast: boolean;
}

export interface SecondmentView {
  readonly record: Secondment;
  readonly title: string;
  readonly team: Team;
  readonly people: {
    readonly secondee: Person | null;
    readonly lineManager: Person | null;
    readonly liaisonSpo: Person | null;
    readonly yotManager: Person | null;
  };
  readonly months: number;
  readonly duties: readonly DutyView[];
  readonly marks: readonly LineMark[];
  readonly meetings: readonly MeetingRow[];
  readonly history: readonly HistoryRow[];
  /** The last day that an extension may reach (three years). */
  readonly latestEnd: CalendarDay;
}

export interface TransferRow {
  readonly id: string;
  readonly reference: string;
  readonly team: string;
  readonly step: string;
  readonly turns18On: CalendarDay;
  readonly next: DueRow | null;
  readonly packSent: number;
  readonly packAll: number;
}

export interface TransfersView {
  readonly rows: readonly TransferRow[];
  readonly steps: readonly { readonly step: string; readonly count: number }[];
  readonly monthsTo18: readonly { readonly label: string; readonly count: number }[];
}

export interface StepView {
  readonly step: string;
  readonly title: string;
  readonly state: 'done' | 'now' | 'to come';
  readonly on: CalendarDay | null;
  readonly dueOn: CalendarDay | null;
  /** `national` or `local`: only the ages are national. */
  readonly source: 'national' | 'local';
  /** The field of the transfer that records it. */
  readonly field: string | null;
}

export interface TransferView {
  readonly record: Transfer;
  readonly team: Team;
  readonly secondee: Person | null;
  readonly turns18On: CalendarDay;
  readonly prepareFrom: CalendarDay;
  readonly steps: readonly StepView[];
  readonly pack: readonly PackItem[];
  /** `isGenuine` is false when the signature does not fit the words or the person. */
  readonly acceptance: (Acceptance & { readonly isGenuine: boolean }) | null;
  readonly meetings: readonly MeetingRow[];
  readonly history: readonly HistoryRow[];
}

export interface MeetingsView {
  readonly coming: readonly MeetingRow[];
  readonly past: readonly MeetingRow[];
}

export interface MeetingView {
  readonly record: Meeting;
  readonly title: string;
  readonly concerns: string;
  readonly about: Place;
  readonly attendance: readonly Attendance[];
  readonly agenda: readonly AgendaItem[];
  readonly actions: readonly Action[];
  readonly decisions: readonly Decision[];
  /** The protocol's section for this meeting, or null. */
  readonly section: string | null;
  readonly hint: string;
}

export interface DeviceView {
  readonly id: string;
  readonly isThis: boolean;
  readonly isHere: boolean;
  readonly lastSeen: CalendarDay | null;
  /** Changes of mine that this device is not known to have; null when it was never heard of. */
  readonly lacks: number | null;
  readonly admittedBy: string;
}

export interface PersonView {
  readonly person: Person;
  readonly isMe: boolean;
  readonly hasJoined: boolean;
  readonly mayInvite: boolean;
  readonly devices: readonly DeviceView[];
}

export interface InvitationView {
  readonly id: string;
  readonly personId: string;
  readonly name: string;
  readonly code: string;
  readonly state:
    | 'waiting'
    | 'compare words'
    | 'letting them in'
    | 'joined'
    | 'stopped'
    | 'ran out';
  readonly words: readonly string[];
  readonly why: string | null;
  readonly endsAt: number;
}

export interface PeopleView {
  readonly people: readonly PersonView[];
  readonly copies: number;
  readonly invitations: readonly InvitationView[];
  /** What was kept apart, in plain words. */
  readonly setAside: readonly {
    readonly words: string;
    readonly who: string | null;
    readonly count: number;
  }[];
  readonly meetingPoints: readonly string[];
  readonly sync: SyncView;
}

export interface ChangeToCheck {
  readonly kind: Kind;
  readonly id: string;
  readonly field: string;
  readonly fieldTitle: string;
  readonly title: string;
  readonly place: Place;
  readonly options: readonly {
    readonly value: string;
    readonly shown: string;
    readonly by: string;
    readonly at: number;
  }[];
  readonly shownNow: string;
}
