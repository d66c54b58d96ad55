/**
 * The way of a young person from youth to adult justice: its steps, the pack that travels, and what is due.
 *
 * National guidance gives two ages only: 17 years and 6 months (start preparing) and 18. Every other date here
 * is a local choice, named as such, and a screen says so.
 */
import {
  birthdayOn,
  compareDays,
  daysBetween,
  earlierOf,
  laterOf,
  wholeMonthsBetween,
  type CalendarDay,
} from './calendar';
import type { Role } from './people';
import { addPeriod, type Period } from './period';
import { RecordId } from './record';
import { openStatus, type Status } from './status';
import { PackItem, type Acceptance, type Transfer } from './transfer';

export type StepName = 'identified' | 'decided' | 'pack' | 'handover' | 'accepted' | 'review';

interface StepRow {
  readonly title: string;
  /** The field of the transfer that records it; null where the pack or the acceptance does. */
  readonly field: 'identifiedOn' | 'decidedOn' | 'handoverOn' | 'reviewedOn' | null;
  readonly source: 'national' | 'local';
  readonly due: {
    readonly anchor: 'prepare from' | 'responsible from';
    readonly offset: Period;
  };
  /** Left out when the youth service keeps the whole order. */
  readonly onlyWhenMoving: boolean;
}

/** Ages: gov.uk, How to manage transitions. Offsets: proposals of ours. */
const STEPS = {
  identified: {
    title: 'Identified',
    field: 'identifiedOn',
    source: 'national',
    due: { anchor: 'prepare from', offset: 'P0D' },
    onlyWhenMoving: false,
  },
  decided: {
    title: 'Decided',
    field: 'decidedOn',
    source: 'local',
    due: { anchor: 'prepare from', offset: 'P2M' },
    onlyWhenMoving: false,
  },
  pack: {
    title: 'Pack',
    field: null,
    source: 'local',
    due: { anchor: 'responsible from', offset: '-P28D' },
    onlyWhenMoving: true,
  },
  handover: {
    title: 'Introduction and handover meeting',
    field: 'handoverOn',
    source: 'local',
    due: { anchor: 'responsible from', offset: '-P14D' },
    onlyWhenMoving: true,
  },
  accepted: {
    title: 'Accepted',
    field: null,
    source: 'national',
    due: { anchor: 'responsible from', offset: 'P0D' },
    onlyWhenMoving: true,
  },
  review: {
    title: 'Review',
    field: 'reviewedOn',
    source: 'local',
    due: { anchor: 'responsible from', offset: 'P28D' },
    onlyWhenMoving: true,
  },
} as const satisfies Readonly<Record<StepName, StepRow>>;

const STEP_ROWS: readonly (readonly [StepName, StepRow])[] = [
  ['identified', STEPS.identified],
  ['decided', STEPS.decided],
  ['pack', STEPS.pack],
  ['handover', STEPS.handover],
  ['accepted', STEPS.accepted],
  ['review', STEPS.review],
];

/** The titles of the steps, in order, for a list by step. */
export const STEP_TITLES: readonly string[] = STEP_ROWS.map(([, { title }]) => title);

/** The documents and facts that usually travel: gov.uk's list of what must pass, in seven items. Editable. */
export const PACK_ITEMS = [
  { key: 'assessment', title: 'Current assessment' },
  { key: 'risk', title: 'Risk assessment and management plan' },
  { key: 'sentence-plan', title: 'Sentence plan' },
  { key: 'court-order', title: 'Court order' },
  { key: 'transition-plan', title: 'Transition plan' },
  { key: 'own-words', title: "The young person's own words" },
  { key: 'contacts', title: 'Key contacts' },
] as const;

/** The pack of a new transfer. Ids are composed, so that two people who start one pack meet in it. */
export const packItemsFor = (transfer: string): readonly PackItem[] =>
  PACK_ITEMS.map(({ key, title }) =>
    PackItem.parse({ id: RecordId.parse(`${transfer}.${key}`), transfer, title }),
  );

export interface PackCount {
  readonly sent: number;
  readonly received: number;
  /** Without those that do not apply. */
  readonly all: number;
}

/** What was received was also sent. */
export const packCount = (pack: readonly PackItem[]): PackCount => {
  const count = (states: readonly PackItem['state'][]): number =>
    pack.filter(({ state }) => states.includes(state)).length;
  return {
    sent: count(['sent', 'received']),
    received: count(['received']),
    all: count(['not started', 'sent', 'received']),
  };
};

export interface TransferAges {
  readonly turns18On: CalendarDay;
  /** 17 years and 6 months. */
  readonly prepareFrom: CalendarDay;
  /** The day from which probation is responsible, as accepted, as agreed or else the 18th birthday. */
  readonly responsibleFrom: CalendarDay;
  /** Whether the 18th birthday is unsettled because of a birth on 29 February. */
  readonly isUnsettled: boolean;
}

export const agesOf = (transfer: Transfer, acceptance: Acceptance | null = null): TransferAges => {
  const eighteenth = birthdayOn(transfer.dateOfBirth, 18);
  return {
    turns18On: eighteenth.on,
    prepareFrom: birthdayOn(transfer.dateOfBirth, 17, 6).on,
    responsibleFrom: acceptance?.responsibleFrom ?? transfer.responsibleFrom ?? eighteenth.on,
    isUnsettled: eighteenth.isUnsettled,
  };
};

export interface TransferStep {
  readonly step: StepName;
  readonly title: string;
  readonly state: 'done' | 'now' | 'to come';
  readonly on: CalendarDay | null;
  readonly dueOn: CalendarDay | null;
  readonly source: 'national' | 'local';
  readonly field: string | null;
}

interface Doing {
  readonly isDone: boolean;
  readonly on: CalendarDay | null;
}

const latestChange = (pack: readonly PackItem[]): CalendarDay | null =>
  pack
    .flatMap(({ changedOn }) => (changedOn === null ? [] : [changedOn]))
    .toSorted(compareDays)
    .at(-1) ?? null;

const doingOf = (
  step: StepName,
  transfer: Transfer,
  pack: readonly PackItem[],
  acceptance: Acceptance | null,
): Doing => {
  const dated = (on: CalendarDay | null): Doing => ({ isDone: on !== null, on });
  switch (step) {
    case 'identified':
      return dated(transfer.identifiedOn);
    case 'decided':
      return { isDone: transfer.decision !== 'not decided', on: transfer.decidedOn };
    case 'pack': {
      const { received, all } = packCount(pack);
      const isDone = pack.length > 0 && received === all;
      return { isDone, on: isDone ? latestChange(pack) : null };
    }
    case 'handover':
      return dated(transfer.handoverOn);
    case 'accepted':
      return dated(acceptance?.signedOn ?? null);
    case 'review':
      return dated(transfer.reviewedOn);
    default:
      return step satisfies never;
  }
};

/** Not before preparation starts, and what comes before the 18th birthday not after it. */
const dueOf = (row: StepRow, ages: TransferAges): CalendarDay => {
  const anchor = row.due.anchor === 'prepare from' ? ages.prepareFrom : ages.responsibleFrom;
  const due = laterOf(ages.prepareFrom, addPeriod(anchor, row.due.offset));
  return row.due.anchor === 'prepare from' ? earlierOf(due, ages.turns18On) : due;
};

/** The steps that this transfer takes: the first that is not done is `now`. Only the ages are national. */
export const stepsOf = (
  transfer: Transfer,
  pack: readonly PackItem[],
  acceptance: Acceptance | null,
): readonly TransferStep[] => {
  const ages = agesOf(transfer, acceptance);
  const rows = STEP_ROWS.filter(
    ([, { onlyWhenMoving }]) => !(onlyWhenMoving && transfer.decision === 'keep'),
  );
  const doings = rows.map(([step]) => doingOf(step, transfer, pack, acceptance));
  const now = doings.findIndex(({ isDone }) => !isDone);
  return rows.map(([step, row], index) => {
    const doing = doings[index];
    const isDone = doing?.isDone === true;
    // A responsible day that was agreed is the services' own, whatever the birthday says.
    const isAgreed = step === 'accepted' && ages.responsibleFrom !== ages.turns18On;
    return {
      step,
      title: row.title,
      state: isDone ? 'done' : index === now ? 'now' : 'to come',
      on: isDone ? (doing.on ?? null) : null,
      dueOn: dueOf(row, ages),
      source: isAgreed ? 'local' : row.source,
      field: row.field,
    };
  });
};

/** The title of the step a transfer is at; the last one when all are done. */
export const currentStep = (steps: readonly TransferStep[]): string =>
  (steps.find(({ state }) => state === 'now') ?? steps.at(-1))?.title ?? STEPS.identified.title;

export interface TransferDue {
  readonly key: string;
  readonly title: string;
  readonly dueOn: CalendarDay;
  readonly status: Status;
  readonly waitsFor: readonly Role[];
  readonly source: 'national' | 'local';
}

interface DueDraft extends Omit<TransferDue, 'key' | 'status'> {
  readonly name: string;
  readonly isOpen: boolean;
}

const hasOwnWords = ({ ownWords, ownWordsMissing }: Transfer): boolean =>
  ownWords.trim() !== '' || ownWordsMissing.trim() !== '';

/** What is still to be done for a transfer, soonest first. A done thing has no row. */
export const transferDues = (
  transfer: Transfer,
  pack: readonly PackItem[],
  acceptance: Acceptance | null,
  today: CalendarDay,
): readonly TransferDue[] => {
  const open = new Map(
    stepsOf(transfer, pack, acceptance)
      .filter(({ state }) => state !== 'done')
      .map((step) => [step.step, step]),
  );
  const isMoving = transfer.decision !== 'keep';
  const { sent, received, all } = packCount(pack);
  const ages = agesOf(transfer, acceptance);
  const dueOn = (step: StepName): CalendarDay => dueOf(STEPS[step], ages);
  const drafts: readonly DueDraft[] = [
    {
      name: 'prepare',
      title: 'Start preparing the transfer (17 years 6 months)',
      dueOn: dueOn('identified'),
      waitsFor: ['case-manager', 'secondee'],
      source: 'national',
      isOpen: open.has('identified'),
    },
    {
      name: 'decide',
      title: 'Decide: transfer, keep or share',
      dueOn: dueOn('decided'),
      waitsFor: ['case-manager', 'secondee'],
      source: 'local',
      isOpen: open.has('decided'),
    },
    {
      name: 'send-pack',
      title:
        pack.length === 0
          ? 'Start the transfer pack'
          : `Send the transfer pack (${sent} of ${all} sent)`,
      dueOn: dueOn('pack'),
      waitsFor: ['case-manager', 'secondee'],
      source: 'local',
      isOpen: open.has('pack') && (pack.length === 0 || sent < all),
    },
    {
      name: 'confirm-pack',
      title: `Confirm what was received (${sent - received} to confirm)`,
      dueOn: dueOn('pack'),
      waitsFor: ['probation-practitioner'],
      source: 'local',
      isOpen: open.has('pack') && received < sent,
    },
    {
      name: 'own-words',
      title: "Record the young person's own words",
      dueOn: dueOn('handover'),
      waitsFor: ['case-manager', 'secondee'],
      source: 'local',
      isOpen: isMoving && !hasOwnWords(transfer),
    },
    {
      name: 'handover',
      title: 'Introduction and handover meeting',
      dueOn: dueOn('handover'),
      waitsFor: ['case-manager', 'secondee'],
      source: 'local',
      isOpen: open.has('handover'),
    },
    {
      name: 'accept',
      title: 'Accept responsibility',
      dueOn: dueOn('accepted'),
      waitsFor: ['probation-practitioner'],
      source: open.get('accepted')?.source ?? 'national',
      isOpen: open.has('accepted'),
    },
    {
      name: 'review',
      title: 'Review the transfer',
      dueOn: dueOn('review'),
      waitsFor: ['case-manager', 'probation-practitioner'],
      source: 'local',
      // Nothing has moved yet, so there is nothing to look back on.
      isOpen: open.has('review') && !open.has('accepted'),
    },
  ];
  return drafts
    .filter(({ isOpen }) => isOpen)
    .map(({ name, title, dueOn, waitsFor, source }) => ({
      key: `${transfer.id}.${name}`,
      title,
      dueOn,
      status: openStatus({ dueOn, today }),
      waitsFor,
      source,
    }))
    .toSorted((a, b) => compareDays(a.dueOn, b.dueOn));
};

const MONTH_BINS = [
  { label: 'Already 18', below: 0 },
  { label: 'Less than 1 month', below: 1 },
  { label: '1 to 2 months', below: 3 },
  { label: '3 to 5 months', below: 6 },
  { label: '6 to 11 months', below: 12 },
  { label: '1 year or more', below: Number.POSITIVE_INFINITY },
] as const;

/** How many young people are how far from 18; every bin is there, also an empty one. */
export const monthsTo18 = (
  transfers: readonly Transfer[],
  today: CalendarDay,
): readonly { readonly label: string; readonly count: number }[] => {
  const months = transfers.map((transfer) => {
    const { turns18On } = agesOf(transfer);
    return daysBetween(today, turns18On) <= 0 ? -1 : wholeMonthsBetween(today, turns18On);
  });
  return MONTH_BINS.map(({ label, below }, index) => {
    const from = index === 0 ? Number.NEGATIVE_INFINITY : (MONTH_BINS[index - 1]?.below ?? 0);
    return { label, count: months.filter((value) => value >= from && value < below).length };
  });
};
