/** What people order about the log of who did what. There is no order that changes a line. */
import { done, refused } from './answer';
import type { AuditLog } from './audit-log';
import { GONE, save, writing, type RecordOrdering } from './orders';
import { auditFile } from './view-audit';
import { Policy, POLICY_ID } from '@/lib/domain/policy';
import type { Answer, OrderOf } from '@/lib/link/contract';
import { put } from '@/lib/notebook/records';

type AuditOrder = 'exportAudit' | 'setReasons' | 'giveReason';
type Handlers = {
  readonly [Name in AuditOrder]: (
    ordering: RecordOrdering & { readonly log: AuditLog },
    given: OrderOf<Name>,
  ) => Promise<Answer>;
};

export const AUDIT_ORDERS: Handlers = {
  exportAudit: async ({ log, shelf }) => {
    if (!log.isAuditor()) return refused('Only an auditor exports what everyone did.');
    return done(null, auditFile(shelf, await log.read('all')));
  },
  setReasons: async (ordering, { isOn }) => {
    const { notebook, looking, now } = ordering;
    const { me } = looking();
    const isKeeper = notebook
      .register()
      .members.some(({ member, isKeeper: may }) => member === me && may);
    if (!isKeeper) return refused('Only a person who may invite others can do this.');
    const policy = Policy.parse({ id: POLICY_ID, asksReasons: isOn });
    return save(
      ordering,
      'directory',
      [(doc) => put(doc, 'policy', policy, writing(now()))],
      POLICY_ID,
    );
  },
  giveReason: async ({ log, shelf }, { kind, id, reason }) => {
    if (shelf.find(kind, id) === null) return refused(GONE);
    if (reason.trim() === '') return refused('Enter why you open this', 'reason');
    log.giveReason(kind, id, reason.trim());
    return done(id);
  },
};
