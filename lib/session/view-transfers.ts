/** Views of transfers: the list with its pictures, and one record with its steps and pack. */
import type { IsGenuine } from './genuine';
import type { Waited } from './view-away';
import {
  isMine,
  meetingsAbout,
  shortName,
  teamName,
  teamOf,
  waitingFor,
  type Looking,
} from './view-duties';
import { mayChange } from './shelf';
import type { DueRow, TransferRow, TransfersView, TransferView } from './views';
import type { Role } from '@/lib/domain/people';
import {
  agesOf,
  currentStep,
  monthsTo18,
  packCount,
  STEP_TITLES,
  stepsOf,
  transferDues,
} from '@/lib/domain/transfer-steps';
import type { Acceptance, PackItem, Transfer } from '@/lib/domain/transfer';

const packOf = ({ shelf }: Looking, id: string): readonly PackItem[] =>
  shelf.all('packItem').filter(({ transfer }) => transfer === id);

/** Of several acceptances the first that is genuine; any other is shown as what it is. */
const acceptanceOf = (
  { shelf }: Looking,
  id: string,
  isGenuine: IsGenuine,
): (Acceptance & { readonly isGenuine: boolean }) | null => {
  const all = shelf
    .all('acceptance')
    .filter(({ transfer }) => transfer === id)
    .flatMap((acceptance) => {
      // One that is still being checked is not shown: neither word would be true yet.
      const answer = isGenuine(acceptance);
      return answer === null ? [] : [{ ...acceptance, isGenuine: answer }];
    });
  return all.find((acceptance) => acceptance.isGenuine) ?? all[0] ?? null;
};

const holderOf = (transfer: Transfer, role: Role): string | null =>
  role === 'secondee' ? transfer.secondee : null;

const waitsFor = (looking: Looking, transfer: Transfer, roles: readonly Role[]): Waited => {
  // Case manager and practitioner are names on the record; only the secondee is a person of the notebook.
  const named = roles.flatMap((role) => {
    const name =
      role === 'case-manager'
        ? transfer.caseManager
        : role === 'probation-practitioner'
          ? transfer.receivingPractitioner
          : '';
    return name === '' ? [] : [shortName(name)];
  });
  const person = waitingFor(looking, roles, (role) => holderOf(transfer, role));
  const [name] = named;
  return isMine(person) || name === undefined ? person : { waitingFor: name };
};

export const transferDueRows = (
  looking: Looking,
  transfer: Transfer,
  isGenuine: IsGenuine,
): readonly DueRow[] => {
  const acceptance = acceptanceOf(looking, transfer.id, isGenuine);
  const standing = acceptance?.isGenuine === true ? acceptance : null;
  return transferDues(transfer, packOf(looking, transfer.id), standing, looking.today).map(
    ({ key, title, dueOn, status, waitsFor: roles }) => ({
      key,
      title,
      place: { screen: 'transfer', id: transfer.id },
      concerns: `${transfer.reference}, ${teamOf(looking, transfer.team)?.name ?? 'team not known'}`,
      dueOn,
      status,
      ...waitsFor(looking, transfer, roles),
    }),
  );
};

export const transfersView = (looking: Looking, isGenuine: IsGenuine): TransfersView => {
  const transfers = looking.shelf.all('transfer');
  const rows = transfers.map((transfer): TransferRow => {
    const pack = packOf(looking, transfer.id);
    const acceptance = acceptanceOf(looking, transfer.id, isGenuine);
    const standing = acceptance?.isGenuine === true ? acceptance : null;
    const count = packCount(pack);
    return {
      id: transfer.id,
      reference: transfer.reference,
      team: teamName(looking, transfer.team),
      step: currentStep(stepsOf(transfer, pack, standing)),
      turns18On: agesOf(transfer, standing).turns18On,
      next: transferDueRows(looking, transfer, isGenuine)[0] ?? null,
      packSent: count.sent,
      packAll: count.all,
    };
  });
  return {
    rows: rows.toSorted((a, b) => (a.turns18On < b.turns18On ? -1 : 1)),
    steps: STEP_TITLES.map((step) => ({
      step,
      count: rows.filter((row) => row.step === step).length,
    })),
    monthsTo18: monthsTo18(transfers, looking.today),
  };
};

export const transferView = (
  looking: Looking,
  id: string,
  history: TransferView['history'],
  isGenuine: IsGenuine,
): TransferView | null => {
  const record = looking.shelf.find('transfer', id);
  if (record === null) return null;
  const team = teamOf(looking, record.team);
  if (team === null) return null;
  const pack = packOf(looking, id);
  const acceptance = acceptanceOf(looking, id, isGenuine);
  const ages = agesOf(record, acceptance);
  return {
    record,
    team,
    secondee: looking.shelf.find('person', record.secondee),
    turns18On: ages.turns18On,
    prepareFrom: ages.prepareFrom,
    steps: stepsOf(record, pack, acceptance?.isGenuine === true ? acceptance : null),
    pack,
    acceptance,
    meetings: meetingsAbout(looking, id),
    history,
    isReadOnly: !mayChange(looking.shelf, id),
  };
};
