/** What a screen is told: plain parsed data, made in the engine, never a key and never a live document. */
import type { Away } from '@/lib/domain/away';
import type { CalendarDay } from '@/lib/domain/calendar';
import type { Duty } from '@/lib/domain/duties';
import type { SecondmentEvent } from '@/lib/domain/event';
import type { Kind } from '@/lib/domain/kinds';
import type { Action, AgendaItem, Attendance, Decision, Meeting } from '@/lib/domain/meeting';
import type { Person } from '@/lib/domain/people';
import type { Protocol } from '@/lib/domain/protocol';
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
  /** Set where it lies in another notebook, which is then shown first. */
  readonly notebook?: string;
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

/** Coming back by a recovery code. */
export interface RecoveringView {
  readonly state: 'looking for others' | 'receiving' | 'refused';
  /** Plain words, when refused. */
  readonly why: string | null;
}

export type AppView =
  | { readonly stage: 'starting' }
  | {
      readonly stage: 'no notebook';
      readonly hasDevice: boolean;
      readonly join: JoinView | null;
      readonly recovering: RecoveringView | null;
    }
  | {
      readonly stage: 'locked';
      readonly lockAfterMinutes: number;
      /** After wrong passphrases: when the next try is taken (ms since 1970); null: at once. */
      readonly waitUntil: number | null;
      readonly recovering: RecoveringView | null;
    }
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
      /** What is overdue or due today and waits for me, in all notebooks. */
      readonly overdue: number;
      readonly toCheck: number;
      readonly join: JoinView | null;
      /** This device was removed: what is here can still be read, and nothing is sent or received. */
      readonly removed: { readonly by: string; readonly on: CalendarDay | null } | null;
      readonly recovery: RecoveryState;
      readonly isAuditor: boolean;
      /** People say why before they open a record. */
      readonly asksReasons: boolean;
      readonly teams: readonly Team[];
      readonly people: readonly Person[];
    };

export interface DueRow {
  readonly key: string;
  readonly title: string;
  readonly place: Place;
  /** Whom or what it concerns: `A Okafor, Newham`. */
  readonly concerns: string;
  /** The name of its notebook, where a person has several. */
  readonly notebook?: string;
  readonly dueOn: CalendarDay;
  readonly status: StatusView;
  /** `you`, or a name or role. */
  readonly waitingFor: string;
  /** Who covers, where whoever is waited for is away. */
  readonly away?: string;
}

/** An open action of a meeting, which may have no day. */
export type ActionRow = Omit<DueRow, 'dueOn' | 'status'> & {
  readonly dueOn: CalendarDay | null;
  readonly status: StatusView | null;
};

/** In all notebooks, soonest first and those without a day last. */
export interface ActionsView {
  readonly mine: readonly ActionRow[];
  readonly others: readonly ActionRow[];
}

/** The one reminder of a day, on this device. */
export interface ReminderView {
  /** The time of day, `08:30`; null: none. */
  readonly at: string | null;
}

/** An absence, now or later. */
export interface AwayRow {
  readonly id: string;
  readonly record: Away;
  readonly isMe: boolean;
  readonly isNow: boolean;
  /** `Ada Okafor is away until 4 January 2027. Rita Mensah covers.` */
  readonly words: string;
}

export interface AwayView {
  /** Those that are not over, soonest first. */
  readonly rows: readonly AwayRow[];
  readonly mayChange: boolean;
}

export interface TodayView {
  readonly today: CalendarDay;
  readonly overdue: readonly DueRow[];
  readonly week: readonly DueRow[];
  readonly waiting: readonly DueRow[];
  readonly next: DueRow | null;
  readonly toCheck: number;
  /** Who is away today. */
  readonly away: readonly AwayRow[];
  /** There is nothing to keep watch over: no secondment, no transfer and no action with a day. */
  readonly isEmpty: boolean;
  /** What this person may add: what would be refused is not offered. */
  readonly mayAdd: {
    readonly secondment: boolean;
    readonly transfer: boolean;
    readonly meeting: boolean;
  };
}

export interface SecondmentRow {
  readonly id: string;
  readonly name: string;
  readonly team: string;
  readonly startsOn: CalendarDay;
  readonly endsOn: CalendarDay;
  readonly overdue: number;
  readonly next: DueRow | null;
  /** Only its entry in the overview can be read here: there is no record to open. */
  readonly isOverviewOnly?: boolean;
  /** Its last day has passed. */
  readonly isOver?: boolean;
  readonly kind?: Secondment['kind'];
}

/** A duty with who is waited for in words: `you`, a name, or a role; empty where nobody is any more. */
export type DutyView = Omit<Duty, 'waitsFor'> & {
  readonly waitingFor: string;
  /** Who covers, where whoever is waited for is away. */
  readonly away?: string;
};

/** Something that happened and was recorded. */
export interface EventRow {
  readonly id: string;
  readonly record: SecondmentEvent;
  /** What its kind is called: `Absence`. */
  readonly name: string;
  /** When: `3 March 2027 to 9 March 2027`, `since 3 March 2027`. */
  readonly words: string;
  readonly isOpen: boolean;
  /** What an agreement still lacks, in the words of the questions. */
  readonly lacks: readonly string[];
  /** Only the three parties read it, and the Assistant Chief Officer from section 9 on. */
  readonly isOfPerformance: boolean;
  /** Evidence ids of the duties that it brings. */
  readonly duties: readonly string[];
}

export interface PauseRow {
  readonly id: string;
  readonly from: CalendarDay;
  readonly to: CalendarDay | null;
  /** Both managers agreed: due dates that fall in it are moved by its days. */
  readonly isAgreed: boolean;
  readonly lacks: readonly string[];
  readonly words: string;
}

/** A step that has to come before an ending for performance. */
export interface MissingStep {
  /** `S9.2`. */
  readonly duty: string;
  readonly title: string;
  readonly section: string;
  /** Where it is recorded; null while no concern is. */
  readonly evidenceId: string | null;
}

export interface SecondmentProtocolView {
  readonly line: string;
  /** `2010.1`. */
  readonly id: string;
  readonly name: string;
  readonly version: number;
  /** One that takes effect before this secondment ends. */
  readonly newer: {
    readonly id: string;
    readonly name: string;
    readonly version: number;
    readonly takesEffectOn: CalendarDay;
  } | null;
}

export interface VacancyRow {
  readonly team: Team;
  /** The first day without a seconded officer; null where nothing here tells it. */
  readonly since: CalendarDay | null;
  /** `Vacant since 1 March 2026`. */
  readonly words: string;
  /** False: no secondment was ever recorded here for this team. */
  readonly isKnown: boolean;
  /** When the next one starts. */
  readonly startsOn: CalendarDay | null;
  readonly raisedOn: CalendarDay | null;
  readonly fundingClaimedOn: CalendarDay | null;
  readonly fundingNote: string;
}

/** A secondment under a protocol, as a list names it. */
export interface UnderProtocol {
  readonly id: string;
  readonly title: string;
  readonly team: string;
}

export interface ProtocolVersionView {
  /** `2010.1`. */
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly takesEffectOn: CalendarDay;
  readonly isShipped: boolean;
  readonly state: 'in force' | 'to come' | 'replaced';
  readonly rowCount: number;
  readonly changeCount: number;
}

export interface ProtocolLineView {
  /** What a secondment names: `2010`. */
  readonly line: string;
  readonly name: string;
  readonly area: string;
  readonly isShipped: boolean;
  readonly replaces: string | null;
  readonly replacedBy: readonly string[];
  /** Newest first. */
  readonly versions: readonly ProtocolVersionView[];
  /** Those that name this line. */
  readonly secondments: readonly UnderProtocol[];
}

export interface ProtocolsView {
  readonly lines: readonly ProtocolLineView[];
  /** Whether this person may publish a version. */
  readonly mayPublish: boolean;
}

export interface ProtocolRowView {
  readonly row: string;
  readonly title: string;
  readonly section: string;
  readonly group: string;
  readonly kind: 'duty' | 'limit' | 'agreed';
  readonly modal: string;
  readonly who: string;
  readonly waitsFor: readonly string[];
  /** When, in plain words. */
  readonly due: string;
  readonly evidence: string;
  readonly consequence: string;
  readonly isProtocolDate: boolean;
  readonly reading: {
    readonly id: string;
    readonly words: string;
    readonly reading: string;
  } | null;
  readonly changes: readonly { readonly was: string; readonly is: string; readonly why: string }[];
}

export interface ProtocolView {
  readonly id: string;
  readonly line: string;
  readonly version: number;
  readonly isShipped: boolean;
  /** No later version of its line was published. */
  readonly isNewest: boolean;
  readonly mayPublish: boolean;
  readonly text: Protocol;
  readonly rows: readonly ProtocolRowView[];
  /** Those that are under this version today. */
  readonly secondments: readonly UnderProtocol[];
}

/** Monthly returns that wait for me, by month, oldest first. */
export interface ReturnsView {
  readonly months: readonly {
    /** `2026-10`. */
    readonly month: string;
    readonly title: string;
    readonly rows: readonly {
      readonly secondment: string;
      readonly name: string;
      readonly team: string;
      readonly dueOn: CalendarDay | null;
      readonly status: StatusView;
      /** An absence that touches the month is recorded here: a nil return would be wrong. */
      readonly wasAbsent: boolean;
    }[];
  }[];
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
  /** Without what was agreed. */
  readonly duties: readonly DutyView[];
  /** Costs, standing terms, rights and rules: shown closed, never overdue. */
  readonly agreed: readonly DutyView[];
  /** Newest first. */
  readonly events: readonly EventRow[];
  readonly pauses: readonly PauseRow[];
  /** What an ending for performance would lack today; null for whoever does not read what is about performance. */
  readonly missing: readonly MissingStep[] | null;
  /** Such an ending is recorded. */
  readonly endsForPerformance: boolean;
  readonly protocol: SecondmentProtocolView;
  readonly mayChange: boolean;
  readonly marks: readonly LineMark[];
  readonly meetings: readonly MeetingRow[];
  readonly history: readonly HistoryRow[];
  /** The last day that an extension may reach (three years). */
  readonly latestEnd: CalendarDay;
}

/** A day on which a duty was due until the secondment was moved. */
export interface MovedDue {
  readonly dueOn: CalendarDay;
  readonly moved: 'start' | 'end' | 'start and end';
  /** When it was moved. */
  readonly on: CalendarDay;
}

/** A secondment as it is printed: without its performance part, where that is not asked for or not read. */
export interface SummaryView {
  readonly secondment: SecondmentView;
  readonly readsPerformance: boolean;
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
  /** As in {@link MeetingView}. */
  readonly isReadOnly?: boolean;
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
  /** It can be read here and not changed: it was shared so, or this person's part in it is over. */
  readonly isReadOnly?: boolean;
}

/** A note for reading only: its parts as plain JSON, of any origin and form. */
export interface NoteView {
  readonly json: unknown;
}

export interface DeviceView {
  readonly id: string;
  readonly isThis: boolean;
  readonly isHere: boolean;
  readonly lastSeen: CalendarDay | null;
  /** Changes of mine that this device is not known to have; null when it was never heard of. */
  readonly lacks: number | null;
  readonly admittedBy: string;
  /** A recovery code: no device that anyone works on. */
  readonly isRecovery: boolean;
  /** Whether it is known to have heard who is in the notebook now. */
  readonly isTold: boolean;
  /** Whether the person at this screen may remove it. */
  readonly canRemove: boolean;
  /** Ids of the devices, still present, that this one let in, and that those let in. */
  readonly letIn: readonly string[];
}

export interface PersonView {
  readonly person: Person;
  readonly isMe: boolean;
  readonly hasJoined: boolean;
  readonly mayInvite: boolean;
  readonly isAuditor: boolean;
  /** Whether the person at this screen may remove them. */
  readonly canRemove: boolean;
  /** Whether the person at this screen may say who invites and removes, and who reads the whole log. */
  readonly canAppoint: boolean;
  readonly devices: readonly DeviceView[];
  /** Titles of the parts that they can read: `Transfers`, `Ada Okafor, Newham`. */
  readonly reads: readonly string[];
}

/** Something that happened to the people and devices, newest first. */
export interface NewsView {
  readonly key: string;
  readonly kind:
    | 'joined'
    | 'device added'
    | 'device removed'
    | 'person removed'
    | 'may invite'
    | 'may not invite'
    | 'recovery code made'
    | 'recovery code used'
    | 'two changes';
  readonly who: string;
  /** Null where nobody else did it. */
  readonly by: string | null;
  /** When this device first heard of it (ms since 1970). */
  readonly at: number;
}

/** Whether one device has heard of a change of who is in the notebook. */
export interface ToldView {
  readonly device: string;
  readonly name: string;
  /** Counted from 1 where the person has several devices; null for an only one. */
  readonly number: number | null;
  readonly isThis: boolean;
  readonly isHere: boolean;
  readonly lastSeen: CalendarDay | null;
  readonly isTold: boolean;
}

export interface RemovedView {
  readonly key: string;
  readonly name: string;
  /** True: the person has no device left in the notebook. */
  readonly isPerson: boolean;
  readonly devices: number;
  readonly by: string;
  readonly on: CalendarDay | null;
  readonly told: readonly ToldView[];
}

/** A device that sent two different changes under one number: it was restored from a backup, or somebody copied it. */
export interface TwoCopiesView extends Pick<ToldView, 'device' | 'name' | 'number' | 'isThis'> {
  readonly isMine: boolean;
  /** The day on which this device first heard of it. */
  readonly since: CalendarDay;
  /** Whether the person at this screen may remove it. */
  readonly canRemove: boolean;
}

export type AccessWord = 'read' | 'write';

/** One part of the notebook and what one person may do there. */
export interface AccessView {
  /** The purpose of the section, as orders name it. */
  readonly section: string;
  readonly title: string;
  readonly part:
    | 'directory'
    | 'overview'
    | 'transfers'
    | 'secondment'
    | 'performance'
    | 'shared'
    | 'audit';
  readonly access: AccessWord | null;
  /** What the role of the person gives. */
  readonly usual: AccessWord | null;
  /** Whether the person at this screen may change it. */
  readonly canChange: boolean;
  /** The step of the protocol that brought an Assistant Chief Officer in. */
  readonly step: 'S1.5' | 'S9.5' | 'S14.2' | null;
}

export interface PersonAccessView {
  readonly person: Person;
  readonly isMe: boolean;
  readonly parts: readonly AccessView[];
}

/** A secondment, transfer or action that a person stands in. */
export interface HeldView {
  readonly kind: 'secondment' | 'transfer' | 'action';
  readonly id: string;
  readonly title: string;
  /** `Secondee`, `Line manager`, `Owner`. */
  readonly as: string;
}

export interface RemovalView {
  readonly person: Person;
  readonly isMe: boolean;
  readonly canRemove: boolean;
  /** Why they cannot be removed, in plain words; null when they can or already were. */
  readonly why: string | null;
  readonly devices: number;
  readonly holds: readonly HeldView[];
  /** Titles of the parts that they can read. */
  readonly reads: readonly string[];
  readonly successors: readonly Person[];
  readonly removed: RemovedView | null;
}

export type RecoveryState = 'none' | 'not checked' | 'checked' | 'used';

export interface MyDevicesView {
  readonly devices: readonly DeviceView[];
  /** Invitations for another device of one's own. */
  readonly invitations: readonly InvitationView[];
  readonly recovery: {
    readonly state: RecoveryState;
    /** The day it was made, checked or used. */
    readonly on: CalendarDay | null;
    /** Which groups of the code the check asks for, counted from 1. */
    readonly asksFor: readonly number[];
  };
}

export interface LostDeviceView {
  readonly device: DeviceView;
  readonly name: string;
  readonly isMine: boolean;
  /** What it held, to copy into a report: parts, records by kind and number, from when to when, last heard of. */
  readonly report: string;
  /** The other devices that it let in, without the one at this screen. */
  readonly letIn: readonly {
    readonly device: string;
    readonly name: string;
    readonly isRecovery: boolean;
    readonly lastSeen: CalendarDay | null;
  }[];
}

export interface SharingView {
  readonly kind: 'secondment' | 'transfer' | 'meeting';
  readonly id: string;
  readonly title: string;
  readonly concerns: string;
  readonly place: Place;
  readonly readers: readonly {
    readonly person: Person;
    readonly isMe: boolean;
    readonly access: AccessWord;
    /** Shared with this person by itself, so that it can be stopped. */
    readonly canStop: boolean;
    readonly step: 'S1.5' | 'S9.5' | 'S14.2' | null;
  }[];
  readonly canShare: boolean;
  /** People who have joined and cannot read it. */
  readonly others: readonly Person[];
}

export interface ErasingView {
  readonly kind: 'secondment' | 'transfer' | 'meeting';
  readonly id: string;
  /** `Transfer JB-0412`; once it has gone, `A transfer`. */
  readonly title: string;
  /** What goes with it: `5 documents`, `2 meetings with their notes`. */
  readonly belongings: readonly string[];
  readonly canErase: boolean;
  /** Why it cannot be erased, in plain words: a hold, or not one's own to erase. */
  readonly why: string | null;
  readonly state: 'not asked' | 'under way' | 'done';
  readonly by: string | null;
  readonly on: CalendarDay | null;
  readonly devices: readonly (Omit<ToldView, 'isTold'> & { readonly hasErased: boolean })[];
}

export interface PartView {
  /** The purpose of the section, as orders name it. */
  readonly section: string;
  readonly title: string;
  readonly part: AccessView['part'];
  /** Names of the people who can read it. */
  readonly readers: readonly string[];
  readonly isHeld: boolean;
  readonly canHold: boolean;
  /** What is being erased in it. */
  readonly erasing: readonly ErasingView[];
}

/** Something that came in and was kept apart, or was left out. */
export interface ApartView {
  readonly letter: string;
  /** Why, in plain words. */
  readonly words: string;
  readonly who: string | null;
  /** Title of the part it was for; null when that cannot be read. */
  readonly part: string | null;
  readonly on: CalendarDay | null;
  /** What can be read of it; empty when nothing can. */
  readonly shown: string;
  readonly state: 'kept apart' | 'harmful' | 'left out';
  readonly canLeaveOut: boolean;
  /** The removed device whose changes may be counted again; null where that cannot be done. */
  readonly takeBack: string | null;
  /** What the same device wrote after it, as text to copy. */
  readonly followed: string;
}

export interface AuditLineView {
  readonly key: string;
  readonly at: number;
  readonly who: string;
  readonly what: 'view' | 'add' | 'change' | 'share' | 'receive' | 'export' | 'erase';
  /** What it concerns: `Transfer JB-0412`. */
  readonly subject: string;
  readonly details: string;
}

export interface AuditView {
  readonly lines: readonly AuditLineView[];
  /** There are older lines than these. */
  readonly hasMore: boolean;
}

export interface InvitationView {
  readonly id: string;
  readonly personId: string;
  /** For another device of the person at this screen. */
  readonly isOwnDevice: boolean;
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
  readonly news: readonly NewsView[];
  readonly removed: readonly RemovedView[];
  readonly twoCopies: readonly TwoCopiesView[];
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
