/** The facts of a secondment that people may change, each on a small form of its own. */
import { FieldsForm } from './fields-form';
import { PersonChoice, readPerson } from './person-choice';
import { readDay, tickOf, useChangeOf, useRecordForm, type Checked } from './record-form';
import {
  isSecondmentPart,
  partWords,
  SECONDMENT_PARTS,
  TEAM_QUESTIONS,
  teamWords,
  type SecondmentField,
  type SecondmentPart,
} from './secondment-fields';
import { SmallForm } from './small-form';
import type { OpenNotebook } from './open-notebook';
import { BackLink, LinkButton, type Go } from '@/components/ui/button';
import { Checkbox } from '@/components/ui/choices';
import { DateInput } from '@/components/ui/date-input';
import { typedDay } from '@/components/ui/date-parts';
import { Inset, SummaryList } from '@/components/ui/facts';
import { problem } from '@/components/ui/field-error';
import { Heading, SubHeading } from '@/components/ui/heading';
import { Select, TextArea, TextInput } from '@/components/ui/text-fields';
import { useOrder, useView } from '@/components/use-link';
import { formatDay, type CalendarDay } from '@/lib/domain/calendar';
import { ROLE_NAMES, type Role } from '@/lib/domain/people';
import {
  defaultEnd,
  earliestEndAfterNotice,
  judgePlan,
  type PlanRemark,
} from '@/lib/domain/secondment-plan';
import type { SecondmentView } from '@/lib/session/views';

/** The three people a secondment names, by the part of its address. */
const PARTS = {
  'line-manager': {
    field: 'lineManager',
    heading: 'Who is the YOT line manager?',
    label: 'YOT line manager',
    role: 'yot-line-manager',
  },
  'liaison-spo': {
    field: 'liaisonSpo',
    heading: `Who is the ${ROLE_NAMES['liaison-spo']}?`,
    label: ROLE_NAMES['liaison-spo'],
    role: 'liaison-spo',
  },
  'yot-manager': {
    field: 'yotManager',
    heading: 'Who is the YOT manager?',
    label: 'YOT manager',
    role: 'yot-manager',
  },
} as const satisfies Record<
  string,
  {
    readonly field: 'lineManager' | 'liaisonSpo' | 'yotManager';
    readonly heading: string;
    readonly label: string;
    readonly role: Role;
  }
>;
type PersonPart = keyof typeof PARTS;

interface FactProps {
  readonly view: SecondmentView;
  readonly notebook: OpenNotebook;
  /** Back to the list of facts. */
  readonly back: () => void;
}

function PersonForm({ view, notebook, back, part }: FactProps & { readonly part: PersonPart }) {
  const { field, heading, label, role } = PARTS[part];
  const { record } = view;
  const order = useOrder();
  const change = useChangeOf('secondment', record);
  const form = useRecordForm(
    `secondment.${record.id}.${part}`,
    { person: record[field] ?? '', name: '' },
    back,
  );
  const check = (): Checked => {
    const chosen = readPerson(
      { choice: form.values.person, name: form.values.name },
      notebook.people,
      { choice: 'person', name: 'name' },
      `Select the ${label}`,
    );
    if (chosen.state === 'wrong') return chosen;
    if (chosen.state !== 'new') {
      const person = chosen.state === 'person' ? chosen.id : null;
      return {
        state: 'right',
        send: () => change({ [field]: person }),
      };
    }
    return {
      state: 'right',
      send: async () => {
        const added = await order('create', {
          kind: 'person',
          fields: { name: chosen.name, role },
        });
        return added.state === 'refused' ? added : change({ [field]: added.id });
      },
    };
  };
  return (
    <SmallForm form={form} heading={heading} caption={view.title} check={check} back={back}>
      <PersonChoice
        label={label}
        people={notebook.people}
        roles={[role]}
        choice={form.field('person')}
        name={form.field('name')}
        mayBeNobody
      />
    </SmallForm>
  );
}

/** A remark of the plan that stops the form: a refusal, or a reason that is missing. */
function stopping(
  judgement: ReturnType<typeof judgePlan>,
): Pick<PlanRemark, 'field' | 'words'> | null {
  if (judgement.state === 'refused') return judgement;
  return judgement.warnings.find(({ reason }) => reason === 'reason missing') ?? null;
}

function EndForm({ view, notebook, back }: FactProps) {
  const { record } = view;
  const change = useChangeOf('secondment', record);
  const form = useRecordForm(
    `secondment.${record.id}.end-date`,
    {
      endsOn: typedDay(record.endsOn),
      endReason: record.endReason,
      allAgree: record.shortNoticeAgreed ? 'yes' : '',
    },
    back,
  );
  const check = (): Checked => {
    const { values } = form;
    const end = readDay(values.endsOn, 'endsOn', 'End date', 'Enter the date the secondment ends');
    if (end.day === null) return { state: 'wrong', errors: end.errors };
    const endsOn = end.day;
    const endReason = values.endReason.trim();
    const stop = stopping(
      judgePlan({
        startsOn: record.startsOn,
        endsOn,
        noticeOn: record.noticeOn,
        allAgree: values.allAgree === 'yes',
        endReason,
        today: notebook.today,
      }),
    );
    if (stop !== null) {
      return { state: 'wrong', errors: [{ field: stop.field, text: stop.words }] };
    }
    return {
      state: 'right',
      send: () => change({ endsOn, endReason, shortNoticeAgreed: values.allAgree === 'yes' }),
    };
  };
  const { isTicked, onChange } = tickOf(form.field('allAgree'));
  return (
    <SmallForm
      form={form}
      heading="When does the secondment end?"
      caption={view.title}
      check={check}
      back={back}
    >
      <Inset>
        Two years end on {formatDay(defaultEnd(record.startsOn))}. An extension may reach{' '}
        {formatDay(view.latestEnd)} (section 2). Dates that depend on the end move with it.
      </Inset>
      <DateInput {...form.field('endsOn')} label="Last day of the secondment" />
      <TextArea
        {...form.field('endReason')}
        label="Why the end differs from 2 years"
        hint="For an extension, say that the secondee was consulted and who agreed for Probation and for the YOT."
      />
      {record.noticeOn !== null && (
        <Checkbox
          id="allAgree"
          label="Secondee, YOT and Probation all agree to shorter notice"
          hint={`Notice was given on ${formatDay(record.noticeOn)}. Without agreement the earliest end is ${formatDay(earliestEndAfterNotice(record.noticeOn))}.`}
          isTicked={isTicked}
          onChange={onChange}
        />
      )}
    </SmallForm>
  );
}

function PartForm({ view, back, part }: FactProps & { readonly part: SecondmentPart }) {
  const { record } = view;
  const { heading, questions } = SECONDMENT_PARTS[part];
  const change = useChangeOf('secondment', record);
  return (
    <FieldsForm<SecondmentField>
      name={`secondment.${record.id}.${part}`}
      heading={heading}
      caption={view.title}
      record={record}
      questions={questions}
      send={change}
      back={back}
    />
  );
}

function TeamForm({ view, back }: FactProps) {
  const { team } = view;
  const order = useOrder();
  return (
    <FieldsForm
      name={`team.${team.id}`}
      heading={`${team.name} ${team.label}`}
      caption={view.title}
      record={team}
      questions={TEAM_QUESTIONS}
      // A team is written whole: one that ships has no record of its own yet.
      send={(changed) => order('create', { kind: 'team', fields: { ...team, ...changed } })}
      back={back}
    />
  );
}

function ProtocolForm({ view, back }: FactProps) {
  const { record } = view;
  const change = useChangeOf('secondment', record);
  const lines = useView('protocols')?.lines;
  const form = useRecordForm(
    `secondment.${record.id}.protocol`,
    { protocol: record.protocol },
    back,
  );
  if (lines === undefined) return null;
  const check = (): Checked => ({
    state: 'right',
    send: () => change({ protocol: form.values.protocol }),
  });
  return (
    <SmallForm
      form={form}
      heading="Which protocol gives the dates?"
      caption={view.title}
      check={check}
      back={back}
    >
      <Inset>All dates are worked out again by the protocol that you choose.</Inset>
      <Select
        {...form.field('protocol')}
        label="Protocol"
        empty={null}
        choices={lines.map(({ line, name }) => ({ value: line, text: name }))}
      />
    </SmallForm>
  );
}

function NoticeForm({ view, notebook, back }: FactProps) {
  const { record } = view;
  const change = useChangeOf('secondment', record);
  const form = useRecordForm(
    `secondment.${record.id}.notice`,
    { noticeOn: typedDay(record.noticeOn), noticeBy: record.noticeBy },
    back,
  );
  const check = (): Checked => {
    const { values } = form;
    const notice = readDay(values.noticeOn, 'noticeOn', 'Date of notice', null);
    const noticeBy = values.noticeBy.trim();
    const errors = [
      ...notice.errors,
      ...problem(
        notice.day !== null && notice.day > notebook.today,
        'noticeOn',
        'Date of notice must be today or in the past',
      ),
      ...problem(notice.day !== null && noticeBy === '', 'noticeBy', 'Enter who gave notice'),
    ];
    if (errors.length > 0) return { state: 'wrong', errors };
    return {
      state: 'right',
      send: () => change({ noticeOn: notice.day, noticeBy }),
    };
  };
  return (
    <SmallForm
      form={form}
      heading="When was notice given?"
      caption={view.title}
      check={check}
      back={back}
    >
      <DateInput
        {...form.field('noticeOn')}
        label="Date of notice"
        hint="Leave the date empty if nobody has given notice. Section 6 asks for at least 1 month."
      />
      <TextInput
        {...form.field('noticeBy')}
        label="Who gave notice"
        hint="The secondee, Probation or the YOT."
      />
    </SmallForm>
  );
}

const noticeWords = (on: CalendarDay | null, by: string): string => {
  if (on === null) return 'No notice given';
  return by === '' ? formatDay(on) : `${formatDay(on)}, by ${by}`;
};

interface FactLine {
  readonly part: string;
  readonly key: string;
  readonly value: string;
}

function factGroups({
  record,
  people,
  team,
  protocol,
}: SecondmentView): readonly { readonly title: string; readonly facts: readonly FactLine[] }[] {
  const ofPart = (part: SecondmentPart): FactLine => ({
    part,
    key: SECONDMENT_PARTS[part].key,
    value: partWords(part, record),
  });
  return [
    {
      title: 'Plan',
      facts: [
        { part: 'end-date', key: 'Last day', value: formatDay(record.endsOn) },
        { part: 'notice', key: 'Notice', value: noticeWords(record.noticeOn, record.noticeBy) },
        ofPart('kind'),
        { part: 'protocol', key: 'Protocol', value: protocol.name },
        ofPart('reason'),
      ],
    },
    {
      title: 'People',
      facts: [
        { part: 'line-manager', key: 'YOT line manager', value: people.lineManager?.name ?? '' },
        { part: 'yot-manager', key: 'YOT manager', value: people.yotManager?.name ?? '' },
        {
          part: 'liaison-spo',
          key: ROLE_NAMES['liaison-spo'],
          value: people.liaisonSpo?.name ?? '',
        },
      ],
    },
    {
      title: 'Officer and team',
      facts: [
        ofPart('eligibility'),
        ofPart('terms'),
        ofPart('ppda'),
        { part: 'team', key: `${team.name} ${team.label}`, value: teamWords(team) },
      ],
    },
    { title: 'After the secondment', facts: [ofPart('substantive-post'), ofPart('after')] },
  ];
}

function FactList({ view, go }: { readonly view: SecondmentView; readonly go: Go }) {
  const { record } = view;
  return (
    <>
      <BackLink
        onClick={() => {
          go({ screen: 'secondment', id: record.id });
        }}
      >
        {view.title}
      </BackLink>
      <Heading caption={view.title}>Change this secondment</Heading>
      {factGroups(view).map(({ title, facts }) => (
        <section key={title} aria-label={title}>
          <SubHeading>{title}</SubHeading>
          <SummaryList
            facts={facts.map(({ part, key, value }) => ({
              key,
              value,
              action: (
                <LinkButton
                  about={key.toLowerCase()}
                  onClick={() => {
                    go({ screen: 'secondment', id: `${record.id}|${part}` });
                  }}
                >
                  Change
                </LinkButton>
              ),
            }))}
          />
        </section>
      ))}
      <p className="app-quiet">The old value of each fact stays in the history.</p>
    </>
  );
}

export function SecondmentFacts({
  view,
  notebook,
  part,
  go,
}: {
  readonly view: SecondmentView;
  readonly notebook: OpenNotebook;
  readonly part: string;
  readonly go: Go;
}) {
  const props: FactProps = {
    view,
    notebook,
    back: () => {
      go({ screen: 'secondment', id: `${view.record.id}|facts` });
    },
  };
  switch (part) {
    case 'line-manager':
    case 'liaison-spo':
    case 'yot-manager':
      return <PersonForm {...props} part={part} />;
    case 'end-date':
      return <EndForm {...props} />;
    case 'protocol':
      return <ProtocolForm {...props} />;
    case 'team':
      return <TeamForm {...props} />;
    case 'notice':
      return <NoticeForm {...props} />;
    default:
      if (isSecondmentPart(part)) return <PartForm {...props} part={part} />;
      return <FactList view={view} go={go} />;
  }
}
