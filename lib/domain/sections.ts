/** The parts of a notebook that have their own readers: how each is named, and which kinds of record lie in it. */
import type { Kind, SectionName } from './kinds';
import { RecordId } from './record';

/** What a part is for. */
export type SectionKind =
  | 'directory'
  | 'overview'
  | 'transfers'
  | 'secondment'
  | 'performance'
  | 'shared'
  | 'audit';

export const secondmentSection = (secondment: string): SectionName => `secondment/${secondment}`;
export const performanceSection = (secondment: string): SectionName => `performance/${secondment}`;
/** One transfer or one meeting by itself. */
export const sharedSection = (record: string): SectionName => `shared/${record}`;
export const auditSection = (member: string): SectionName => `audit/${member}`;

export type SectionParts =
  | { readonly kind: 'directory' | 'overview' | 'transfers' }
  | { readonly kind: 'secondment' | 'performance' | 'shared'; readonly of: RecordId }
  | { readonly kind: 'audit'; readonly of: string };

/** What a section is for, read from its name; null for one that this version does not know. */
export const partsOf = (name: SectionName): SectionParts | null => {
  const at = name.indexOf('/');
  const kind = at === -1 ? name : name.slice(0, at);
  const of = at === -1 ? '' : name.slice(at + 1);
  switch (kind) {
    case 'directory':
    case 'overview':
    case 'transfers':
      return at === -1 ? { kind } : null;
    case 'secondment':
    case 'performance':
    case 'shared': {
      const id = RecordId.safeParse(of);
      return id.success ? { kind, of: id.data } : null;
    }
    case 'audit':
      return /^[0-9a-f]{32}$/u.test(of) ? { kind, of } : null;
    default:
      return null;
  }
};

const OF_A_MEETING = ['attendance', 'agendaItem', 'action', 'decision'] as const;

/**
 * Which kinds count where. Whoever writes one part could put any record there: a guest's section must not bring
 * forth a person, a team or another's secondment.
 */
const KINDS_IN = {
  directory: ['person', 'team', 'away', 'policy', 'protocol', 'accessChoice'],
  overview: ['overview', 'accessChoice'],
  transfers: ['transfer', 'packItem', 'acceptance', 'meeting', ...OF_A_MEETING, 'accessChoice'],
  secondment: ['secondment', 'evidence', 'event', 'meeting', ...OF_A_MEETING, 'accessChoice'],
  performance: ['evidence', 'event', 'meeting', ...OF_A_MEETING, 'accessChoice'],
  shared: ['transfer', 'packItem', 'acceptance', 'meeting', ...OF_A_MEETING, 'accessChoice'],
  audit: [],
} as const satisfies Readonly<Record<SectionKind, readonly Kind[]>>;

export const kindsIn = (name: SectionName): readonly Kind[] => {
  const parts = partsOf(name);
  return parts === null ? [] : KINDS_IN[parts.kind];
};
